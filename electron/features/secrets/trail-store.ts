/** Rows of the trail. Entries are only ever added; what chains them is filled in once. */
import { and, eq, isNull, type SQL, sql } from 'drizzle-orm'
import type { Database, Transaction } from '../../ports/sql.ts'
import { secretAccessEvents } from '../../schema/secrets.ts'
import { type ChainedEntry, type Link, start } from './trail-chain.ts'
import type { ChainedRow, TrailEntry } from './trail-entry.ts'

/** The end of a trail with ids for what comes next. `loose`: entries wait that were written while the vault was locked. */
export interface HeldHead extends Link {
  ids: number[]
  loose: boolean
}

const PAGE = 2_000

const list = (ids: readonly unknown[]): SQL => sql`${sql.param(ids)}`

/** Locked in one order everywhere, or two runs that share secrets could wait for each other. */
const heldSecrets = (companyId: string, ids: readonly string[]) =>
  sql`select id from company_secrets where company_id = ${companyId} and id = any(${list(ids)}::uuid[]) order by id for no key update`

export async function holdSecretRows(tx: Transaction, companyId: string, ids: readonly string[]): Promise<void> {
  if (ids.length > 0) await tx.execute(heldSecrets(companyId, ids))
}

/** Locks those secrets and then the end of the company's trail, which is made on first use. */
export async function holdHead(tx: Transaction, companyId: string, entries: number, secretIds: readonly string[]): Promise<HeldHead> {
  // The count is there to have the secrets locked before the head, in whatever order the planner likes to work.
  const { rows } = await tx.execute<{ seq: string; mac: string; ids: string[]; loose: boolean }>(sql`
    with held as materialized (${heldSecrets(companyId, secretIds)})
    select h.seq, h.mac,
      array(select nextval(pg_get_serial_sequence('secret_access_events', 'id')) from generate_series(1, ${entries}::int)) ids,
      exists (select from secret_access_events where company_id = ${companyId} and seq is null) loose
    from secret_audit_heads h, (select count(*) from held) c (n) where h.company_id = ${companyId} and c.n >= 0 for update of h`)
  const [row] = rows
  if (row) return { seq: Number(row.seq), mac: row.mac, ids: row.ids.map(Number), loose: row.loose }
  await tx.execute(
    sql`insert into secret_audit_heads (company_id, seq, mac) values (${companyId}, ${start.seq}, ${start.mac}) on conflict do nothing`,
  )
  return holdHead(tx, companyId, entries, secretIds)
}

const touching = (companyId: string, ids: readonly string[], at: Date) =>
  sql`update company_secrets set last_accessed_at = ${at.toISOString()}::timestamptz where company_id = ${companyId} and id = any(${list(ids)}::uuid[])`

/** Writes chained entries, the new end of the trail and the last access of secrets that are locked already: one round trip. */
export async function appendChained(tx: Transaction, companyId: string, rows: readonly ChainedRow[], touched: readonly string[]): Promise<void> {
  const [first, last] = [rows[0], rows.at(-1)]
  if (!first || !last) return
  const of = (pick: (entry: TrailEntry) => unknown) => list(rows.map((row) => pick(row.entry)))
  await tx.execute(sql`
    with put as (
      insert into secret_access_events (id, seq, mac, company_id, secret_id, version, action, consumer_type, consumer_id, routine_id, config_path,
        actor, outcome, code, reason, at) overriding system value
      select id, seq, mac, ${companyId}::uuid, secret_id, version, action, consumer_type, consumer_id, routine_id, config_path, actor, outcome, code, reason, at
      from unnest(${list(rows.map((row) => row.id))}::bigint[], ${list(rows.map((row) => row.seq))}::bigint[], ${list(rows.map((row) => row.mac))}::text[],
        ${of((e) => e.secretId)}::uuid[], ${of((e) => e.version)}::int[], ${of((e) => e.action)}::text[], ${of((e) => e.consumerType)}::text[],
        ${of((e) => e.consumerId)}::uuid[], ${of((e) => e.routineId)}::uuid[], ${of((e) => e.configPath)}::text[], ${of((e) => e.actor)}::text[],
        ${of((e) => e.outcome)}::text[], ${of((e) => e.code)}::text[], ${of((e) => e.reason)}::text[], ${of((e) => e.at.toISOString())}::timestamptz[])
        e (id, seq, mac, secret_id, version, action, consumer_type, consumer_id, routine_id, config_path, actor, outcome, code, reason, at)
    ), touched as (${touching(companyId, touched, first.entry.at)})
    update secret_audit_heads set seq = ${last.seq}, mac = ${last.mac} where company_id = ${companyId}`)
}

