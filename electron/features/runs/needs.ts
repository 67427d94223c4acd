import type { Clock } from '../../ports/clock.ts'
import type { KnownValues } from '../../ports/known-values.ts'
import type { Live } from '../../ports/live.ts'
import type { Log } from '../../ports/log.ts'
import type { Paths } from '../../ports/paths.ts'
import type { Processes } from '../../ports/processes.ts'
import type { Sql } from '../../ports/sql.ts'
import type { CompareReceipt, ResolveEnv } from '../../ports/work.ts'

export interface RunsNeeds {
  sql: Sql
  clock: Clock
  live: Live
  log: Log
  known: KnownValues
  paths: Paths
  processes: Processes
  /** Who starts runs by hand: the person at this machine. */
  actor: string
  resolve: ResolveEnv
  compareReceipt: CompareReceipt
}
