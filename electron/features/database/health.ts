import { sql } from 'drizzle-orm'
import type { HealthCheck } from '#shared/contract/system.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Database, DatabaseFailure } from '../../ports/sql.ts'
import type { AboutDatabase } from './needs.ts'

/** A round trip slower than this is worth a word. */
const SLOW_MS = 500

interface HealthNeeds {
  db: Database | null
  failure: DatabaseFailure | null
  about: AboutDatabase
  clock: Clock
}

/** Does the database answer, and how fast? */
export async function databaseHealth({ db, failure, about, clock }: HealthNeeds): Promise<HealthCheck[]> {
  const check = { id: 'database', title: 'Database' }
  if (!db) {
    return [{ ...check, state: 'critical', detail: failure?.message ?? 'The database is not up.', fix: failure?.action ?? 'Start Wheelhouse again.' }]
  }
  const started = clock.monotonic()
  try {
    await db.execute(sql`select 1`)
  } catch {
    return [
      {
        ...check,
        state: 'critical',
        detail: 'The database does not answer.',
        fix: 'It is started again by itself; if this stays, start Wheelhouse again.',
      },
    ]
  }
  const took = clock.monotonic() - started
  const server = about.kind === 'embedded' ? 'Built-in PostgreSQL' : 'External PostgreSQL'
  return [
    {
      ...check,
      state: took > SLOW_MS ? 'warning' : 'pass',
      detail: `${server} ${about.version}, schema ${about.schema}, answers in ${took.toFixed(1)} ms.`,
      fix: took > SLOW_MS ? 'The machine or its disk is busy: look for what is using it.' : '',
    },
  ]
}