/** Writes entries that nothing can chain while the vault is locked. */
export async function appendLoose(tx: Transaction, companyId: string, entries: readonly TrailEntry[], touched: readonly string[]): Promise<void> {
  const [first] = entries
  if (!first) return
  await tx.insert(secretAccessEvents).values(entries.map((entry) => ({ ...entry, companyId })))
  if (touched.length > 0) await tx.execute(touching(companyId, touched, first.at))
}

const columns = sql`id, company_id "companyId", seq, secret_id "secretId", version, action, consumer_type "consumerType", consumer_id "consumerId",
  routine_id "routineId", config_path "configPath", actor, outcome, code, reason, (extract(epoch from at) * 1000000)::bigint::text at, mac`

type Stored = Omit<ChainedEntry, 'id' | 'seq'> & { id: string; seq: string; mac: string; [column: string]: unknown }

/** The next entries that are not chained yet, oldest first. */
export async function looseRows(tx: Transaction, companyId: string): Promise<ChainedEntry[]> {
  const { rows } = await tx.execute<Stored>(
    sql`select ${columns} from secret_access_events where company_id = ${companyId} and seq is null order by id limit ${PAGE}`,
  )
  return rows.map((row) => ({ ...row, id: Number(row.id), seq: 0 }))
}

/** Gives entries their place in the chain, and moves its end there. */
export async function chainRows(tx: Transaction, companyId: string, rows: ReadonlyArray<Link & { id: number }>): Promise<void> {
  const last = rows.at(-1)
  if (!last) return
  await tx.execute(sql`
    with placed as (
      update secret_access_events e set seq = p.seq, mac = p.mac
      from unnest(${list(rows.map((row) => row.id))}::bigint[], ${list(rows.map((row) => row.seq))}::bigint[], ${list(rows.map((row) => row.mac))}::text[]) p (id, seq, mac)
      where e.id = p.id and e.company_id = ${companyId}
    ) update secret_audit_heads set seq = ${last.seq}, mac = ${last.mac} where company_id = ${companyId}`)
}

/** Chained entries from `after` on, in order; null starts at the first. */
export async function chainedPage(
  db: Database | Transaction,
  companyId: string,
  after: number | null,
): Promise<Array<ChainedEntry & { mac: string }>> {
  const { rows } = await db.execute<Stored>(sql`
    select ${columns} from secret_access_events
    where company_id = ${companyId} and seq is not null and (${after}::bigint is null or seq > ${after}) order by seq limit ${PAGE}`)
  return rows.map((row) => ({ ...row, id: Number(row.id), seq: Number(row.seq) }))
}

/** Where a company's trail ends now, and what stands at the place that a checkpoint names. */
export interface TrailEnd {
  companyId: string
  companyName: string
  head: Link | null
  /** The MAC of the entry at the checkpoint's place; null when there is none. */
  atCheckpoint: string | null
}

/** The ends of the trails of those companies that are there, or of all of them. */
export async function trailEnds(
  db: Database | Transaction,
  checkpoints: ReadonlyArray<{ companyId: string; seq: number }>,
  companyIds: readonly string[] | null,
): Promise<TrailEnd[]> {
  const { rows } = await db.execute<{ id: string; name: string; seq: string | null; mac: string | null; atCheckpoint: string | null }>(sql`
    select c.id, c.name, h.seq, h.mac, e.mac "atCheckpoint"
    from companies c
    left join secret_audit_heads h on h.company_id = c.id
    left join unnest(${list(checkpoints.map((one) => one.companyId))}::uuid[], ${list(checkpoints.map((one) => one.seq))}::bigint[]) p (company_id, seq)
      on p.company_id = c.id
    left join secret_access_events e on e.company_id = c.id and e.seq = p.seq
    where ${companyIds ? list(companyIds) : null}::uuid[] is null or c.id = any(${companyIds ? list(companyIds) : null}::uuid[])
    order by lower(c.name), c.id`)
  return rows.map(({ id, name, seq, mac, atCheckpoint }) => ({
    companyId: id,
    companyName: name,
    head: seq === null || mac === null ? null : { seq: Number(seq), mac },
    atCheckpoint,
  }))
}

/** How many entries wait to be chained. */
export async function countLoose(db: Database | Transaction, companyId: string): Promise<number> {
  return db.$count(secretAccessEvents, and(eq(secretAccessEvents.companyId, companyId), isNull(secretAccessEvents.seq)))
}

/** Companies with entries that were written while the vault was locked. */
export async function companiesWithLoose(db: Database): Promise<string[]> {
  const rows = await db.selectDistinct({ companyId: secretAccessEvents.companyId }).from(secretAccessEvents).where(isNull(secretAccessEvents.seq))
  return rows.map(({ companyId }) => companyId)
}
