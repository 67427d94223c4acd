/** Companies: the tenant that every other row belongs to. */
import type { Clock } from '../../ports/clock.ts'
import type { Live } from '../../ports/live.ts'
import type { Sql } from '../../ports/sql.ts'
import { companyHandlers } from './handlers.ts'
import { companyStore } from './store.ts'

export interface CompaniesNeeds {
  sql: Sql
  clock: Clock
  live: Live
  /** Stops and forgets everything outside the database that belongs to a company: its runs and their logs. */
  evict(companyId: string): Promise<void>
}

export function companiesFeature(needs: CompaniesNeeds) {
  const store = companyStore(needs)
  return { router: companyHandlers({ ...needs, store }), remove: store.remove, findSample: store.findSample }
}
