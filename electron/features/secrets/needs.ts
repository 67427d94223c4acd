import type { Attendance } from '../../ports/attendance.ts'
import type { CheckpointStore } from '../../ports/checkpoint.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Config } from '../../ports/config.ts'
import type { KeyStore } from '../../ports/key-store.ts'
import type { Live } from '../../ports/live.ts'
import type { Log } from '../../ports/log.ts'
import type { OpenAwsSecretsManager } from '../../ports/secret-provider.ts'
import type { Sql } from '../../ports/sql.ts'

export interface SecretsNeeds {
  sql: Sql
  clock: Clock
  live: Live
  log: Log
  config: Config
  keyStore: KeyStore
  /** Strict mode as the environment forces it; null when the setting decides. */
  strictModeForced: boolean | null
  openAwsSecretsManager: OpenAwsSecretsManager
  attendance: Attendance
  checkpoints: CheckpointStore
  /** Who is at this machine: recorded as the maker of secrets and versions. */
  actor: string
}
