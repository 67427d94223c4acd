/**
 * Hands the environment of a run out: only the winner of each key, all or nothing, and never a value without the
 * record of who got it committed before.
 */
import type { SecretProviderId } from '#shared/contract/secrets.ts'
import { type LayeredDefinition, layerEnv } from '#shared/domain/env.ts'
import type { Clock } from '../../ports/clock.ts'
import { ProviderFailure } from '../../ports/secret-provider.ts'
import type { Sql, Transaction } from '../../ports/sql.ts'
import type { LayerSource, ResolvedEnv, ResolveEnv } from '../../ports/work.ts'
import { isHidden, referenceOf } from './env.ts'
import { configPath, type LookedUp, lookUp, noteHeard, type Reference } from './env-store.ts'
import { type Marker, markerOf } from './plain-marks.ts'
import { type Problem, type ProblemCode, problemOf, unresolved } from './resolver-problems.ts'
import { SealBroken } from './sealing.ts'
import type { Trail, TrailEntry } from './trail.ts'
import type { Vault } from './vault.ts'

/** A value that a provider keeps; `version` is the provider's own name of it. */
interface External {
  provider: SecretProviderId
  ref: string
  version: string
}
type ReadExternal = { value: string; version: string } | ProviderFailure

/** Reads values that providers keep, in the order asked; one that cannot be had is its failure. */
export interface ExternalValues {
  read(wanted: readonly External[]): Promise<ReadExternal[]>
}

interface Needs {
  sql: Sql
  clock: Clock
  vault: Vault
  trail: Trail
  providers: ExternalValues
}

/** A reference with what became of it: a value, or a problem. */
interface Answer {
  reference: Reference
  found: LookedUp
  problem: ProblemCode | null
  failure: ProviderFailure | null
  value: string
  fingerprint: string | null
}

type Winner = LayeredDefinition<LayerSource> & { key: string }
type Request = Parameters<ResolveEnv>[0]

/** What one look at the database came to: answers that are on record, or values to be read first. */
type Look = { answers: Answer[]; mark: Marker } | { wanted: External[] }

export function envResolver(needs: Needs): ResolveEnv {
  const { sql, vault, providers } = needs
  return async (request) => {
    const winners = layerEnv(request.layers).map(({ key, definitions: [winner] }): Winner => ({ key, ...winner }))
    if (winners.length === 0) return { values: {}, receipt: [], sensitive: [] }
    const lockedBecause = await vault.open()
    const read = new Map<string, ReadExternal>()
    for (;;) {
      const look = await sql.db.transaction((tx) => lookAt(needs, tx, request, winners, read, lockedBecause !== null))
      if ('answers' in look) {
        const failed = look.answers.filter((answer): answer is Answer & Problem => answer.problem !== null)
        if (failed.length > 0) throw unresolved(failed, lockedBecause)
        return handOut(winners, new Map(look.answers.map((answer) => [answer.reference.key, answer])), look.mark)
      }
      // Outside of any transaction: a provider may take its time, and others want these rows.
      const values = await providers.read(look.wanted)
      for (const [i, one] of look.wanted.entries()) read.set(nameOf(one), values[i] as ReadExternal)
    }
  }
}

/** Judges every reference and puts it on record, in the transaction after which values may be handed out. */
async function lookAt(
  needs: Needs,
  tx: Transaction,
  request: Request,
  winners: Winner[],
  read: Map<string, ReadExternal>,
  locked: boolean,
): Promise<Look> {
  const { sql, vault, clock, trail } = needs
  const { companyId } = request
  const plain = winners.flatMap(({ binding }) => (binding.kind === 'plain' ? [binding.value] : []))
  const references = winners.flatMap(({ key, source, binding }) => referenceOf(key, source, binding) ?? [])
  if (references.length === 0) return { answers: [], mark: await markerOf({ sql, vault }, companyId, plain, tx) }
  const secretIds = [...new Set(references.map((reference) => reference.secretId))]
  // Held before they are looked at, so that none is disabled or rotated between that and the record of it.
  const held = await trail.hold(tx, companyId, references.length, secretIds)
  const found = await lookUp(tx, companyId, references, true)
  const wanted = found.flatMap((pair) => (problemOf(pair.reference, pair.found, locked) ? [] : (externalOf(pair.found) ?? [])))
  if (wanted.some((one) => !read.has(nameOf(one)))) return { wanted }
  const answers = await markExternal(vault, tx, companyId, answerAll(vault, companyId, found, read, locked))
  const failed = answers.filter((answer) => answer.problem)
  const entries = (failed.length > 0 ? failed : answers).map((answer) => entryOf(request, answer, clock.now()))
  await noteExternal(tx, companyId, answers, clock.now())
  await held.append(entries, failed.length > 0 ? [] : secretIds)
  return { answers, mark: await markerOf({ sql, vault }, companyId, plain, tx) }
}

