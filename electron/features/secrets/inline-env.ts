/**
 * Moves credentials that stand in environments as plain text into the vault: target by target, each in one transaction,
 * so that whatever interrupts it leaves targets that are done and targets that are not. Older revisions come to refer to
 * the version that holds their value; then the tables are written anew, for Postgres keeps replaced rows in its files.
 */
import { ORPCError } from '@orpc/server'
import type * as z from 'zod'
import type { secrets } from '#shared/contract/secrets.ts'
import { inTurn } from '#shared/domain/in-turn.ts'
import { newId, postgresError } from '../../ports/rows.ts'
import { declared, notFound, os } from '../../ports/rpc.ts'
import type { Database, Transaction } from '../../ports/sql.ts'
import type { CustodianNeeds } from './custodian.ts'
import { configPath, replaceBindings } from './env-store.ts'
import { foldNames } from './import-store.ts'
import { holdsAny, type InlineKey, type InlineTarget, inlineKeys, type MovedKey, withReferences } from './inline-env-plan.ts'
import { inlineEnvStore, type TargetRow } from './inline-env-store.ts'
import { changeEntry } from './lifecycle-entry.ts'

type Report = z.infer<NonNullable<(typeof secrets.migrateInlineEnv)['~orpc']['outputSchema']>>
type Item = Report['items'][number]

/** How the trail and the vault name what was done. */
const REASON = 'migrate-inline-env'
const LONGEST_NAME = 120
/** How long sessions that still see the old rows are waited for, milliseconds. */
const PATIENCE_MS = 5_000
const LOOK_EVERY_MS = 50

const stillSeen =
  'Every credential was moved, but something that has been going on in the database since before keeps the old rows in its files. Run the same again in a while to have them removed.'

export function inlineEnvHandlers(needs: CustodianNeeds) {
  const oneAtATime = inTurn()
  const plan = planner(needs)
  const migrate = migrator(needs)

  return {
    migrateInlineEnv: os.secrets.migrateInlineEnv.handler(async ({ input: { companyId, apply } }): Promise<Report> => {
      if (!(await needs.store.hasCompany(companyId))) throw notFound('company')
      if (!apply) return { applied: false, items: await plan(companyId) }
      return { applied: true, items: await oneAtATime(() => migrate(companyId)) }
    }),
  }
}

function planner({ sql, clock, actor }: CustodianNeeds) {
  const targets = inlineEnvStore({ sql, clock, actor })
  return async (companyId: string): Promise<Item[]> => {
    const items: Item[] = []
    const promised = new Set<string>()
    for (const row of await targets.targets(companyId)) {
      const target = await targets.read(companyId, row)
      for (const key of target ? inlineKeys(target) : []) {
        const secretName = await freeName(sql.db, target as InlineTarget, key, promised)
        items.push(itemOf(target as InlineTarget, key, { secretName, outcome: 'would_migrate', message: '' }))
      }
    }
    return items
  }
}

