import type { Clock } from '../../ports/clock.ts'
import type { Log } from '../../ports/log.ts'
import type { Paths } from '../../ports/paths.ts'
import type { DatabaseFailure, DatabaseServer } from '../../ports/sql.ts'

export interface DatabaseNeeds {
  databaseServer: DatabaseServer
  clock: Clock
  log: Log
  paths: Paths
  /** Version of the application. */
  version: string
  /** Told when the database is lost for good while everything else runs. */
  onFailure(failure: DatabaseFailure): void
}

export interface AboutDatabase {
  kind: 'embedded' | 'external'
  /** Version of the server; empty until it was up. */
  version: string
  /** Number of the newest migration; 0 until they have run. */
  schema: number
}
