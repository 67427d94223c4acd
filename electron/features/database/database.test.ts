import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'drizzle-orm'
import { Client } from 'pg'
import { afterEach, expect, onTestFinished, test } from 'vitest'
import { silentLog } from '../../adapters/memory/silent-log.ts'
import { emptyDatabase, type TestDatabase } from '../../adapters/memory/test-database.ts'
import { systemClock } from '../../adapters/node/clock.ts'
import { nodePaths } from '../../adapters/node/paths.ts'
import { externalServer } from '../../adapters/postgres/external-server.ts'
import { query, root, temporaryFolder, testHome, until } from '../../adapters/postgres/test-home.ts'
import { DatabaseFailure, type DatabaseServer } from '../../ports/sql.ts'
import { databaseFeature } from './index.ts'

const databases: TestDatabase[] = []
afterEach(async () => {
  await Promise.all(databases.splice(0).map((database) => database.close()))
})

const clock = systemClock({
  onError(error) {
    throw error
  },
})

/** Seconds that take milliseconds. */
const hurried = { ...clock, sleep: (ms: number) => clock.sleep(ms / 100) }

function featureOn(databaseServer: DatabaseServer, time = clock) {
  const log = silentLog()
  const failures: string[] = []
  const feature = databaseFeature({
    databaseServer,
    clock: time,
    log,
    paths: nodePaths(temporaryFolder(), root),
    version: '1.0.0',
    onFailure: ({ code }) => void failures.push(code),
  })
  onTestFinished(() => feature.stop(2_000))
  return { feature, log, failures }
}

/** A server that is there already, with levers. */
async function fakeServer(instanceId: string | null) {
  const database = await emptyDatabase()
  databases.push(database)
  let tell: (outcome: 'restarted' | DatabaseFailure) => void = () => {}
  const server: DatabaseServer = {
    kind: instanceId ? 'embedded' : 'external',
    instanceId,
    start: async () => database.connection,
    async stop() {},
    onRestart(listener) {
      tell = listener
    },
  }
  return { server, connection: database.connection, tell: (outcome: 'restarted' | DatabaseFailure) => tell(outcome) }
}

test('brings an embedded server up from nothing, and its database carries the id of the installation', async () => {
  const { server } = testHome()
  const { feature } = featureOn(server)
  const seen: string[] = []
  expect(() => feature.sql.db).toThrow(expect.objectContaining({ code: 'UNAVAILABLE', data: { phase: 'starting' } }))

  await feature.start((detail) => seen.push(detail))
  expect(seen[0]).toBe('Creating the database.')
  expect(seen.at(-1)).toMatch(/^Migrating (\d+)\/\1$/)
  expect(feature.about()).toEqual({ kind: 'embedded', version: expect.stringMatching(/^18\./), schema: expect.any(Number) })
  expect((await feature.sql.db.execute(sql`select id from instance`)).rows).toEqual([{ id: server.instanceId }])
  expect(await feature.health()).toMatchObject([{ id: 'database', state: 'pass', fix: '' }])

  await feature.stop(3_000)
  expect(() => feature.sql.db).toThrow(expect.objectContaining({ code: 'UNAVAILABLE', data: { phase: 'stopping' } }))
  await feature.start(() => {})
  await feature.sql.db.execute(sql`select 1`)
})

test('refuses a database that belongs to another installation', async () => {
  const id = crypto.randomUUID()
  const { server } = await fakeServer(id)
  const first = featureOn(server).feature
  await first.start(() => {})
  await first.start(() => {})

  const { feature } = featureOn({ ...server, instanceId: crypto.randomUUID() })
  await expect(feature.start(() => {})).rejects.toMatchObject({ code: 'data_folder_foreign' })
  expect(() => feature.sql.db).toThrow(expect.objectContaining({ code: 'UNAVAILABLE', data: { phase: 'failed' } }))
  expect(await feature.health()).toMatchObject([{ state: 'critical', fix: expect.stringContaining('instance.json') }])
})

test('an external database gets an id of its own, and keeps it', async () => {
  const { server, connection } = await fakeServer(null)
  const { feature } = featureOn(server)
  await feature.start(() => {})
  const [first] = await query(connection, 'select id from instance')
  await feature.stop(1_000)
  await feature.start(() => {})
  expect(await query(connection, 'select id from instance')).toEqual([first])
})

test('an external database has one host: a second is refused by name until the first has let go', async () => {
  const { server } = await fakeServer(null)
  const first = featureOn(server)
  const second = featureOn(server, hurried)
  await first.feature.start(() => {})
  const seen: string[] = []
  await expect(second.feature.start((detail) => seen.push(detail))).rejects.toMatchObject({ code: 'database_in_use' })
  expect(seen[0]).toContain('waiting')
  expect(() => second.feature.sql.db).toThrow(expect.objectContaining({ code: 'UNAVAILABLE' }))
  await first.feature.stop(1_000)
  await second.feature.start(() => {})
})

const endHosts = `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name = 'wheelhouse host'`

