/** The database: server up, schema current, pool open. Nothing else in the host runs before it or after it. */
import { drizzle } from 'drizzle-orm/node-postgres'
import type { Pool } from 'pg'
import type { HealthCheck } from '#shared/contract/system.ts'
import { declared } from '../../ports/rpc.ts'
import { type Database, DatabaseFailure, type Sql } from '../../ports/sql.ts'
import * as schema from '../../schema/index.ts'
import { databaseHealth } from './health.ts'
import type { AboutDatabase, DatabaseNeeds } from './needs.ts'
import { closePool, openPool } from './pool.ts'
import { becomeSoleHost, type SoleHost } from './sole-host.ts'

export interface DatabaseFeature {
  sql: Sql
  /** Brings server and schema up. Throws DatabaseFailure; call it again to try again. */
  start(progress: (detail: string) => void): Promise<void>
  /** Closes the pool and stops an embedded server, by force after `deadlineMs`. */
  stop(deadlineMs: number): Promise<void>
  about(): AboutDatabase
  health(): Promise<HealthCheck[]>
}

type State = { phase: 'starting' | 'stopping' } | { phase: 'ready'; db: Database; pool: Pool } | { phase: 'failed'; failure: DatabaseFailure | null }

/** The part of its deadline that `stop` leaves for queries in flight. */
const DRAIN_SHARE = 0.4
/** What the server gets at least, however long the queries took. */
const SERVER_STOP_MS = 500

export function databaseFeature({ databaseServer, clock, log, paths, version, onFailure }: DatabaseNeeds): DatabaseFeature {
  let state: State = { phase: 'starting' }
  let sole: SoleHost | null = null
  let about: AboutDatabase = { kind: databaseServer.kind, version: '', schema: 0 }

  async function leave(next: State, drainMs: number): Promise<void> {
    const left = state
    state = next
    if (left.phase === 'ready') await closePool(left.pool, clock, drainMs)
  }

  async function fail(failure: DatabaseFailure): Promise<void> {
    await leave({ phase: 'failed', failure }, 0)
  }

  async function letGo(): Promise<void> {
    const held = sole
    sole = null
    await held?.release()
  }

  /** The other host of the database must not find us still writing. */
  function onTaken(failure: DatabaseFailure): void {
    log.error('database taken by another host')
    void fail(failure)
    onFailure(failure)
  }

  databaseServer.onRestart((outcome) => {
    if (outcome !== 'restarted') void fail(outcome)
  })

  return {
    sql: {
      get db() {
        if (state.phase === 'ready') return state.db
        throw declared('UNAVAILABLE', { phase: state.phase }, (state.phase === 'failed' && state.failure?.message) || undefined)
      },
    },

    async start(progress) {
      await leave({ phase: 'starting' }, 0)
      await letGo()
      try {
        const connection = await databaseServer.start(progress)
        if (databaseServer.kind === 'external') sole = await becomeSoleHost(connection, { clock, log, progress, onTaken })
        const opened = await openPool(connection, { instanceId: databaseServer.instanceId, paths, log, version, progress })
        about = { kind: databaseServer.kind, version: opened.version, schema: opened.schema }
        state = { phase: 'ready', db: drizzle(opened.pool, { schema }), pool: opened.pool }
      } catch (error) {
        await letGo()
        state = { phase: 'failed', failure: error instanceof DatabaseFailure ? error : null }
        throw error
      }
    },

    async stop(deadlineMs) {
      const started = clock.monotonic()
      await leave({ phase: 'stopping' }, deadlineMs * DRAIN_SHARE)
      await letGo()
      await databaseServer.stop(Math.max(SERVER_STOP_MS, deadlineMs - (clock.monotonic() - started)))
    },

    about: () => about,
    health: () =>
      databaseHealth({ db: state.phase === 'ready' ? state.db : null, failure: state.phase === 'failed' ? state.failure : null, about, clock }),
  }
}
