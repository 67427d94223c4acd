/** A PostgreSQL server of the operator's own, named by DATABASE_URL, instead of the embedded one. */
import { readdir, readFile, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { Client } from 'pg'
import { silentLog } from '../../electron/adapters/memory/silent-log.ts'
import { nodePaths } from '../../electron/adapters/node/paths.ts'
import { findBinaries } from '../../electron/adapters/postgres/binaries.ts'
import { embeddedServer } from '../../electron/adapters/postgres/embedded-server.ts'
import type { DatabaseServer } from '../../electron/ports/sql.ts'
import { expect, newHome, startHost, test } from './host.ts'

// A guarantee: it holds at the first try.
test.describe.configure({ retries: 0 })

const root = resolve(import.meta.dirname, '../..')

test.describe('an external server', () => {
  test.describe.configure({ mode: 'serial' })
  let serverHome: string
  let server: DatabaseServer
  let url: (database: string) => string
  let password = ''

  test.beforeAll(async () => {
    serverHome = await newHome()
    server = embeddedServer({
      paths: nodePaths(serverHome, root),
      log: silentLog(),
      binaries: findBinaries({ root }),
      transport: 'tcp',
      durable: false,
    })
    const connection = await server.start(() => {})
    if ('connectionString' in connection) throw new Error('an embedded server is reached by its parts')
    password = connection.password ?? ''
    url = (database) => `postgres://${connection.user}:${encodeURIComponent(password)}@${connection.host}:${connection.port}/${database}`
    await query('postgres', 'create database mine', 'create database foreign_one')
    await query('foreign_one', 'create table somebody_elses (id int)')
  })

  test.afterAll(async () => {
    await server.stop(3_000)
    await rm(serverHome, { recursive: true, force: true })
  })

  async function query(database: string, ...statements: string[]) {
    const client = new Client({ connectionString: url(database) })
    await client.connect()
    for (const statement of statements) await client.query(statement)
    await client.end()
  }

  test('is used, kept after a restart, and left running; its password is written nowhere', async () => {
    const home = await newHome()
    let host = await startHost(home, { DATABASE_URL: url('mine') })
    expect((await host.client.system.about({})).database).toMatchObject({ kind: 'external', schema: expect.any(Number) })
    await host.client.companies.create({ name: 'Elsewhere' })
    await host.stop()
    host = await startHost(home, { DATABASE_URL: url('mine') })
    expect((await host.client.companies.list({})).map((company) => company.name)).toEqual(['Elsewhere'])
    await host.stop()
    await query('mine', 'select 1')
    for (const entry of await readdir(home, { recursive: true, withFileTypes: true })) {
      if (entry.isFile()) expect(await readFile(join(entry.parentPath, entry.name), 'utf8')).not.toContain(password)
    }
    await rm(home, { recursive: true, force: true })
  })

  test('with tables of somebody else is refused in words, without the password', async () => {
    const home = await newHome()
    const refused = await startHost(home, { DATABASE_URL: url('foreign_one') }).catch((error: Error) => error.message)
    expect(refused).toContain('server_not_empty')
    expect(refused).not.toContain(password)
    await rm(home, { recursive: true, force: true })
  })

  test('that does not answer is named, without the password', async () => {
    const home = await newHome()
    const nobody = url('mine').replace(/:\d+\/mine$/, ':1/mine')
    const refused = await startHost(home, { DATABASE_URL: nobody }).catch((error: Error) => error.message)
    expect(refused).toContain('server_unreachable')
    expect(refused).not.toContain(password)
    await rm(home, { recursive: true, force: true })
  })
})
