/** How the env layers of a run are laid over each other: agent < project < routine. Names only, nothing is resolved here. */
import type { Env, EnvBinding, EnvLayer } from '../contract/env.ts'

const strength: Record<EnvLayer, number> = { agent: 0, project: 1, routine: 2 }

export interface LayeredKey<Source> {
  key: string
  /** `definitions[0]` wins; the rest lose to it, nearest first. Never empty. */
  definitions: [LayeredDefinition<Source>, ...Array<LayeredDefinition<Source>>]
}

export interface LayeredDefinition<Source> {
  source: Source
  binding: EnvBinding
}

/** Merges the layers of one run (at most one source a layer), whatever order they come in. Keys are sorted by code unit. */
export function layerEnv<Source extends { layer: EnvLayer; env: Env }>(sources: readonly Source[]): Array<LayeredKey<Source>> {
  // A Map, because `__proto__` and `constructor` are lawful names of environment variables.
  const keys = new Map<string, LayeredKey<Source>>()
  for (const source of [...sources].sort((a, b) => strength[b.layer] - strength[a.layer])) {
    for (const { key, binding } of source.env) {
      const known = keys.get(key)
      if (known) known.definitions.push({ source, binding })
      else keys.set(key, { key, definitions: [{ source, binding }] })
    }
  }
  return [...keys.values()].sort((a, b) => (a.key < b.key ? -1 : 1))
}

/** Says whether two layers define the same keys in the same way; the order of the list means nothing. */
export function sameEnv(a: Env, b: Env): boolean {
  if (a.length !== b.length) return false
  const other = new Map(b.map(({ key, binding }) => [key, binding]))
  return a.every(({ key, binding }) => {
    const match = other.get(key)
    return match !== undefined && sameBinding(binding, match)
  })
}

function sameBinding(a: EnvBinding, b: EnvBinding): boolean {
  if (a.kind === 'plain') return b.kind === 'plain' && a.value === b.value
  return b.kind === 'secret' && a.secretId === b.secretId && a.version === b.version
}
