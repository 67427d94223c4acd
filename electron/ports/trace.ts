/**
 * What may be logged of an error. Messages are not to be trusted with it: the database quotes the values bound to a
 * statement, JSON.parse the text it was given, Node the argument it refused. Only the plain messages that our own code
 * and the engine write are kept.
 */
import { postgresError } from './rows.ts'

type Trace = {
  name: string
  /** Code of the system, of Node or of Postgres. */
  code?: string | undefined
  /** The constraint of the database that was violated. */
  constraint?: string | undefined
  message?: string
  frames: string[]
}

const FRAMES = 12

/** The name, code and stack frames of an error, without any value that its message may hold. */
export function traceOf(error: unknown): Trace {
  if (!(error instanceof Error)) return { name: typeof error, frames: [] }
  const { code, constraint } = postgresError(error)
  const named = { name: error.name, ...(code === undefined ? {} : { code: String(code) }), ...(constraint === undefined ? {} : { constraint }) }
  const quotes = code !== undefined || error.cause !== undefined || 'severity' in error || error instanceof SyntaxError
  return { ...named, ...(quotes ? {} : { message: error.message }), frames: framesOf(error) }
}

/** Lines of the stack below its message, whose own lines may look like frames. */
function framesOf({ stack = '', message }: Error): string[] {
  const at = stack.indexOf(message)
  // The message was changed after the stack had been written: where the old one ends is not known.
  if (at < 0) return []
  return stack
    .slice(at + message.length)
    .split('\n')
    .filter((line) => line.startsWith('    at '))
    .slice(0, FRAMES)
}
