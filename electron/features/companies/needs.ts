import type { Clock } from '../../ports/clock.ts'
import type { Live } from '../../ports/live.ts'
import type { Sql } from '../../ports/sql.ts'

export interface CompaniesNeeds {
  sql: Sql
  clock: Clock
  live: Live
  /** Stops and forgets everything outside the database that belongs to a company: its runs and their logs. */
  evict(companyId: string): Promise<void>
}
