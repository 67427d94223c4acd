/** What a save would change of one layer, in the shape that histories show: value-free where values are hidden. */
import type { Env, EnvChange, EnvLayer, EnvSide } from '#shared/contract/env.ts'
import type { Secret } from '#shared/contract/secrets.ts'
import { diffEnv } from '#shared/domain/env-diff.ts'
import type { StoredLayer } from './place.ts'

interface Compared {
  layer: EnvLayer
  stored: StoredLayer
  value: Env
  secrets: readonly Secret[]
}

/** The keys that differ, sorted. */
export function draftChanges({ layer, stored, value, secrets }: Compared): EnvChange[] {
  const sides = (env: Env) =>
    new Map(env.map(({ key, binding }) => [key, binding.kind === 'secret' ? secretSide(binding) : plainSide(key, binding)] as const))
  const plainSide = (key: string, { visibility, value: text }: Extract<Env[number]['binding'], { kind: 'plain' }>): EnvSide => ({
    ...{ ...blank, layer, kind: 'plain', visibility },
    value: visibility === 'visible' ? text : null,
    // Kept, it is what is stored; typed, it is not known to be equal to anything.
    fingerprint: text === null ? (stored.prints.get(key) ?? 'kept') : null,
  })
  const secretSide = ({ secretId, version }: Extract<Env[number]['binding'], { kind: 'secret' }>): EnvSide => {
    const secret = secrets.find(({ id }) => id === secretId)
    const current = version === 'latest' ? (secret?.version ?? null) : version
    const print = secret && current === secret.version ? secret.fingerprint : null
    return { ...blank, layer, kind: 'secret', secretId, secretName: secret?.name ?? null, selector: version, version: current, fingerprint: print }
  }
  return diffEnv(sides(stored.env), sides(value)).filter(({ change }) => change !== 'unchanged')
}

const blank = {
  ...{ visibility: null, value: null, secretId: null, secretName: null, selector: null, version: null, fingerprint: null },
} as const
