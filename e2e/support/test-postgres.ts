/**
 * The one Postgres server of a test run, by our own supervisor, with a migrated template that `testDatabase` clones.
 * Nothing in it need survive a power cut, so it does not wait for the disk.
 */
import { chmodSync, mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { Client } from 'pg'
import type { TestProject } from 'vitest/node'
import { fastFolder } from '../../electron/adapters/memory/fast-folder.ts'
import { silentLog } from '../../electron/adapters/memory/silent-log.ts'
import { TEMPLATE } from '../../electron/adapters/memory/test-database.ts'
import { nodePaths } from '../../electron/adapters/node/paths.ts'
import { findBinaries } from '../../electron/adapters/postgres/binaries.ts'
import { embeddedServer } from '../../electron/adapters/postgres/embedded-server.ts'
import { readPidFile } from '../../electron/adapters/postgres/pid-file.ts'
import { isAlive, isPostmasterOf } from '../../electron/adapters/postgres/process-identity.ts'
import { migrate } from '../../electron/features/database/migrator.ts'

const root = resolve(import.meta.dirname, '../..')

const PREFIX = 'wheelhouse-test-'

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  await clearAbandoned()
  const home = mkdtempSync(join(fastFolder(), `${PREFIX}${process.pid}-`))
  chmodSync(home, 0o711)
  const paths = nodePaths(home, root)
  const server = embeddedServer({
    paths,
    log: silentLog(),
    binaries: findBinaries({ root }),
    settings: { max_connections: '300', fsync: 'off', full_page_writes: 'off', synchronous_commit: 'off', autovacuum: 'off', max_wal_size: '1GB' },
    durable: false,
  })
  const stop = async () => {
    await server.stop(2_000)
    rmSync(home, { recursive: true, force: true })
  }
  try {
    const connection = await server.start(() => {})
    if ('connectionString' in connection) throw new Error('an embedded server is reached by its parts')
    await inDatabase({ ...connection, database: 'postgres' }, (admin) => admin.query(`create database ${TEMPLATE}`))
    await inDatabase({ ...connection, database: TEMPLATE }, (client) =>
      migrate(client, { folder: paths.migrations, version: 'test', progress: () => {} }),
    )
    project.provide('postgres', connection)
    return stop
  } catch (error) {
    await stop()
    throw error
  }
}

/** A test run that was killed leaves its server running; whoever comes next clears it away. */
async function clearAbandoned(): Promise<void> {
  const homes = [...new Set([fastFolder(), tmpdir()])].flatMap((place) =>
    readdirSync(place).flatMap((name) => (name.startsWith(PREFIX) ? [{ place, name }] : [])),
  )
  for (const { place, name } of homes) {
    if (isAlive(Number.parseInt(name.slice(PREFIX.length), 10))) continue
    const home = join(place, name)
    const data = join(realpathSync(home), 'db')
    const pid = (await readPidFile(data))?.pid
    if (pid !== undefined && (await isPostmasterOf(pid, data))) process.kill(pid, 'SIGQUIT')
    rmSync(home, { recursive: true, force: true })
  }
}

async function inDatabase(config: ConstructorParameters<typeof Client>[0], work: (client: Client) => Promise<unknown>): Promise<void> {
  const client = new Client(config)
  await client.connect()
  try {
    await work(client)
  } finally {
    await client.end()
  }
}
