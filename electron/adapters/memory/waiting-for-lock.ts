import { sql } from 'drizzle-orm'
import { vi } from 'vitest'
import type { Database } from '../../ports/sql.ts'

/** Waits until a session of this database waits for a lock that another one holds. */
export async function waitingForLock(db: Database): Promise<void> {
  const waiting = sql`select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`
  await vi.waitUntil(async () => (await db.execute(waiting)).rowCount !== 0, { timeout: 30_000, interval: 5 })
}
