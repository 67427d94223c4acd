/**
 * One host a database. Two would take each other's running work for what a crash left and end it as lost. The embedded
 * server is kept apart by the lock of its home; on somebody else's server a lock of a session says who the host is.
 * It ends with its connection, so that a killed host leaves nothing behind to clean up.
 */
import { Client } from 'pg'
import type { Clock } from '../../ports/clock.ts'
import type { Log } from '../../ports/log.ts'
import { type Connection, DatabaseFailure } from '../../ports/sql.ts'
import { traceOf } from '../../ports/trace.ts'
import { takeHostLock } from './store.ts'

/** Longer than a server needs to notice that a host's machine has gone. */
const PATIENCE_MS = 5_000
const LOOK_EVERY_MS = 250
const RETRY_MS = 1_000

export interface SoleHost {
  /** Lets the database go. */
  release(): Promise<void>
}

interface Claim {
  clock: Clock
  log: Log
  progress(detail: string): void
  /** Another host took the database while the connection to it was lost. */
  onTaken(failure: DatabaseFailure): void
}

/** Makes this the only host of the database for as long as it is not released. Throws DatabaseFailure when another one is. */
export async function becomeSoleHost(connection: Connection, { clock, log, progress, onTaken }: Claim): Promise<SoleHost> {
  let released = false
  let session: Client | null = null

  async function attempt(): Promise<'mine' | 'held'> {
    const client = new Client({ ...connection, application_name: 'wheelhouse host', connectionTimeoutMillis: 5_000, keepAlive: true })
    client.on('error', () => {
      // Followed by its end, which is where the loss is noticed.
    })
    try {
      await client.connect()
      if (!(await takeHostLock(client))) return 'held'
      session = client
      client.once('end', () => void regain(client))
      return 'mine'
    } finally {
      if (session !== client) await client.end().catch(() => {})
    }
  }

  async function leave(): Promise<void> {
    await session?.end().catch(() => {
      // The connection was lost, and the lock with it.
    })
  }

  /** The server was restarted or could not be reached. Whoever else wants the database may have it by now. */
  async function regain(lost: Client): Promise<void> {
    if (released || session !== lost) return
    session = null
    log.warn('database lock lost')
    for (;;) {
      const outcome = await attempt().catch((error: unknown) => {
        log.info('database lock not regained', { code: traceOf(error).code })
        return 'unknown' as const
      })
      if (released) return leave()
      if (outcome === 'mine') return log.info('database lock regained')
      if (outcome === 'held') return onTaken(inUse())
      await clock.sleep(RETRY_MS)
    }
  }

  for (let waited = 0; (await attempt()) === 'held'; waited += LOOK_EVERY_MS) {
    if (waited >= PATIENCE_MS) throw inUse()
    if (waited === 0) progress('Another Wheelhouse works on this database: waiting for it to let go.')
    await clock.sleep(LOOK_EVERY_MS)
  }

  return {
    async release() {
      released = true
      await leave()
    },
  }
}

const inUse = () =>
  new DatabaseFailure(
    'database_in_use',
    'Another Wheelhouse works on this database.',
    'Stop that one, or give each a database of its own in DATABASE_URL. Nothing was changed.',
  )