test('a host that lost its lock takes it back, or stops working when another was quicker', async () => {
  const { server, connection } = await fakeServer(null)
  const { feature, log, failures } = featureOn(server, hurried)
  const events = () => log.entries.map(({ event }) => event)
  await feature.start(() => {})
  await query(connection, endHosts)
  await until('the lock is regained', () => events().includes('database lock regained'))
  await feature.sql.db.execute(sql`select 1`)

  const rival = new Client(connection)
  await rival.connect()
  // Waits in line for the lock, and so has it the moment it is free.
  const taken = rival.query('select pg_advisory_lock(7745263197)')
  await until('the rival waits', async () => (await query(connection, `select from pg_stat_activity where wait_event = 'advisory'`)).length > 0)
  await query(connection, endHosts)
  await taken
  await until('the host gives up', () => failures.length > 0)
  await rival.end()
  expect(failures).toEqual(['database_in_use'])
  expect(() => feature.sql.db).toThrow(expect.objectContaining({ code: 'UNAVAILABLE' }))
})

test('becomes unavailable, with the reason, when the server stays down', async () => {
  const { server, tell } = await fakeServer(crypto.randomUUID())
  const { feature } = featureOn(server)
  await feature.start(() => {})
  tell('restarted')
  await feature.sql.db.execute(sql`select 1`)
  tell(new DatabaseFailure('disk_full', 'The disk is full.', 'Free some space.'))
  expect(() => feature.sql.db).toThrow(expect.objectContaining({ code: 'UNAVAILABLE', message: 'The disk is full.' }))
  expect(await feature.health()).toMatchObject([{ state: 'critical', detail: 'The disk is full.' }])
})

test('lives through the loss of idle connections, and logs no more than a code', async () => {
  const { server, connection } = await fakeServer(null)
  const { feature, log } = featureOn(server)
  await feature.start(() => {})
  await feature.sql.db.execute(sql`select 1`)
  await query(
    connection,
    'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name = $$wheelhouse$$',
  )
  while (log.entries.length === 0) await sleep(5)
  expect(log.entries[0]).toEqual({ level: 'warn', event: 'database connection lost', fields: { code: '57P01' } })
  await feature.sql.db.execute(sql`select 1`)
})

test('lives through the loss of a connection in the middle of a transaction', async () => {
  const { server, connection } = await fakeServer(null)
  const { feature, log } = featureOn(server)
  await feature.start(() => {})
  const lost = feature.sql.db.transaction(async (tx) => {
    const { rows } = await tx.execute<{ pid: number }>(sql`select pg_backend_pid() pid`)
    await query(connection, `select pg_terminate_backend(${rows[0]?.pid})`)
    await expect.poll(() => log.entries.some(({ event }) => event === 'database connection lost')).toBe(true)
    await tx.execute(sql`select 1`)
  })
  await expect(lost).rejects.toThrow()
  expect((await feature.sql.db.execute(sql`select 1 one`)).rows).toEqual([{ one: 1 }])
})

test('stops within its deadline although a query hangs', async () => {
  const { server, start } = testHome()
  const { feature } = featureOn(server)
  await feature.start(() => {})
  const hanging = feature.sql.db.execute(sql`select pg_sleep(60)`).catch(() => 'cut off')
  const connection = await start()
  await until('the query runs', async () => (await query(connection, `select from pg_stat_activity where wait_event = 'PgSleep'`)).length > 0)
  const started = performance.now()
  await feature.stop(1_000)
  // Far above the deadline, because this machine may be busy, and far below the minute that the query takes.
  expect(performance.now() - started).toBeLessThan(20_000)
  expect(await hanging).toBe('cut off')
})

test.each([
  ['postgres://me:hunter2@127.0.0.1:1/work', 'nothing listens there'],
  ['postgres://me:hunter2@[not an address', 'cannot be read'],
  ['mysql://me:hunter2@host/db', 'must begin with postgres'],
  ['postgres://me:hunter2@host/%zz', 'holds a %'],
])('an external server that cannot be used is named without its password (%s)', async (url, reason) => {
  const failure = await externalServer(url)
    .start(() => {})
    .then(
      () => null,
      (error: unknown) => error as DatabaseFailure,
    )
  expect(failure).toMatchObject({ code: 'server_unreachable', message: expect.stringContaining(reason) })
  expect(`${failure?.message} ${failure?.action} ${failure?.stack}`).not.toContain('hunter2')
})

test('an external server that refuses the password says so, and one that lets us in is used', async () => {
  const { start } = testHome('home', { transport: 'tcp' })
  const { port, password, user, database } = (await start()) as { port: number; password: string; user: string; database: string }
  const url = (word: string) => `postgres://${user}:${word}@127.0.0.1:${port}/${database}`
  await expect(externalServer(url('hunter2')).start(() => {})).rejects.toMatchObject({
    message: expect.stringContaining('refuses the user or password'),
  })
  const { feature } = featureOn(externalServer(url(password)))
  await feature.start(() => {})
  expect(feature.about().kind).toBe('external')
})