function entryOf({ runId, routineId, actor }: Request, { reference, found, problem, failure }: Answer, at: Date): TrailEntry {
  return {
    secretId: reference.secretId,
    version: found.version,
    action: 'resolve',
    consumerType: 'run',
    consumerId: runId,
    routineId,
    configPath: configPath(reference.key),
    actor,
    outcome: problem ? 'failure' : 'success',
    code: problem,
    reason: failure?.code ?? '',
    at,
  }
}

/** Where the value of a version is kept when that is not here. */
function externalOf({ provider, externalRef, providerVersion }: LookedUp): External | null {
  return provider === null || externalRef === null || providerVersion === null ? null : { provider, ref: externalRef, version: providerVersion }
}

const nameOf = (one: External) => JSON.stringify([one.provider, one.ref, one.version])

/** Judges every reference first and opens values only when all of them can be had. */
function answerAll(
  vault: Vault,
  companyId: string,
  found: ReadonlyArray<Pick<Answer, 'reference' | 'found'>>,
  read: Map<string, ReadExternal>,
  locked: boolean,
): Answer[] {
  const answers = found.map((pair) => judge(pair, read, locked))
  if (answers.some((answer) => answer.problem)) return answers
  return answers.map((answer) => (externalOf(answer.found) ? answer : open(vault, companyId, answer)))
}

function judge(pair: Pick<Answer, 'reference' | 'found'>, read: Map<string, ReadExternal>, locked: boolean): Answer {
  const problem = problemOf(pair.reference, pair.found, locked)
  const answer: Answer = { ...pair, problem, failure: null, value: '', fingerprint: pair.found.fingerprint }
  const external = externalOf(pair.found)
  const heard = problem === null && external ? read.get(nameOf(external)) : undefined
  if (heard instanceof ProviderFailure)
    return { ...answer, problem: heard.code === 'missing' ? 'missing_in_provider' : 'provider_unavailable', failure: heard }
  return heard ? { ...answer, value: heard.value } : answer
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

/** A provider's value may have changed since we last saw it: it gets the fingerprint of what is handed out. */
async function markExternal(vault: Vault, tx: Transaction, companyId: string, answers: Answer[]): Promise<Answer[]> {
  if (!answers.some(({ found, problem }) => !problem && externalOf(found))) return answers
  return Promise.all(
    answers.map(async (answer) =>
      answer.problem || !externalOf(answer.found) ? answer : { ...answer, fingerprint: await vault.fingerprint(companyId, answer.value, tx) },
    ),
  )
}

/** Keeps what providers said, where it is news. */
async function noteExternal(tx: Transaction, companyId: string, answers: Answer[], at: Date): Promise<void> {
  const news = answers.flatMap(({ reference: { secretId }, found, problem, fingerprint }) => {
    if (found.version === null || !externalOf(found)) return []
    const missing = problem === 'missing_in_provider'
    if (problem && !missing) return []
    const changed = !missing && fingerprint !== null && fingerprint !== found.fingerprint
    return changed || missing !== found.missing ? [{ secretId, version: found.version, fingerprint: changed ? fingerprint : null, missing }] : []
  })
  await noteHeard(tx, companyId, news, at)
}

function handOut(winners: Winner[], answers: Map<string, Answer>, mark: Marker): ResolvedEnv {
  const values: Array<[string, string]> = []
  const receipt: ResolvedEnv['receipt'] = []
  const sensitive: ResolvedEnv['sensitive'] = []
  for (const { key, source, binding } of winners) {
    const { layer } = source
    if (binding.kind === 'plain') {
      const { visibility, value } = binding
      values.push([key, value])
      const of = { secretId: null, secretName: null, selector: null, version: null }
      receipt.push({ key, layer, kind: 'plain', visibility, ...of, fingerprint: mark(value) })
      if (isHidden(binding)) sensitive.push({ name: key, value })
      continue
    }
    const answer = answers.get(key)
    if (!answer) throw new Error(`${key} was not resolved.`)
    const { name: secretName, version } = answer.found
    const { secretId, version: selector } = binding
    values.push([key, answer.value])
    receipt.push({ key, layer, kind: 'secret', visibility: null, secretId, secretName, selector, version, fingerprint: answer.fingerprint || null })
    sensitive.push({ name: secretName ?? key, value: answer.value })
  }
  // fromEntries makes even `__proto__` a key of its own.
  return { values: Object.fromEntries(values), receipt, sensitive }
}
