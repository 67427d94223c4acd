import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { emptyDatabase, type TestDatabase } from '../../adapters/memory/test-database.ts'
import { migrate } from './migrator.ts'

let database: TestDatabase
let folder: string
const clients: Client[] = []

beforeEach(async () => {
  database = await emptyDatabase()
  folder = mkdtempSync(join(tmpdir(), 'wh-migrations-'))
  write('0001_first.sql', 'create table a (n int); insert into a values (1);')
  write('0002_second.sql', 'alter table a add column m int; insert into a values (2);')
})

afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.end()))
  await database.close()
  rmSync(folder, { recursive: true })
})

const write = (name: string, text: string) => writeFileSync(join(folder, name), text)

async function connect(): Promise<Client> {
  const client = new Client(database.connection)
  clients.push(client)
  await client.connect()
  return client
}

async function run(client?: Client) {
  const seen: string[] = []
  return { schema: await migrate(client ?? (await connect()), { folder, version: '1.2.3', progress: (detail) => seen.push(detail) }), seen }
}

async function rows(text: string) {
  return (await (await connect()).query(text)).rows
}

test('applies every migration once, in order, and keeps a journal', async () => {
  expect(await run()).toEqual({ schema: 2, seen: ['Migrating 1/2', 'Migrating 2/2'] })
  expect(await run()).toEqual({ schema: 2, seen: [] })
  expect(await rows('select n from a order by n')).toEqual([{ n: 1 }, { n: 2 }])
  expect(await rows('select number, name, app_version from schema_migrations order by number')).toEqual([
    { number: 1, name: 'first', app_version: '1.2.3' },
    { number: 2, name: 'second', app_version: '1.2.3' },
  ])
})

test('two migrators at once share the work', async () => {
  write('0003_slow.sql', 'select pg_sleep(0.05); insert into a values (3);')
  const clients = await Promise.all([connect(), connect(), connect()])
  const outcomes = await Promise.all(clients.map((client) => run(client)))
  expect(outcomes.map(({ schema }) => schema)).toEqual([3, 3, 3])
  expect(outcomes.flatMap(({ seen }) => seen).sort()).toEqual(['Migrating 1/3', 'Migrating 2/3', 'Migrating 3/3'])
  expect(await rows('select n from a order by n')).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }])
})

test('a migration that fails is undone as a whole, and its failure holds no row data', async () => {
  write('0003_broken.sql', `insert into a values (3); create table b (); select 'hunter2'::int;`)
  const failure = await run().catch((error: Error) => error)
  expect(failure).toMatchObject({ code: 'migration_failed', message: expect.stringContaining('0003_broken') })
  expect(JSON.stringify(failure) + (failure as Error).message).not.toContain('hunter2')
  expect(await rows('select n from a order by n')).toEqual([{ n: 1 }, { n: 2 }])
  expect(await rows(`select to_regclass('b') as b, (select max(number) from schema_migrations) as newest`)).toEqual([{ b: null, newest: 2 }])

  write('0003_broken.sql', 'insert into a values (3)')
  expect(await run()).toEqual({ schema: 3, seen: ['Migrating 3/3'] })
})

test('a migrator killed inside a migration leaves the schema before it', async () => {
  await run()
  write('0003_slow.sql', 'insert into a values (3); select pg_sleep(60);')
  const victim = await connect()
  victim.on('error', () => {})
  const outcome = run(victim).catch((error: unknown) => error)
  const [{ pid }] = (await victimPid()) as [{ pid: number }]
  await rows(`select pg_terminate_backend(${pid})`)
  expect(await outcome).toMatchObject({ name: 'DatabaseFailure', code: 'migration_failed' })

  write('0003_slow.sql', 'insert into a values (3)')
  await run()
  expect(await rows('select n from a order by n')).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }])

  async function victimPid(): Promise<object[]> {
    const found = await rows(
      // By what it waits for: the text of this very question stays visible in connections that asked it before.
      `select pid from pg_stat_activity where datname = current_database() and wait_event = 'PgSleep'`,
    )
    return found.length > 0 ? found : victimPid()
  }
})

test('refuses a database that a newer application has used', async () => {
  await run()
  rmSync(join(folder, '0002_second.sql'))
  await expect(run()).rejects.toMatchObject({ code: 'database_newer' })
})

test('refuses a migration that was edited after it ran, but not one whose line ends differ', async () => {
  write('0001_first.sql', 'create table a (n int);\ninsert into a values (1);\n')
  await run()
  write('0001_first.sql', 'create table a (n int);\r\ninsert into a values (1);\r\n')
  expect((await run()).schema).toBe(2)
  write('0001_first.sql', 'create table a (n bigint);\ninsert into a values (1);\n')
  await expect(run()).rejects.toMatchObject({ code: 'migration_edited', message: expect.stringContaining('0001_first') })
})

test('notices a migration that was merged late, instead of skipping it', async () => {
  write('0003_third.sql', 'select 1')
  await run()
  await rows('delete from schema_migrations where number = 2')
  await expect(run()).rejects.toMatchObject({ code: 'migration_missing', message: expect.stringContaining('0002_second') })
})

test.each([
  ['a gap in the numbers', '0004_fourth.sql'],
  ['a number used twice', '0002_other.sql'],
  ['a file without a number', 'fix.sql'],
])('refuses an application with %s', async (_, name) => {
  write(name, 'select 1')
  await expect(run()).rejects.toMatchObject({ code: 'migration_missing' })
  expect(await rows(`select to_regclass('a') as a`)).toEqual([{ a: null }])
})

test('refuses a database with tables of others, and leaves it as it is', async () => {
  await rows('create table theirs ()')
  await expect(run()).rejects.toMatchObject({ code: 'server_not_empty' })
  expect(await rows(`select to_regclass('schema_migrations') as journal`)).toEqual([{ journal: null }])
})

test('does not mind what an extension brought', async () => {
  await rows('create extension pg_stat_statements')
  expect((await run()).schema).toBe(2)
})