function migrator(needs: CustodianNeeds) {
  const { sql, clock, live, store, versions, vault, trail, actor } = needs
  const targets = inlineEnvStore({ sql, clock, actor })

  /** Makes a secret of one key with a version for each value it had. */
  async function makeSecret(tx: Transaction, target: InlineTarget, key: InlineKey, name: string): Promise<MovedKey> {
    const { companyId } = target
    const secretId = newId()
    const sealed = []
    for (const [index, value] of key.values.entries()) {
      const place = { companyId, secretId, version: index + 1 }
      sealed.push({ ...place, ...(await vault.seal(tx, place, value)), providerVersion: null, origin: 'migrated' as const, actor })
    }
    const description = `Was a plain value of ${key.key} at ${target.type} ${target.name}.`
    await store.insert(tx, [{ id: secretId, companyId, name, description, actor }])
    await versions.add(tx, sealed)
    const held = await store.hold(tx, companyId, secretId)
    if (key.current !== held.currentVersion) await store.setCurrent(tx, companyId, [{ id: held.id, version: key.current }], clock.now())
    return { ...key, secretId }
  }

  async function save(tx: Transaction, target: InlineTarget, moved: MovedKey[], deleted: boolean): Promise<void> {
    const { companyId, type, id } = target
    const past = target.revisions.filter(({ env }) => holdsAny(env, moved))
    if (past.length > 0) {
      const rewritten = past.map(({ id: revisionId, env }) => ({ id: revisionId, env: withReferences(env, moved, 'pinned') }))
      await targets.rewriteRevisions(tx, rewritten)
    }
    if (!holdsAny(target.env, moved)) return
    // A deleted routine that is brought back is what it was: no revision, and the very version.
    if (deleted) return targets.saveDeleted(tx, target, withReferences(target.env, moved, 'pinned'))
    const env = withReferences(target.env, moved, 'latest')
    if (type === 'routine') await targets.appendRevision(tx, target, env, 'Plain credentials became secrets')
    else await targets.saveLayer(tx, target, env)
    // Not `bindEnv`: what another key refers to may be gone, which is no reason to leave this value where it is.
    await replaceBindings(tx, { companyId, targetType: type, targetId: id, env })
  }

  async function migrateTarget(companyId: string, row: TargetRow): Promise<Item[]> {
    const { items, secretIds } = await sql.db.transaction(async (tx) => {
      await store.holdCompany(tx, companyId)
      const target = await targets.read(companyId, row, tx)
      const keys = target ? inlineKeys(target) : []
      if (!target || keys.length === 0) return { items: [], secretIds: [] }
      const moved: MovedKey[] = []
      const done: Item[] = []
      for (const key of keys) {
        const secretName = await freeName(tx, target, key, new Set())
        moved.push(await makeSecret(tx, target, key, secretName))
        done.push(itemOf(target, key, { secretName, outcome: 'migrated', message: '' }))
      }
      await save(tx, target, moved, row.deleted)
      const doer = { consumerType: 'person' as const, actor, at: clock.now() }
      const entries = moved.flatMap(({ key, values, secretId }) =>
        values.map((_, index) => ({
          ...changeEntry(doer, { secretId, version: index + 1, action: 'import', reason: REASON }),
          routineId: target.type === 'routine' ? target.id : null,
          configPath: configPath(key),
        })),
      )
      await trail.record(tx, companyId, entries)
      return { items: done, secretIds: moved.map(({ secretId }) => secretId) }
    })
    for (const id of secretIds) live.publish({ noun: 'secret', id, companyId, kind: 'created' })
    if (items.length > 0) live.publish({ noun: row.type, id: row.id, companyId, kind: 'updated' })
    return items
  }

  /** What it would have done, as failed with that sentence. */
  async function failed(companyId: string, row: TargetRow, message: string): Promise<Item[]> {
    const target = await targets.read(companyId, row)
    return target ? inlineKeys(target).map((key) => itemOf(target, key, { secretName: nameFor(target, key, 1), outcome: 'failed', message })) : []
  }

  /** Takes the replaced rows off the disk; also those that an interrupted run before this one left. Throws UNAVAILABLE while others need them. */
  async function clean(): Promise<void> {
    const [mark, until] = [await targets.mark(), clock.monotonic() + PATIENCE_MS]
    while (await targets.isSeen(mark)) {
      if (clock.monotonic() > until) throw declared('UNAVAILABLE', { phase: 'busy' }, stillSeen)
      await clock.sleep(LOOK_EVERY_MS)
    }
    await targets.rewriteTables()
    await targets.forget().catch((error: unknown) => {
      // On a server of somebody else's we may not; docs/secrets.md says what to do there.
      if (postgresError(error).code !== '42501') throw error
    })
  }

  return async (companyId: string): Promise<Item[]> => {
    const locked = await vault.open()
    if (locked !== null) throw declared('VAULT_LOCKED', { reason: locked }, locked)
    const items: Item[] = []
    for (const row of await targets.targets(companyId)) {
      const done = await migrateTarget(companyId, row).catch((error: unknown) => {
        if (error instanceof ORPCError && error.defined) return failed(companyId, row, error.message)
        throw error
      })
      items.push(...done)
    }
    await clean()
    return items
  }
}

function itemOf(
  { type, id, name }: InlineTarget,
  { key, because, revisions }: InlineKey,
  outcome: Pick<Item, 'secretName' | 'outcome' | 'message'>,
): Item {
  return { targetType: type, targetId: id, targetName: name, key, because, revisions, ...outcome }
}

/** `<target> <KEY>`, numbered where the name is taken; the target's name is shortened where it would be too long. */
function nameFor({ name }: InlineTarget, { key }: InlineKey, n: number): string {
  const tail = ` ${key.slice(0, LONGEST_NAME - 12)}${n === 1 ? '' : ` ${n}`}`
  // By whole characters: half a surrogate pair is no text.
  let head = [...name]
  while (head.join('').length + tail.length > LONGEST_NAME) head = head.slice(0, -1)
  return `${head.join('').trimEnd()}${tail}`.trimStart()
}

/** The first of those names that no secret has and that was not promised to another; promises it. */
async function freeName(db: Database | Transaction, target: InlineTarget, key: InlineKey, promised: Set<string>): Promise<string> {
  for (let n = 1; ; n += 1) {
    const candidate = nameFor(target, key, n)
    const [known] = await foldNames(db, target.companyId, [candidate])
    const folded = known?.folded ?? candidate
    if (known?.secretId || promised.has(folded)) continue
    promised.add(folded)
    return candidate
  }
}
