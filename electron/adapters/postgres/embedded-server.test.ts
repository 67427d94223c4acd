import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { Connection } from '../../ports/sql.ts'
import { isPostmasterOf } from './process-identity.ts'
import { postmasterPid, query, root, serverOn, testHome, until } from './test-home.ts'

test('starts on an empty home, stops cleanly and starts again on the same data', async () => {
  const { home, server, start } = testHome()
  const connection = await start()
  expect(
    await query(connection, `select current_setting('server_encoding') as encoding, datlocale from pg_database where datname = current_database()`),
  ).toEqual([{ encoding: 'UTF8', datlocale: 'C.UTF-8' }])
  await query(connection, `create table kept as select 'grün 🚢' as word`)
  await server.stop(3_000)
  expect(readdirSync(join(home, 'db'))).not.toContain('postmaster.pid')

  expect(await query(await start(), 'select word from kept')).toEqual([{ word: 'grün 🚢' }])
})

test('shares one start between callers and can be stopped before it is done', async () => {
  const { home, server, start } = testHome()
  const first = start()
  expect(start()).toBe(first)
  const stopped = server.stop(3_000)
  await first.catch(() => {})
  await stopped
  expect(readdirSync(join(home, 'db'))).not.toContain('postmaster.pid')
})

test('listens on a private socket only, and writes neither statements nor row data to its log', async () => {
  const { paths, start } = testHome()
  const connection = await start()
  expect(await query(connection, `select current_setting('listen_addresses') as tcp`)).toEqual([{ tcp: '' }])
  expect(statSync((connection as { host: string }).host).mode & 0o777).toBe(0o700)
  await query(connection, `select 'hunter2'::int`).catch(() => {})
  await query(connection, `create table t (word text unique); insert into t values ('hunter2'), ('hunter2')`).catch(() => {})
  const log = readFileSync(join(paths.logs, 'postgres.log'), 'utf8')
  expect(log).toContain('ready to accept connections')
  expect(log).not.toContain('hunter2')
})

test('over TCP it listens on loopback and wants the password that only its owner can read', async () => {
  const { paths, start } = testHome('tcp home', { transport: 'tcp' })
  const connection = await start()
  const file = join(paths.secrets, 'database.password')
  expect(statSync(file).mode & 0o777).toBe(0o600)
  expect(await query(connection, `select current_setting('listen_addresses') as at`)).toEqual([{ at: '127.0.0.1' }])
  await expect(query({ ...connection, password: 'wrong' } as Connection, 'select 1')).rejects.toMatchObject({ code: '28P01' })
})

test('a killed server is started again where clients expect it, with what was committed', async () => {
  const { home, log, server, start } = testHome()
  const connection = await start()
  await query(connection, 'create table kept as select 42 as answer')
  const outcomes: unknown[] = []
  server.onRestart((outcome) => outcomes.push(outcome))

  process.kill(await postmasterPid(home), 'SIGKILL')
  await until('the restart is reported', () => outcomes.length > 0)
  expect(outcomes).toEqual(['restarted'])
  expect(await query(connection, 'select answer from kept')).toEqual([{ answer: 42 }])
  expect(log.entries.map((entry) => entry.event)).toEqual(['database server died', 'database server started again'])
})

test('a server that cannot be started again is reported, once, as a named failure', async () => {
  const { home, paths, server, start } = testHome()
  await start()
  const outcomes: Array<{ code?: string }> = []
  server.onRestart((outcome) => outcomes.push(outcome as { code?: string }))
  await writeFile(join(paths.db, 'PG_VERSION'), '9\n')
  process.kill(await postmasterPid(home), 'SIGKILL')
  await until('the failure is reported', () => outcomes.length > 0, 20_000)
  expect(outcomes).toMatchObject([{ name: 'DatabaseFailure', code: 'server_did_not_start' }])
})

async function abandon(home: string): Promise<Connection> {
  const host = spawn(process.execPath, [join(import.meta.dirname, 'abandon.fixture.ts'), home, root], { stdio: ['pipe', 'pipe', 'inherit'] })
  const [line] = (await once(host.stdout, 'data')) as [Buffer]
  host.kill('SIGKILL')
  await once(host, 'exit')
  return JSON.parse(line.toString()) as Connection
}

