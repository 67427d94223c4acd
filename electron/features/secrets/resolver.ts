/**
 * Hands the environment of a run out: only the winner of each key, all or nothing, and never a value without the
 * record of who got it committed before.
 */
import { type LayeredDefinition, layerEnv } from '#shared/domain/env.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Sql } from '../../ports/sql.ts'
import { EnvUnresolved, type LayerSource, type ResolvedEnv, type ResolveEnv } from '../../ports/work.ts'
import { referenceOf } from './env.ts'
import { type AccessEvent, configPath, type LookedUp, lookUp, type Reference, recordAccess } from './env-store.ts'
import { SealBroken } from './sealing.ts'
import type { Vault } from './vault.ts'

type ProblemCode = 'secret_missing' | 'secret_deleted' | 'secret_disabled' | 'version_missing' | 'not_bound' | 'vault_locked' | 'secret_unreadable'

/** A reference with what became of it: a value, or a problem. */
interface Answer {
  reference: Reference
  found: LookedUp
  problem: ProblemCode | null
  value: string
}

type Winner = LayeredDefinition<LayerSource> & { key: string }

export function envResolver({ sql, clock, vault }: { sql: Sql; clock: Clock; vault: Vault }): ResolveEnv {
  return async ({ companyId, runId, routineId, actor, layers }) => {
    const winners = layerEnv(layers).map(({ key, definitions: [winner] }): Winner => ({ key, ...winner }))
    const references = winners.flatMap(({ key, source, binding }) => referenceOf(key, source, binding) ?? [])
    const lockedBecause = references.length > 0 ? await vault.open() : null

    const answers =
      references.length === 0
        ? []
        : await sql.db.transaction(async (tx) => {
            const found = await lookUp(tx, companyId, references, true)
            const answers = answerAll(vault, companyId, found, lockedBecause !== null)
            const failed = answers.filter((answer) => answer.problem)
            const told = failed.length > 0 ? failed : answers
            const events = told.map((answer) => ({ ...accessOf(answer), companyId, consumerId: runId, routineId, actor, at: clock.now() }))
            await recordAccess(tx, companyId, events, failed.length === 0)
            return answers
          })

    const failed = answers.filter((answer) => answer.problem !== null)
    if (failed.length > 0) throw unresolved(failed, lockedBecause)
    return handOut(winners, new Map(answers.map((answer) => [answer.reference.key, answer])))
  }
}

function accessOf({ reference, found, problem }: Answer) {
  const outcome: AccessEvent['outcome'] = problem ? 'failure' : 'success'
  return { secretId: reference.secretId, version: found.version, configPath: configPath(reference.key), outcome, code: problem }
}

/** Judges every reference first and opens values only when all of them can be had. */
function answerAll(vault: Vault, companyId: string, found: Array<Pick<Answer, 'reference' | 'found'>>, locked: boolean): Answer[] {
  const answers = found.map((pair): Answer => ({ ...pair, problem: problemOf(pair.reference, pair.found, locked), value: '' }))
  if (answers.some((answer) => answer.problem)) return answers
  return answers.map((answer) => open(vault, companyId, answer))
}

function problemOf(reference: Reference, found: LookedUp, locked: boolean): ProblemCode | null {
  if (found.status === null) return 'secret_missing'
  if (found.status === 'deleted') return 'secret_deleted'
  if (found.status === 'disabled') return 'secret_disabled'
  if (found.version === null) return 'version_missing'
  // A routine's env comes from the run's own revision, which was bound when it was saved and may have changed since.
  if (reference.layer !== 'routine' && !found.bound) return 'not_bound'
  return locked ? 'vault_locked' : null
}

function open(vault: Vault, companyId: string, answer: Answer): Answer {
  const { version, material, wrapped } = answer.found
  if (version === null || !material || !wrapped) return { ...answer, problem: 'secret_unreadable' }
  try {
    return { ...answer, value: vault.unseal({ companyId, secretId: answer.reference.secretId, version }, material, wrapped) }
  } catch (error) {
    if (error instanceof SealBroken) return { ...answer, problem: 'secret_unreadable' }
    throw error
  }
}

function handOut(winners: Winner[], answers: Map<string, Answer>): ResolvedEnv {
  const values: Array<[string, string]> = []
  const receipt: ResolvedEnv['receipt'] = []
  const sensitive: ResolvedEnv['sensitive'] = []
  for (const { key, source, binding } of winners) {
    if (binding.kind === 'plain') {
      values.push([key, binding.value])
      receipt.push({ key, layer: source.layer, kind: 'plain', secretName: null, version: null, fingerprint: null })
      continue
    }
    const answer = answers.get(key)
    if (!answer) throw new Error(`${key} was not resolved.`)
    const { name, version, fingerprint } = answer.found
    values.push([key, answer.value])
    receipt.push({ key, layer: source.layer, kind: 'secret', secretName: name, version, fingerprint })
    sensitive.push({ name: name ?? key, value: answer.value })
  }
  // fromEntries makes even `__proto__` a key of its own.
  return { values: Object.fromEntries(values), receipt, sensitive }
}

function unresolved(failed: Answer[], lockedBecause: string | null): EnvUnresolved {
  const problems = failed.map(({ reference, found, problem }) => ({
    key: reference.key,
    secretName: found.name ?? 'missing secret',
    code: problem ?? 'secret_missing',
  }))
  const count = failed.length === 1 ? '1 environment key' : `${failed.length} environment keys`
  const sentences = failed.map(({ reference, found, problem }) => sentence(reference, found.name ?? '', problem ?? 'secret_missing'))
  if (lockedBecause && problems.some((problem) => problem.code === 'vault_locked')) sentences.push(lockedBecause)
  return new EnvUnresolved(`${count} could not be resolved. The run was not started. ${sentences.join(' ')}`, problems)
}

function sentence({ key, layer, version }: Reference, name: string, code: ProblemCode): string {
  switch (code) {
    case 'secret_missing':
      return `${key} refers to a secret that does not exist: choose another one.`
    case 'secret_deleted':
      return `${key} needs the secret ${name}, which was deleted: choose another one.`
    case 'secret_disabled':
      return `${key} needs the secret ${name}, which is disabled: enable it or choose another one.`
    case 'version_missing':
      return `${key} needs version ${version} of the secret ${name}, which does not exist: choose a version it has.`
    case 'not_bound':
      return `${key} needs the secret ${name}, which is not bound to this ${layer}: save the environment of the ${layer} again.`
    case 'vault_locked':
      return `${key} needs the secret ${name}, but the vault is locked.`
    case 'secret_unreadable':
      return `${key} needs the secret ${name}, whose stored value is damaged: give it a new value.`
  }
}
