/**
 * The last line before a client: declared errors pass, input that does not fit becomes BAD_REQUEST with its issues, a
 * lost database becomes UNAVAILABLE, and anything else is a bug that leaves only an incident id.
 */
import { randomBytes } from 'node:crypto'
import { ORPCError, ValidationError } from '@orpc/server'
import type { HostStatus } from '#shared/contract/system.ts'
import { type Masker, maskerOf, type Sensitive } from '#shared/domain/redaction.ts'
import { type DeclaredErrorCode, declaredErrors } from '#shared/errors.ts'
import type { KnownValues } from '../ports/known-values.ts'
import type { Log } from '../ports/log.ts'
import { isDeadlock, postgresError } from '../ports/rows.ts'
import { declared, os } from '../ports/rpc.ts'
import { traceOf } from '../ports/trace.ts'

const connectionLost = new Set(['57P01', '57P02', '57P03', '08000', '08001', '08003', '08006', 'ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ENOENT'])
/** Fields of requests that carry values: of a version or a key, of an import, of a recovery kit. */
const SECRET_FIELDS = new Set(['value', 'text', 'passphrase'])
const diskFull = new Set(['53100', 'ENOSPC'])

export function faults({ log, known, status }: { log: Log; known: KnownValues; status: () => HostStatus }) {
  function incident(error: unknown, procedure: string, given: () => Masker) {
    const incidentId = randomBytes(4).toString('hex')
    const trace = traceOf(error)
    log.error('incident', { incidentId, procedure, ...trace, ...(trace.message === undefined ? {} : { message: given().text(trace.message) }) })
    return declared(
      'INTERNAL',
      { incidentId },
      `Something failed inside Wheelhouse (incident ${incidentId}). Nothing was saved by this step. The log has the details.`,
    )
  }

  function translate(error: unknown, procedure: string, given: () => Masker): Error {
    if (error instanceof ORPCError) {
      if (error.code === 'BAD_REQUEST' && error.cause instanceof ValidationError) return badRequest(error.cause)
      return error.code in declaredErrors ? withoutValues(error, known.redact) : incident(error, procedure, given)
    }
    const code = postgresError(error).code ?? ''
    if (diskFull.has(code))
      return declared('UNAVAILABLE', { phase: 'ready' }, 'The disk is full, so nothing can be saved. Free some space and try again.')
    if (isDeadlock(error))
      return declared(
        'UNAVAILABLE',
        { phase: status().phase },
        'Something else was being saved at that moment. Nothing was saved by this step; try again.',
      )
    if (connectionLost.has(code) || isClosedPool(error)) {
      const { phase } = status()
      return declared('UNAVAILABLE', { phase }, 'The database does not answer just now. Nothing was saved by this step; try again in a moment.')
    }
    return incident(error, procedure, given)
  }

  return os.middleware(async ({ next, path }, input) => {
    try {
      return await next()
    } catch (error) {
      throw translate(error, path.join('.'), () => maskerOf(valuesIn(input)))
    }
  })
}

/** What the request itself asks to be kept secret: an error about it may quote it. */
function valuesIn(input: unknown, depth = 0): Sensitive[] {
  if (typeof input !== 'object' || input === null || depth > 6) return []
  return Object.entries(input).flatMap(([name, item]: [string, unknown]) =>
    typeof item === 'string' && SECRET_FIELDS.has(name) ? { name: 'value', value: item } : valuesIn(item, depth + 1),
  )
}

/** A declared error whose sentence and texts quote no value. */
function withoutValues(error: ORPCError<string, unknown>, redact: (text: string) => string): ORPCError<string, unknown> {
  const data = error.data === undefined ? '' : JSON.stringify(error.data)
  if (redact(error.message) === error.message && redact(data) === data) return error
  return declared(error.code as DeclaredErrorCode, redactTexts(error.data, redact) as never, redact(error.message))
}

function redactTexts(value: unknown, redact: (text: string) => string): unknown {
  if (typeof value === 'string') return redact(value)
  if (Array.isArray(value)) return value.map((item) => redactTexts(item, redact))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, redactTexts(item, redact)]))
}

function badRequest(cause: ValidationError) {
  const issues = cause.issues.slice(0, 50).map((issue) => ({
    path: (issue.path ?? [])
      .map((part) => (typeof part === 'object' ? part.key : part))
      .map((part) => (typeof part === 'number' ? part : String(part).slice(0, 200))),
    message: issue.message.slice(0, 500),
  }))
  const first = issues[0]
  const where = first && first.path.length > 0 ? ` at ${first.path.join('.')}: ${first.message}` : ''
  return declared('BAD_REQUEST', { issues }, `The request does not fit${where || ' the contract.'}`)
}

function isClosedPool(error: unknown) {
  const message = error instanceof Error ? `${error.message} ${error.cause instanceof Error ? error.cause.message : ''}` : ''
  return /Connection terminated|Cannot use a pool after calling end|timeout exceeded when trying to connect/.test(message)
}
