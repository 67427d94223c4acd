import type { Clock } from '../../ports/clock.ts'
import type { Live } from '../../ports/live.ts'
import type { Sql } from '../../ports/sql.ts'
import type { BindEnv } from '../../ports/work.ts'

export interface AgentsNeeds {
  sql: Sql
  clock: Clock
  live: Live
  bind: BindEnv
  /** Who is at this machine: recorded as the one who changed the env. */
  actor: string
}
