/** The application's connections: opened on a current schema, closed with patience for queries in flight. */
import { randomUUID } from 'node:crypto'
import { Pool, type PoolClient } from 'pg'
import type { Clock } from '../../ports/clock.ts'
import type { Log } from '../../ports/log.ts'
import type { Paths } from '../../ports/paths.ts'
import { type Connection, DatabaseFailure } from '../../ports/sql.ts'
import { migrate } from './migrator.ts'
import { claimInstance, serverVersion } from './store.ts'

/** Connections kept; the rest of the server's places are for a person who looks in. */
const POOL_SIZE = 10

interface OpenOptions {
  /** Which installation the database must belong to; null for a server that is not ours to check. */
  instanceId: string | null
  paths: Paths
  log: Log
  version: string
  progress(detail: string): void
}

/** Opens a pool on a database brought to the newest schema. Throws DatabaseFailure; then nothing is left open. */
export async function openPool(connection: Connection, options: OpenOptions): Promise<{ pool: Pool; version: string; schema: number }> {
  const pool = new Pool({ ...connection, max: POOL_SIZE, application_name: 'wheelhouse', connectionTimeoutMillis: 10_000 })
  // A connection that breaks, idle or in the middle of a transaction, would otherwise end the host. Its message can quote row data: the code is enough.
  const lost = (error: Error) => options.log.warn('database connection lost', { code: (error as { code?: string }).code ?? 'closed' })
  pool.on('error', lost)
  pool.on('connect', (client) => client.on('error', lost))
  try {
    const client = await pool.connect().catch((error: { code?: string }) => {
      throw unreachable(
        options.instanceId === null ? 'Look into that server, and start again.' : 'Look into postgres.log in the logs folder, and start again.',
        error.code,
      )
    })
    try {
      return { pool, ...(await prepare(client, options)) }
    } finally {
      client.release()
    }
  } catch (error) {
    await pool.end()
    throw error
  }
}

async function prepare(client: PoolClient, { instanceId, paths, version, progress }: OpenOptions): Promise<{ version: string; schema: number }> {
  const schema = await migrate(client, { folder: paths.migrations, version, progress })
  const owner = await claimInstance(client, instanceId ?? randomUUID())
  if (instanceId !== null && owner !== instanceId) throw foreign(paths.db)
  return { version: await serverVersion(client), schema }
}

/** Waits for queries in flight, at most `ms`: what is left then is cut off when the server stops. */
export async function closePool(pool: Pool, clock: Clock, ms: number): Promise<void> {
  const closed = pool.end().catch(() => {
    // A connection that was lost already cannot be closed again.
  })
  await new Promise<void>((resolve) => {
    const cancel = clock.after(ms, resolve)
    void closed.then(() => {
      cancel()
      resolve()
    })
  })
}

const unreachable = (action: string, code = 'no answer') =>
  new DatabaseFailure('server_unreachable', `The database server cannot be entered (${code}).`, action)

const foreign = (folder: string) =>
  new DatabaseFailure(
    'data_folder_foreign',
    `The database in ${folder} belongs to another installation.`,
    'Put back the instance.json that came with it, or choose another home with --home. Nothing was changed.',
  )
