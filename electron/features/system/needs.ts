import type { Change, HealthCheck, HostStatus } from '#shared/contract/system.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Paths } from '../../ports/paths.ts'
import type { Sql } from '../../ports/sql.ts'

/** One subject of the health page. `id` and `title` stand in for it when it cannot be looked at. */
export interface Check {
  id: string
  title: string
  look(): Promise<HealthCheck[]>
}

export interface SystemNeeds {
  sql: Sql
  clock: Clock
  paths: Paths
  status: () => HostStatus
  aboutDatabase: () => { kind: 'embedded' | 'external'; version: string; schema: number }
  /** Health of each feature that has something to say. */
  checks: Check[]
  /** Batches of changes, paced, with a beat when nothing happens. */
  watchChanges: (signal: AbortSignal | undefined) => AsyncGenerator<{ changes: Change[]; dropped: number; at: Date }, void>
  watchStatus: (signal: AbortSignal | undefined) => AsyncGenerator<HostStatus, void>
}
