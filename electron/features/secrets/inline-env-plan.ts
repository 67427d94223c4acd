/** Which plain values of a target are credentials, and what its environments look like once they are secrets. No value leaves it but into the vault. */
import type { EnvLayer, StoredEnv } from '#shared/contract/env.ts'
import { type SensitiveReason, sensitiveReason } from '#shared/domain/sensitive.ts'

/** An agent, a project or a routine with every environment that it has or had. */
export interface InlineTarget {
  companyId: string
  type: EnvLayer
  id: string
  name: string
  env: StoredEnv
  /** Oldest first; a routine's alone, and those only that hold a plain value. */
  revisions: Array<{ id: string; env: StoredEnv }>
  /** The revision that `env` is the environment of. */
  currentRevisionId: string | null
}

/** One key of a target that is to become a secret. */
export interface InlineKey {
  key: string
  because: SensitiveReason
  /** Every value it had, oldest first: a version each. */
  values: string[]
  /** Which of them is the value now, or was the last one: the version to be current, counted from 1. */
  current: number
  /** How many older revisions hold one of them. */
  revisions: number
}

/** Finds the keys whose plain values are credentials, now or in an older revision. Sorted by name. */
export function inlineKeys({ env, revisions, currentRevisionId }: InlineTarget): InlineKey[] {
  const found = new Map<string, InlineKey>()
  for (const { id, env: past } of [...revisions, { id: null, env }]) {
    for (const { key, binding } of past) {
      const because = binding.kind === 'plain' ? sensitiveReason(key, binding.value) : null
      if (binding.kind !== 'plain' || because === null) continue
      const known = found.get(key) ?? { key, because, values: [], current: 0, revisions: 0 }
      found.set(key, known)
      if (!known.values.includes(binding.value)) known.values.push(binding.value)
      known.current = known.values.indexOf(binding.value) + 1
      if (because === 'name') known.because = 'name'
      if (id !== null && id !== currentRevisionId) known.revisions += 1
    }
  }
  return [...found.values()].sort((a, b) => (a.key < b.key ? -1 : 1))
}

/** A key with the secret that was made of it. */
export interface MovedKey extends InlineKey {
  secretId: string
}

/** The environment with references in place of the moved values: to the version that holds the value, or to the latest. */
export function withReferences(env: StoredEnv, moved: readonly MovedKey[], version: 'latest' | 'pinned'): StoredEnv {
  const keys = new Map(moved.map((each) => [each.key, each]))
  return env.map((entry) => {
    const { key, binding } = entry
    const secret = keys.get(key)
    const index = binding.kind === 'plain' && secret ? secret.values.indexOf(binding.value) : -1
    if (!secret || index === -1) return entry
    return { key, binding: { kind: 'secret', secretId: secret.secretId, version: version === 'latest' ? version : index + 1 } }
  })
}

/** Whether any of the moved values is plain in it. */
export function holdsAny(env: StoredEnv, moved: readonly MovedKey[]): boolean {
  return env.some(({ key, binding }) => binding.kind === 'plain' && moved.some((each) => each.key === key && each.values.includes(binding.value)))
}
