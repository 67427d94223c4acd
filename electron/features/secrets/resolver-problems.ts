/** Why a key of an environment could not be resolved: one code each, and one sentence without a value. */
import type { ProviderFailure } from '../../ports/secret-provider.ts'
import { EnvUnresolved } from '../../ports/work.ts'
import type { LookedUp, Reference } from './env-store.ts'

export type ProblemCode =
  | 'secret_missing'
  | 'secret_deleted'
  | 'secret_disabled'
  | 'version_missing'
  | 'version_disabled'
  | 'version_destroyed'
  | 'not_bound'
  | 'provider_unavailable'
  | 'missing_in_provider'
  | 'vault_locked'
  | 'secret_unreadable'

/** What stands in the way of a reference as far as the database knows; null when nothing does. */
export function problemOf(reference: Reference, found: LookedUp, locked: boolean): ProblemCode | null {
  if (found.status === null) return 'secret_missing'
  if (found.status === 'deleted') return 'secret_deleted'
  if (found.status === 'disabled') return 'secret_disabled'
  if (found.version === null) return 'version_missing'
  if (found.state === 'disabled') return 'version_disabled'
  if (found.state === 'destroyed') return 'version_destroyed'
  // A routine's env comes from the run's own revision, which was bound when it was saved and may have changed since.
  if (reference.layer !== 'routine' && !found.bound) return 'not_bound'
  return locked && found.provider === 'local_encrypted' ? 'vault_locked' : null
}

export interface Problem {
  reference: Reference
  found: LookedUp
  problem: ProblemCode
  failure: ProviderFailure | null
}

/** The one failure of a run that lists them all, by key and name of the secret. */
export function unresolved(failed: readonly Problem[], lockedBecause: string | null): EnvUnresolved {
  const problems = failed.map(({ reference, found, problem }) => ({ key: reference.key, secretName: found.name ?? 'missing secret', code: problem }))
  const count = failed.length === 1 ? '1 environment key' : `${failed.length} environment keys`
  const sentences = failed.map(sentence)
  if (lockedBecause && problems.some((problem) => problem.code === 'vault_locked')) sentences.push(lockedBecause)
  return new EnvUnresolved(`${count} could not be resolved. The run was not started. ${sentences.join(' ')}`, problems)
}

function sentence({ reference: { key, layer, version: asked }, found, problem, failure }: Problem): string {
  const needs = `${key} needs the secret ${found.name ?? ''}`
  const version = asked === 'latest' ? found.version : asked
  switch (problem) {
    case 'secret_missing':
      return `${key} refers to a secret that does not exist: choose another one.`
    case 'secret_deleted':
      return `${needs}, which was deleted: choose another one.`
    case 'secret_disabled':
      return `${needs}, which is disabled: enable it or choose another one.`
    case 'version_missing':
      return `${key} needs version ${version ?? found.currentVersion} of the secret ${found.name}, which does not exist: choose a version it has.`
    case 'version_disabled':
      return `${key} needs version ${version} of the secret ${found.name}, which is disabled: enable it or choose another version.`
    case 'version_destroyed':
      return `${key} needs version ${version} of the secret ${found.name}, which was destroyed: choose another version.`
    case 'not_bound':
      return `${needs}, which is not bound to this ${layer}: save the environment of the ${layer} again.`
    case 'provider_unavailable':
      return `${needs}, which its provider could not hand out (${failure?.code ?? 'unreachable'}). ${failure?.message ?? ''}`.trimEnd()
    case 'missing_in_provider':
      return `${needs}, which its provider does not have any more: put it back there or choose another one.`
    case 'vault_locked':
      return `${needs}, but the vault is locked.`
    case 'secret_unreadable':
      return `${needs}, whose stored value is damaged: give it a new value.`
  }
}
