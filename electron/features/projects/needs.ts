import type { Clock } from '../../ports/clock.ts'
import type { Live } from '../../ports/live.ts'
import type { Sql } from '../../ports/sql.ts'
import type { BindEnv, DescribeEnv, RefuseInline } from '../../ports/work.ts'

export interface ProjectsNeeds {
  sql: Sql
  clock: Clock
  live: Live
  bind: BindEnv
  refuseInline: RefuseInline
  describe: DescribeEnv
  /** Who is at this machine: recorded as the one who changed the env. */
  actor: string
}
