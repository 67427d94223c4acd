/** Which parts of two snapshots of a routine differ. Order does not count where it means nothing: env keys and triggers. */
import type { Revision, StoredSnapshot } from '../contract/routines.ts'

export type ChangedPart = Revision['changed'][number]

/**
 * Names the parts that differ, `secrets` beside `env` when a reference to a secret does. `before` is null for the first
 * revision, which changes every part that holds something.
 */
export function changedParts(before: StoredSnapshot | null, after: StoredSnapshot): ChangedPart[] {
  const parts: ChangedPart[] = []
  if (before === null || !same(config(before), config(after))) parts.push('config')
  if (!same(byKey(before?.triggers ?? [], 'id'), byKey(after.triggers, 'id'))) parts.push('triggers')
  if (!same(byKey(before?.env ?? [], 'key'), byKey(after.env, 'key'))) parts.push('env')
  if (!same(references(before), references(after))) parts.push('secrets')
  return parts
}

function config({ name, description, projectId, agentId, enabled, args }: StoredSnapshot) {
  return { name, description, projectId, agentId, enabled, args }
}

function references(snapshot: StoredSnapshot | null): StoredSnapshot['env'] {
  return byKey(snapshot?.env.filter(({ binding }) => binding.kind === 'secret') ?? [], 'key')
}

function byKey<K extends string, T extends Record<K, string>>(items: T[], key: K): T[] {
  return items.toSorted((a, b) => (a[key] < b[key] ? -1 : 1))
}

/** Whether two JSON values hold the same. The order of an object's keys does not count; the database does not keep it. */
export function same(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null || Array.isArray(a) !== Array.isArray(b)) return false
  const left = Object.entries(a)
  const right = new Map(Object.entries(b))
  return left.length === right.size && left.every(([key, value]) => right.has(key) && same(value, right.get(key)))
}
