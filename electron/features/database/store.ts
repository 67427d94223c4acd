/** The bookkeeping every other table stands on: which migrations ran, and whose database this is. */
import type { ClientBase } from 'pg'

/** One number for all migrators of the application; any other would not keep them apart. */
const MIGRATION_LOCK = 7_745_263_196
/** One number for all hosts. Held for as long as a host works on the database. */
const HOST_LOCK = 7_745_263_197

export interface JournalEntry {
  number: number
  name: string
  sha256: string
}

/** Runs `work` in one transaction that no other migrator shares. */
export async function exclusively<T>(client: ClientBase, work: () => Promise<T>): Promise<T> {
  await client.query('begin')
  try {
    await client.query('select pg_advisory_xact_lock($1)', [MIGRATION_LOCK])
    const outcome = await work()
    await client.query('commit')
    return outcome
  } catch (error) {
    await client.query('rollback').catch(() => {
      // The connection is lost, which has rolled it back; the first error says why.
    })
    throw error
  }
}

/**
 * Takes the lock that one host holds until its session ends; false when another one has it. The server is told to look
 * often whether the other end is still there: a machine that lost its power says no goodbye.
 */
export async function takeHostLock(client: ClientBase): Promise<boolean> {
  await client.query('set tcp_keepalives_idle = 2; set tcp_keepalives_interval = 1; set tcp_keepalives_count = 2')
  const { rows } = await client.query<{ mine: boolean }>('select pg_try_advisory_lock($1) as mine', [HOST_LOCK])
  return rows[0]?.mine === true
}

/** The journal in order; null when this database never had one. */
export async function readJournal(client: ClientBase): Promise<JournalEntry[] | null> {
  const { rows } = await client.query<{ there: boolean }>(
    `select to_regclass(quote_ident(current_schema()) || '.schema_migrations') is not null as there`,
  )
  if (!rows[0]?.there) return null
  return (await client.query<JournalEntry>('select number, name, sha256 from schema_migrations order by number')).rows
}

export async function createJournal(client: ClientBase): Promise<void> {
  await client.query(`create table schema_migrations (
    number integer primary key,
    name text not null,
    sha256 text not null,
    app_version text not null,
    applied_at timestamptz not null default now()
  )`)
}

/** Whether the schema holds tables, views or sequences of anybody's but an extension's. */
export async function hasTables(client: ClientBase): Promise<boolean> {
  const { rowCount } = await client.query(`
    select from pg_class c
    where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p', 'v', 'm', 'f', 'S')
      and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
    limit 1`)
  return rowCount !== 0
}

export async function applyMigration(
  client: ClientBase,
  { entry, text, version }: { entry: JournalEntry; text: string; version: string },
): Promise<void> {
  await client.query(text)
  await client.query('insert into schema_migrations (number, name, sha256, app_version) values ($1, $2, $3, $4)', [
    entry.number,
    entry.name,
    entry.sha256,
    version,
  ])
}

/** The id of the installation this database belongs to; it becomes `claim`'s when it was nobody's. */
export async function claimInstance(client: ClientBase, claim: string): Promise<string> {
  await client.query('insert into instance (id) values ($1) on conflict do nothing', [claim])
  const { rows } = await client.query<{ id: string }>('select id from instance')
  return rows[0]?.id ?? claim
}

export async function serverVersion(client: ClientBase): Promise<string> {
  const { rows } = await client.query<{ version: string }>(`select current_setting('server_version') as version`)
  return rows[0]?.version.split(' ')[0] ?? ''
}
