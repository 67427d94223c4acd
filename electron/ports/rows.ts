/** What every store needs for its rows: ids that sort by time, and unique violations turned into declared errors. */
import { randomBytes } from 'node:crypto'

let lastMs = 0

/** UUID version 7 (RFC 9562 §5.7): later ids sort after earlier ones, which keeps indexes compact. */
export function newId(now = Date.now()): string {
  lastMs = Math.max(lastMs, now)
  const bytes = randomBytes(16)
  bytes.writeUIntBE(lastMs, 0, 6)
  bytes[6] = 0x70 | ((bytes[6] ?? 0) & 0x0f)
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f)
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

interface PostgresError {
  code?: string
  constraint?: string
}

/** The error Postgres sent, which Drizzle hangs below its own as `cause`. */
export function postgresError(error: unknown): PostgresError {
  const inner = error instanceof Error && error.cause ? error.cause : error
  return (inner ?? {}) as PostgresError
}

/** Whether the database undid this because it and another change waited for each other. Doing it again is safe. */
export function isDeadlock(error: unknown): boolean {
  const { code } = postgresError(error)
  return code === '40P01' || code === '40001'
}

/** For `.catch`: turns the violation of one named unique constraint into another error, and passes on the rest. */
export function onUnique(constraint: string, make: () => Error) {
  return (error: unknown): never => {
    const { code, constraint: violated } = postgresError(error)
    throw code === '23505' && violated === constraint ? make() : error
  }
}
