/**
 * The last line before a client: declared errors pass, input that does not fit becomes BAD_REQUEST with its issues, a
 * lost database becomes UNAVAILABLE, and anything else is a bug that leaves only an incident id.
 */
import { randomBytes } from 'node:crypto'
import { ORPCError, ValidationError } from '@orpc/server'
import type { HostStatus } from '#shared/contract/system.ts'
import { declaredErrors } from '#shared/errors.ts'
import type { Log } from '../ports/log.ts'
import { isDeadlock, postgresError } from '../ports/rows.ts'
import { declared, os } from '../ports/rpc.ts'
import { traceOf } from '../ports/trace.ts'

const connectionLost = new Set(['57P01', '57P02', '57P03', '08000', '08001', '08003', '08006', 'ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ENOENT'])
const diskFull = new Set(['53100', 'ENOSPC'])

export function faults({ log, status }: { log: Log; status: () => HostStatus }) {
  function incident(error: unknown, procedure: string) {
    const incidentId = randomBytes(4).toString('hex')
    log.error('incident', { incidentId, procedure, ...traceOf(error) })
    return declared(
      'INTERNAL',
      { incidentId },
      `Something failed inside Wheelhouse (incident ${incidentId}). Nothing was saved by this step. The log has the details.`,
    )
  }

  function translate(error: unknown, procedure: string): Error {
    if (error instanceof ORPCError) {
      if (error.code === 'BAD_REQUEST' && error.cause instanceof ValidationError) return badRequest(error.cause)
      return error.code in declaredErrors ? error : incident(error, procedure)
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
    return incident(error, procedure)
  }

  return os.middleware(async ({ next, path }) => {
    try {
      return await next()
    } catch (error) {
      throw translate(error, path.join('.'))
    }
  })
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
