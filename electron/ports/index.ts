/** Everything the host needs from outside itself. A shell makes one of these and hands it to `createHost`. */
import type { Attendance } from './attendance.ts'
import type { CheckpointStore } from './checkpoint.ts'
import type { Clock } from './clock.ts'
import type { Config } from './config.ts'
import type { KeyStore } from './key-store.ts'
import type { KnownValues } from './known-values.ts'
import type { Log } from './log.ts'
import type { Paths } from './paths.ts'
import type { Processes } from './processes.ts'
import type { OpenAwsSecretsManager } from './secret-provider.ts'
import type { DatabaseServer } from './sql.ts'

export interface Ports {
  paths: Paths
  log: Log
  /** What the log masks: runs say here which values they were given. */
  known: KnownValues
  clock: Clock
  config: Config
  keyStore: KeyStore
  /** Strict mode of secrets as the environment forces it; null when the setting decides. */
  strictModeForced: boolean | null
  checkpoints: CheckpointStore
  processes: Processes
  openAwsSecretsManager: OpenAwsSecretsManager
  attendance: Attendance
  databaseServer: DatabaseServer
  /** Who is at this machine: the operating system's user name. */
  actor: string
  version: string
}
