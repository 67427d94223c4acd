/** How two environments differ, key by key and without a hidden value: what history, restore and runs show. */
import type { EnvChange, EnvSide } from '../contract/env.ts'

/** The winner of each key. A Map, because `__proto__` is a lawful name of an environment variable. */
export type EnvSides = ReadonlyMap<string, EnvSide>

/**
 * Compares two environments and answers every key of either, sorted by code unit. What cannot be known to be equal
 * counts as different: a plain value without value and fingerprint on one side is a `value_changed`.
 */
export function diffEnv(before: EnvSides, after: EnvSides): EnvChange[] {
  const keys = [...new Set([...before.keys(), ...after.keys()])].sort((a, b) => (a < b ? -1 : 1))
  return keys.map((key) => {
    const [was, is] = [before.get(key) ?? null, after.get(key) ?? null]
    return { key, change: changeOf(was, is), before: was, after: is }
  })
}

function changeOf(before: EnvSide | null, after: EnvSide | null): EnvChange['change'] {
  if (!before) return 'added'
  if (!after) return 'removed'
  if (before.kind !== after.kind) return 'kind_changed'
  return (
    (before.kind === 'secret' ? secretChange(before, after) : plainChange(before, after)) ??
    (before.layer === after.layer ? 'unchanged' : 'moved_layer')
  )
}

function plainChange(before: EnvSide, after: EnvSide): EnvChange['change'] | null {
  const equal =
    before.value !== null && after.value !== null ? before.value === after.value : known(before) !== null && known(before) === known(after)
  if (!equal) return 'value_changed'
  // Receipts of before there were hidden values say nothing of visibility: everything was visible.
  return (before.visibility ?? 'visible') === (after.visibility ?? 'visible') ? null : 'visibility_changed'
}

function secretChange(before: EnvSide, after: EnvSide): EnvChange['change'] | null {
  if (!sameSecret(before, after)) return 're_pointed'
  if (before.selector !== null && after.selector !== null && before.selector !== after.selector) return 're_versioned'
  const [was, is] = [known(before), known(after)]
  const compared = was !== null && is !== null
  if (before.version !== after.version) {
    if (!compared || was !== is) return 're_versioned'
    return before.layer === after.layer ? 'same_value' : 'moved_layer'
  }
  // Versions are append-only, so the number alone says that the value is the same; a provider may still have changed it.
  return compared && was !== is ? 'value_changed' : null
}

/** Receipts of before secrets were named by id carry the name alone. */
function sameSecret(before: EnvSide, after: EnvSide): boolean {
  return before.secretId !== null && after.secretId !== null ? before.secretId === after.secretId : before.secretName === after.secretName
}

/** The fingerprint, unless it says nothing: a value that was never read has an empty one. */
function known({ fingerprint }: EnvSide): string | null {
  return fingerprint === '' ? null : fingerprint
}
