import type { Clock } from '../../ports/clock.ts'
import type { KeyStore } from '../../ports/key-store.ts'
import type { Live } from '../../ports/live.ts'
import type { Log } from '../../ports/log.ts'
import type { Sql } from '../../ports/sql.ts'

export interface SecretsNeeds {
  sql: Sql
  clock: Clock
  live: Live
  log: Log
  keyStore: KeyStore
  /** Who is at this machine: recorded as the maker of secrets and versions. */
  actor: string
}
