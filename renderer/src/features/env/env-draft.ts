/** The rules of one env layer while it is being edited: what is wrong with which row, and how two layers differ. */
import type { Env, EnvBinding } from '#shared/contract/env.ts'
import { fitsEnvValue, isEnvName, isReserved } from '#shared/domain/env-rules.ts'
import { sensitiveReason } from '#shared/domain/sensitive.ts'
import { loweringRefused, lowers } from './visibility.ts'

export interface EntryProblem {
  key?: string
  binding?: string
}

/**
 * Says what is wrong with each entry, by index; an entry without problems has an empty object. `stored` is what hidden
 * values are kept from: without it a kept value is taken on trust.
 */
export function checkEnv(env: Env, knownSecrets: ReadonlySet<string>, stored?: Env): EntryProblem[] {
  const before = stored && new Map(stored.map(({ key, binding }) => [key, binding]))
  const seen = new Map<string, number>()
  for (const { key } of env) seen.set(key, (seen.get(key) ?? 0) + 1)
  return env.map(({ key, binding }) => {
    const wrongKey = checkKey(key) ?? ((seen.get(key) ?? 0) > 1 ? `${key} appears ${seen.get(key)} times in this layer; keep one.` : null)
    const wrongBinding = checkBinding(binding, knownSecrets) ?? (before ? checkKept(binding, before.get(key)) : null)
    return { ...(wrongKey && { key: wrongKey }), ...(wrongBinding && { binding: wrongBinding }) }
  })
}

/** True when the host would take the layer as it stands. */
export function envIsValid(env: Env, knownSecrets: ReadonlySet<string>, stored?: Env): boolean {
  return env.length <= 256 && checkEnv(env, knownSecrets, stored).every((problem) => !problem.key && !problem.binding)
}

/** What is wrong with a key's name, or null. */
export function checkKey(key: string): string | null {
  if (key === '') return 'Give the key a name.'
  if (key.length > 128) return `At most 128 characters; this has ${key.length}.`
  if (/^[0-9]/.test(key)) return 'A name cannot start with a digit.'
  if (!isEnvName(key)) return 'Use letters, digits and underscores only.'
  if (isReserved(key)) return 'WHEELHOUSE_ names are reserved: the host sets them itself for every run.'
  return null
}

function checkBinding(binding: EnvBinding, knownSecrets: ReadonlySet<string>): string | null {
  if (binding.kind === 'secret') {
    if (binding.secretId === '') return 'Choose a secret.'
    return knownSecrets.has(binding.secretId) ? null : 'This secret no longer exists. Choose another or remove the key.'
  }
  // A hidden value that is kept.
  if (binding.value === null) return null
  if (!fitsEnvValue(binding.value)) return 'At most 64 KiB of text.'
  if (binding.value.includes('\0')) return 'A value cannot hold NUL characters.'
  return null
}

/** What the host would say of a value that is to be kept: it stays under its key, and as hidden as it is. */
function checkKept(binding: EnvBinding, before: EnvBinding | undefined): string | null {
  if (binding.kind !== 'plain' || binding.value !== null) return null
  if (before?.kind !== 'plain') return 'A hidden value stays with the name it was stored under. Type a value for this one.'
  return lowers(before.visibility, binding.visibility) ? loweringRefused(before.visibility, binding.visibility) : null
}

/** True for a plain value that reads like a secret, by the rule that strict mode has. */
export function belongsInVault(key: string, binding: EnvBinding): boolean {
  return binding.kind === 'plain' && Boolean(binding.value) && sensitiveReason(key, binding.value ?? '') !== null
}

/** How many keys a save would add, remove or change. */
export function countChanges(before: Env, after: Env): number {
  const old = new Map(before.map((entry) => [entry.key, JSON.stringify(entry.binding)]))
  const changed = after.filter((entry) => old.get(entry.key) !== JSON.stringify(entry.binding)).length
  const kept = new Set(after.map((entry) => entry.key))
  return changed + before.filter((entry) => !kept.has(entry.key)).length
}