test('the server of a killed host is taken over, and can still be stopped and watched', async () => {
  const { home, paths, log, server, start } = testHome()
  const before = await abandon(home)
  await query(before, 'create table kept as select 42 as answer')
  const pid = await postmasterPid(home)

  const connection = await start()
  expect(log.entries.map((entry) => entry.event)).toEqual(['database server of an earlier host taken over'])
  expect(await postmasterPid(home)).toBe(pid)
  expect(await query(connection, 'select answer from kept')).toEqual([{ answer: 42 }])

  const outcomes: unknown[] = []
  server.onRestart((outcome) => outcomes.push(outcome))
  process.kill(pid, 'SIGKILL')
  await until('the restart is reported', () => outcomes.length > 0)
  expect(outcomes).toEqual(['restarted'])

  const last = await postmasterPid(home)
  await server.stop(3_000)
  expect(await isPostmasterOf(last, paths.db)).toBe(false)
})

test('an orphan that cannot be entered is ended, because its process is proved to be ours', async () => {
  const { home, paths, log, start } = testHome()
  await abandon(home)
  const pid = await postmasterPid(home)
  await writeFile(join(paths.db, 'pg_hba.conf'), 'local all all reject\n')
  process.kill(pid, 'SIGHUP')
  await until('the orphan refuses', async () => (await readFile(join(paths.logs, 'postgres.log'), 'utf8')).includes('received SIGHUP'))

  expect(await query(await start(), 'select 1 as one')).toEqual([{ one: 1 }])
  expect(await postmasterPid(home)).not.toBe(pid)
  expect(log.entries).toEqual([])
})

test('an orphan with the data of another installation is neither used nor ended', async () => {
  const { home, paths, server } = testHome()
  const connection = (await abandon(home)) as { host: string } & Connection
  onTestFinished(() => rmSync(connection.host, { recursive: true, force: true }))
  await query(connection, `create table instance (id uuid); insert into instance values (gen_random_uuid())`)
  const pid = await postmasterPid(home)
  await expect(server.start(() => {})).rejects.toMatchObject({ code: 'data_folder_foreign' })
  expect(await isPostmasterOf(pid, paths.db)).toBe(true)
  process.kill(pid, 'SIGQUIT')
  await until('the orphan is gone', async () => !(await isPostmasterOf(pid, paths.db)))
})

test('a pid that another process of the same user has by now does not keep the server down', async () => {
  const { home, paths, start } = testHome()
  const { host } = (await abandon(home)) as { host: string }
  const pid = await postmasterPid(home)
  const left = await readFile(join(paths.db, 'postmaster.pid'), 'utf8')
  process.kill(pid, 'SIGKILL')
  await until('the orphan is gone', async () => !(await isPostmasterOf(pid, paths.db)))
  const { uid, gid } = statSync(paths.db)
  const innocent = spawn('sleep', ['60'], { uid, gid })
  onTestFinished(() => void innocent.kill())
  await writeFile(join(paths.db, 'postmaster.pid'), left.replace(String(pid), String(innocent.pid)))
  await writeFile(join(host, '.s.PGSQL.5432.lock'), `${innocent.pid}\n`)

  expect(await query(await start(), 'select 1 as one')).toEqual([{ one: 1 }])
  expect(innocent.exitCode ?? innocent.signalCode).toBe(null)
})

test('a cluster half made when the host was killed is thrown away', async () => {
  const { home, paths, start } = testHome()
  mkdirSync(join(home, 'db.new-0123abcd', 'base'), { recursive: true })
  await start()
  expect(readdirSync(home).filter((name) => name.startsWith('db'))).toEqual(['db'])
  expect(statSync(paths.db).mode & 0o777).toBe(0o700)
})

test.each([
  ['spaces and quotes', `o'brien "the" \\ home, sweet`],
  ['letters of other scripts', 'Müller/データ 🚢'],
  ['a path too long for a socket', 'deep/'.repeat(30)],
])('works in a home with %s', async (_, name) => {
  const { start, server } = testHome(name)
  expect(await query(await start(), 'select 1 as one')).toEqual([{ one: 1 }])
  await server.stop(3_000)
  expect(await query(await start(), 'select 2 as two')).toEqual([{ two: 2 }])
})

test('two homes have two servers', async () => {
  const [one, two] = [testHome(), testHome()]
  const [a, b] = await Promise.all([one.start(), two.start()])
  await query(a, 'create table only_here ()')
  await expect(query(b, 'select from only_here')).rejects.toMatchObject({ code: '42P01' })
  expect(one.server.instanceId).not.toBe(two.server.instanceId)
  expect(serverOn(one.home).server.kind).toBe('embedded')
})
