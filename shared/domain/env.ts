/** How the env layers of a run are laid over each other: agent < project < routine. Names only, nothing is resolved here. */
import type { Env, EnvLayer, ShownEnv, StoredBinding, StoredEnv, Visibility } from '../contract/env.ts'

const strength: Record<EnvLayer, number> = { agent: 0, project: 1, routine: 2 }

export interface LayeredKey<Source> {
  key: string
  /** `definitions[0]` wins; the rest lose to it, nearest first. Never empty. */
  definitions: [LayeredDefinition<Source>, ...Array<LayeredDefinition<Source>>]
}

export interface LayeredDefinition<Source> {
  source: Source
  binding: StoredBinding
}

/** Merges the layers of one run (at most one source a layer), whatever order they come in. Keys are sorted by code unit. */
export function layerEnv<Source extends { layer: EnvLayer; env: StoredEnv }>(sources: readonly Source[]): Array<LayeredKey<Source>> {
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
export function sameEnv(a: StoredEnv, b: StoredEnv): boolean {
  if (a.length !== b.length) return false
  const other = new Map(b.map(({ key, binding }) => [key, binding]))
  return a.every(({ key, binding }) => {
    const match = other.get(key)
    return match !== undefined && sameBinding(binding, match)
  })
}

function sameBinding(a: StoredBinding, b: StoredBinding): boolean {
  if (a.kind === 'plain') return b.kind === 'plain' && a.visibility === b.visibility && a.value === b.value
  return b.kind === 'secret' && a.secretId === b.secretId && a.version === b.version
}

/** What may leave the host: hidden values are taken out. */
export function showEnv(stored: StoredEnv): ShownEnv {
  return stored.map(({ key, binding }) => {
    if (binding.kind === 'secret') return { key, binding }
    const { kind, visibility, value } = binding
    return { key, binding: visibility === 'visible' ? { kind, visibility, value } : { kind, visibility, value: null } }
  })
}

const openness: Record<Visibility, number> = { write_only: 0, masked: 1, visible: 2 }

/**
 * Fills the values that a save left out with those stored under the same key. Answers the keys at fault instead: `unset`
 * have no stored value to keep, `lowered` would show to more people what was hidden from them, without the reason that revealing it takes.
 */
export function settleEnv(incoming: Env, stored: StoredEnv): { env: StoredEnv } | { unset: string[]; lowered: string[] } {
  const known = new Map(stored.map(({ key, binding }) => [key, binding]))
  const unset: string[] = []
  const lowered: string[] = []
  const env = incoming.map(({ key, binding }): StoredEnv[number] => {
    if (binding.kind === 'secret') return { key, binding }
    const { kind, visibility, value } = binding
    if (value !== null) return { key, binding: { kind, visibility, value } }
    const before = known.get(key)
    if (before?.kind !== 'plain') {
      unset.push(key)
      return { key, binding: { kind, visibility, value: '' } }
    }
    if (openness[visibility] > openness[before.visibility]) lowered.push(key)
    return { key, binding: { kind, visibility, value: before.value } }
  })
  return unset.length + lowered.length > 0 ? { unset, lowered } : { env }
}
