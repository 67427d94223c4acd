/**
 * Who may speak to the loopback server. A page of another origin can reach any port of this machine, and a name can be
 * pointed at 127.0.0.1 (DNS rebinding): so `Host`, `Origin` and a secret token are all checked.
 */
import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

export const protocolName = 'wheelhouse'

/** True when the request names this server, and not a name that somebody pointed at it. */
export function isOurHost(request: IncomingMessage, port: number): boolean {
  return request.headers.host === `127.0.0.1:${port}` || request.headers.host === `localhost:${port}`
}

/** True for requests of our own page and of programs, which send no `Origin`. */
export function isOurOrigin(request: IncomingMessage): boolean {
  const { origin, host } = request.headers
  return origin === undefined || origin === `http://${host}`
}

/** The token a client offers as second WebSocket protocol: the one place where a browser can put it outside the address. */
export function offeredToken(request: IncomingMessage): string {
  const offered = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((part) => part.trim())
  return offered[0] === protocolName && offered.length === 2 ? (offered[1] ?? '') : ''
}

/** Compares in a time that depends on neither text. */
export function sameSecret(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(a), digest(b))
}
