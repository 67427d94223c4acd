import type { Clock } from '../../ports/clock.ts'
import type { Live } from '../../ports/live.ts'
import type { Log } from '../../ports/log.ts'
import type { Sql } from '../../ports/sql.ts'
import type { BindEnv, CompareEnv, DescribeEnv, EnqueueRun, RefuseInline, VersionsAt, WakeRunner } from '../../ports/work.ts'

export interface RoutinesNeeds {
  sql: Sql
  clock: Clock
  live: Live
  log: Log
  /** Who edits: the person at this machine. */
  actor: string
  bind: BindEnv
  refuseInline: RefuseInline
  describe: DescribeEnv
  compare: CompareEnv
  versionsAt: VersionsAt
  enqueue: EnqueueRun
  wake: WakeRunner
}
