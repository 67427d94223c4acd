/** The database: server up, schema current, pool open. Nothing else in the host runs before it or after it. */
import { randomUUID } from 'node:crypto'
import { drizzle } from 'drizzle-orm/node-postgres'
import { Pool, type PoolConfig } from 'pg'
import type { HealthCheck } from '#shared/contract/system.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Log } from '../../ports/log.ts'
import type { Paths } from '../../ports/paths.ts'
import { declared } from '../../ports/rpc.ts'
import { type Database, DatabaseFailure, type DatabaseServer, type Sql } from '../../ports/sql.ts'
import * as schema from '../../schema/index.ts'
import { databaseHealth } from './health.ts'
import { migrate } from './migrator.ts'
import { claimInstance, serverVersion } from './store.ts'

export interface DatabaseNeeds {
  databaseServer: DatabaseServer
  clock: Clock
  log: Log
  paths: Paths
  /** Version of the application. */
  version: string
}

export interface AboutDatabase {
  kind: 'embedded' | 'external'
  /** Version of the server; empty until it is up. */
  version: string
  /** Number of the newest migration; 0 until they have run. */
  schema: number
}

export interface DatabaseFeature {
  sql: Sql
  /** Brings server and schema up. Throws DatabaseFailure; call it again to try again. */
  start(progress: (detail: string) => void): Promise<void>
  /** Closes the pool and stops an embedded server, by force after `deadlineMs`. */
  stop(deadlineMs: number): Promise<void>
  about(): AboutDatabase
  health(): Promise<HealthCheck[]>
}

type Phase = 'starting' | 'ready' | 'stopping' | 'failed'

/** Connections kept; the rest of the server's places are for a person who looks in. */
const POOL_SIZE = 10
/** What of its deadline `stop` leaves for queries in flight. */
const DRAIN_SHARE = 0.4

export function databaseFeature({ databaseServer, clock, log, paths, version }: DatabaseNeeds): DatabaseFeature {
  let phase: Phase = 'starting'
  let pool: Pool | null = null
  let db: Database | null = null
  let about: AboutDatabase = { kind: databaseServer.kind, version: '', schema: 0 }
  let failure: DatabaseFailure | null = null

  databaseServer.onRestart((outcome) => {
    if (outcome === 'restarted') return
    failure = outcome
    phase = 'failed'
  })

  function open(config: PoolConfig): Pool {
    const opened = new Pool({ ...config, max: POOL_SIZE, application_name: 'wheelhouse', connectionTimeoutMillis: 10_000 })
    // An idle connection that breaks would otherwise end the host. Its message can quote the server's: the code is enough.
    opened.on('error', (error) => log.warn('database connection lost', { code: (error as { code?: string }).code ?? 'closed' }))
    return opened
  }

  async function bringUp(progress: (detail: string) => void): Promise<void> {
    const connection = await databaseServer.start(progress)
    pool = open(connection)
    const client = await pool.connect().catch((error: { code?: string }) => {
      throw unreachable(error.code)
    })
    try {
      about = { ...about, version: await serverVersion(client) }
      about = { ...about, schema: await migrate(client, { folder: paths.migrations, version, progress }) }
      const id = databaseServer.instanceId
      const owner = await claimInstance(client, id ?? randomUUID())
      if (id !== null && owner !== id) throw foreign(paths.db)
    } finally {
      client.release()
    }
    db = drizzle(pool, { schema })
  }

  return {
    sql: {
      get db() {
        if (phase !== 'ready' || !db) throw declared('UNAVAILABLE', { phase }, failure?.message)
        return db
      },
    },

    async start(progress) {
      failure = null
      phase = 'starting'
      try {
        await bringUp(progress)
        phase = 'ready'
      } catch (error) {
        phase = 'failed'
        failure = error instanceof DatabaseFailure ? error : null
        await closePool(clock, pool, 0)
        pool = null
        throw error
      }
    },

    async stop(deadlineMs) {
      phase = 'stopping'
      const started = clock.monotonic()
      await closePool(clock, pool, deadlineMs * DRAIN_SHARE)
      pool = null
      db = null
      await databaseServer.stop(Math.max(500, deadlineMs - (clock.monotonic() - started)))
    },

    about: () => about,
    health: () => databaseHealth({ db: phase === 'ready' ? db : null, failure, about, clock }),
  }
}

/** Waits for queries in flight, at most `ms`: what is left then is cut off when the server stops. */
async function closePool(clock: Clock, pool: Pool | null, ms: number): Promise<void> {
  if (!pool) return
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

const unreachable = (code = 'no answer') =>
  new DatabaseFailure(
    'server_unreachable',
    `The database server cannot be entered (${code}).`,
    'Look into postgres.log in the logs folder, and start again.',
  )

const foreign = (folder: string) =>
  new DatabaseFailure(
    'data_folder_foreign',
    `The database in ${folder} belongs to another installation.`,
    'Put back the instance.json that came with it, or choose another home with --home. Nothing was changed.',
  )
