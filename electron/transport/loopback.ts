/** The headless carrier: the renderer and the router on one port of 127.0.0.1, for whoever holds the token. */
import { randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import type { AnyRouter } from '@orpc/server'
import { type WebSocket, WebSocketServer } from 'ws'
import type { Clock } from '../ports/clock.ts'
import type { Log } from '../ports/log.ts'
import { traceOf } from '../ports/trace.ts'
import { maxPayload } from './frames.ts'
import { isOurHost, isOurOrigin, offeredToken, protocolName, sameSecret } from './guard.ts'
import { peers } from './peer.ts'
import { refuse, serveStatic } from './static-files.ts'

export interface LoopbackOptions {
  /** 0 takes a free one. */
  port: number
  /** base64url of 32 random bytes. */
  token: string
  /** Folder of the built renderer. */
  rendererRoot: string
  log: Log
  clock: Clock
  /** Milliseconds between pings; a client that missed one is dropped at the next. */
  heartbeatMs?: number
  maxConnections?: number
}

export interface Loopback {
  port: number
  /** Where a person goes. The fragment with the token never reaches the server. */
  url: string
  wsUrl: string
  /** An address for command lines, which other users of the machine can read: works once, within a minute. */
  ticketUrl(): string
  /** Cuts every connection and frees the port. */
  close(): Promise<void>
}

/** A client that reads this much slower than it is written to is cut, in bytes. */
const maxBacklog = 64 * 1024 * 1024
const ticketMs = 60_000

/** Makes a token: 256 bits, as text that fits an address and a header. */
export function newToken(): string {
  return randomBytes(32).toString('base64url')
}

/** Listens on 127.0.0.1. Rejects when the port is taken. */
export async function serveLoopback(router: AnyRouter, options: LoopbackOptions): Promise<Loopback> {
  const { clock, log, token, rendererRoot } = options
  const sockets = socketServer(router, options)
  const tickets = ticketBox(clock)
  const server = createServer({
    headersTimeout: 5_000,
    requestTimeout: 10_000,
    keepAliveTimeout: 5_000,
    connectionsCheckingInterval: 2_000,
    maxHeaderSize: 8 * 1024,
  })
  server.maxConnections = 256
  server.on('request', (request, response) => {
    answer(request, response).catch((error: unknown) => {
      // One request that fails must not end the host with all its runs.
      log.error('request', traceOf(error))
      response.destroy()
    })
  })
  server.on('clientError', (_error, socket) => socket.destroy())
  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => socket.destroy())
    const status = refusal(request, port)
    if (status) return void socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`, () => socket.destroy())
    sockets.accept(request, socket, head)
  })

  function refusal(request: IncomingMessage, ownPort: number): string | null {
    if (!isOurHost(request, ownPort)) return '421 Misdirected Request'
    if (request.url !== '/rpc') return '404 Not Found'
    if (!isOurOrigin(request)) return '403 Forbidden'
    if (!sameSecret(offeredToken(request), token)) return '401 Unauthorized'
    return sockets.full() ? '503 Service Unavailable' : null
  }

  async function answer(request: IncomingMessage, response: ServerResponse) {
    if (!isOurHost(request, port)) return refuse(response, 421, 'This address does not belong to Wheelhouse.')
    const ticket = /^\/open\/([\w-]{43})$/.exec(request.url ?? '')?.[1]
    if (ticket === undefined) return serveStatic(rendererRoot, request, response)
    if (!tickets.redeem(ticket)) return refuse(response, 403, 'This link worked once and is used up. Open the address that Wheelhouse printed.')
    return refuse(response, 303, 'Opening Wheelhouse.', { Location: `/#token=${token}` })
  }

  const port = await new Promise<number>((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host: '127.0.0.1', port: options.port }, () => resolve((server.address() as AddressInfo).port))
  })
  server.on('error', (error) => log.error('loopback server', traceOf(error)))
  const origin = `http://127.0.0.1:${port}`

  return {
    port,
    url: `${origin}/#token=${token}`,
    wsUrl: `ws://127.0.0.1:${port}/rpc`,
    ticketUrl: () => `${origin}/open/${tickets.issue()}`,
    async close() {
      sockets.close()
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      server.closeAllConnections()
      await closed
    },
  }
}

function socketServer(router: AnyRouter, { clock, log, heartbeatMs = 15_000, maxConnections = 64 }: LoopbackOptions) {
  const sockets = new WebSocketServer({ noServer: true, maxPayload, perMessageDeflate: false, handleProtocols: () => protocolName })
  const attach = peers(router, log)
  const silent = new WeakSet<WebSocket>()

  const stopBeating = clock.every(heartbeatMs, () => {
    for (const socket of sockets.clients) {
      if (silent.has(socket)) socket.terminate()
      silent.add(socket)
      socket.ping()
    }
  })

  function serve(socket: WebSocket) {
    // Errors are followed by close, which is what ends the peer.
    socket.on('error', (error) => log.warn('connection', traceOf(error)))
    socket.on('pong', () => silent.delete(socket))
    attach({
      send(frame) {
        if (socket.bufferedAmount > maxBacklog) socket.terminate()
        else socket.send(frame, () => {})
      },
      cut: () => socket.close(1008),
      onFrame: (listener) => socket.on('message', (data, isBinary) => listener(Buffer.isBuffer(data) && !isBinary ? data.toString() : data)),
      onEnd: (listener) => socket.on('close', listener),
    })
  }

  return {
    full: () => sockets.clients.size >= maxConnections,
    accept: (request: IncomingMessage, socket: Duplex, head: Buffer) => sockets.handleUpgrade(request, socket, head, serve),
    close() {
      stopBeating()
      for (const socket of sockets.clients) socket.terminate()
    },
  }
}

function ticketBox(clock: Clock) {
  const expires = new Map<string, number>()
  return {
    issue() {
      const ticket = newToken()
      expires.set(ticket, clock.monotonic() + ticketMs)
      return ticket
    },
    redeem(ticket: string) {
      const until = expires.get(ticket)
      expires.delete(ticket)
      return until !== undefined && clock.monotonic() < until
    },
  }
}
