/**
 * One client of the router, whatever carries its frames. Both carriers attach here, so that unknown procedures,
 * malformed frames and late failures of a stream read the same on each.
 */
import { randomBytes } from 'node:crypto'
import { type AnyRouter, ORPCError } from '@orpc/server'
import { RPCHandler } from '@orpc/server/ws'
import type { Log } from '../ports/log.ts'
import { declared } from '../ports/rpc.ts'
import { traceOf } from '../ports/trace.ts'
import { inspectFrame, oversizePath } from './frames.ts'

type Frame = string | ArrayBufferLike | Uint8Array

/** One connection. `send` must not throw; `cut` ends the connection, after which `onEnd`'s listener is called. */
export interface Carrier {
  send(frame: Frame): void
  cut(reason: string): void
  onFrame(listener: (data: unknown) => void): void
  onEnd(listener: () => void): void
}

/** Answers a function that serves the router to one more connection. */
export function peers(router: AnyRouter, log: Log): (carrier: Carrier) => void {
  const handler = new RPCHandler(router, {
    interceptors: [
      async ({ next, request }) => {
        if (request.url.pathname === oversizePath) throw tooLarge()
        const result = await next().catch((error: unknown) => {
          throw declaredOnly(error, request.url.pathname, log)
        })
        if (!result.matched) throw noProcedure(request.url.pathname)
        return result
      },
    ],
    clientInterceptors: [
      async ({ next, path }) => {
        const output = await next()
        return isStream(output) ? failingDeclared(output, path.join('.'), log) : output
      },
    ],
  })

  return (carrier) => {
    let deliver = (_frame: string) => {}
    let end = () => {}
    // oRPC's handler for sockets needs these two members only, and unlike its handler for ports it catches what a frame throws.
    const socket = {
      send: carrier.send,
      addEventListener(type: 'message' | 'close', listener: (event: { data?: string }) => void) {
        if (type === 'message') deliver = (data) => listener({ data })
        else end = () => listener({})
      },
    }
    void handler.upgrade(socket as unknown as Parameters<typeof handler.upgrade>[0])
    carrier.onFrame((data) => {
      const verdict = inspectFrame(data)
      if ('pass' in verdict) return deliver(verdict.pass)
      log.warn('connection cut', { reason: verdict.drop })
      carrier.cut(verdict.drop)
    })
    carrier.onEnd(() => end())
  }
}

function tooLarge() {
  return declared('BAD_REQUEST', { issues: [{ path: [], message: 'too large' }] }, 'The request is too large. Send less at once.')
}

function noProcedure(pathname: string) {
  const name = pathname.slice(1, 101).replaceAll('/', '.')
  return declared('NOT_FOUND', { noun: 'procedure' }, `There is no procedure called ${name}.`)
}

/** The router answers declared errors only; what is left comes from reading the frame (BAD_REQUEST) or is a bug. */
function declaredOnly(error: unknown, procedure: string, log: Log) {
  if (error instanceof ORPCError && error.defined) return error
  if (error instanceof ORPCError && error.code === 'BAD_REQUEST') {
    return declared('BAD_REQUEST', { issues: [{ path: [], message: 'malformed' }] }, 'The request cannot be read.')
  }
  const incidentId = randomBytes(4).toString('hex')
  log.error('incident', { incidentId, procedure, ...traceOf(error) })
  return declared('INTERNAL', { incidentId }, `Something failed inside Wheelhouse (incident ${incidentId}). The log has the details.`)
}

function isStream(output: unknown): output is AsyncGenerator<unknown> {
  return typeof output === 'object' && output !== null && Symbol.asyncIterator in output
}

/** A failure after the first event is past the router's own error handling: it must not reach the client as it is. */
function failingDeclared(stream: AsyncGenerator<unknown>, procedure: string, log: Log) {
  return {
    next: () =>
      stream.next().catch((error: unknown) => {
        throw declaredOnly(error, procedure, log)
      }),
    return: (value: unknown) => stream.return(value),
    throw: (error: unknown) => stream.throw(error),
    [Symbol.asyncIterator]() {
      return this
    },
  }
}
