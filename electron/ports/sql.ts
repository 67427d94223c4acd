import type { NodePgDatabase } from 'drizzle-orm/node-postgres'
import type * as schema from '../schema/index.ts'

export type Database = NodePgDatabase<typeof schema>
/** A transaction handle: the same queries, one commit. */
export type Transaction = Parameters<Parameters<Database['transaction']>[0]>[0]

/** The database once it is up. Reading `db` before that throws the declared error UNAVAILABLE with the host's phase. */
export interface Sql {
  readonly db: Database
}

/** How to reach a Postgres server, whoever runs it. */
export type Connection = { connectionString: string } | { host: string; port: number; user: string; database: string; password?: string }

/** A failure of start-up that a person can act on: a named state with a sentence. Never a stack trace. */
export class DatabaseFailure extends Error {
  readonly code: DatabaseFailureCode
  /** What to do about it. */
  readonly action: string
  constructor(code: DatabaseFailureCode, message: string, action: string) {
    super(message)
    this.name = 'DatabaseFailure'
    this.code = code
    this.action = action
  }
}

export type DatabaseFailureCode =
  | 'binaries_missing'
  | 'home_unwritable'
  | 'disk_full'
  | 'wrong_postgres_major'
  | 'data_folder_foreign'
  | 'data_folder_busy'
  | 'no_unprivileged_user'
  | 'server_unreachable'
  | 'server_not_empty'
  | 'database_in_use'
  | 'server_did_not_start'
  | 'database_newer'
  | 'migration_missing'
  | 'migration_edited'
  | 'migration_failed'

/** The Postgres server this host works with: embedded and supervised, or somebody else's. */
export interface DatabaseServer {
  readonly kind: 'embedded' | 'external'
  /** Which installation an embedded server belongs to, known once `start` was called; null for an external one. */
  readonly instanceId: string | null
  /** Makes sure a server runs and answers. Throws DatabaseFailure. Safe to call again after a failure. */
  start(progress: (detail: string) => void): Promise<Connection>
  /** Stops an embedded server cleanly, by force after `deadlineMs`; leaves an external one alone. */
  stop(deadlineMs: number): Promise<void>
  /** Called when an embedded server died by itself and was started again, or could not be. */
  onRestart(listener: (outcome: 'restarted' | DatabaseFailure) => void): void
}
