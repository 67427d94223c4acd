/**
 * An address that leads on to another one, once. Programs' arguments can be read by every user of the machine: an
 * address with a token in it must not be among them.
 */
import { randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Clock } from '../ports/clock.ts'

export interface OneTimeAddress {
  url: string
  /** Settles when the address was used, or its time is up. */
  over: Promise<void>
}

/** Makes an address on 127.0.0.1 that answers the first who knows it, for `lifetimeMs`, with a redirection to `target`. */
export async function oneTimeAddress(target: string, { clock, lifetimeMs = 30_000 }: { clock: Clock; lifetimeMs?: number }): Promise<OneTimeAddress> {
  const path = `/${randomBytes(32).toString('base64url')}`
  let end = () => {}
  const over = new Promise<void>((resolve) => {
    end = resolve
  })
  let used = false
  const server = createServer((request, response) => {
    response.setHeader('Connection', 'close')
    if (used || request.method !== 'GET' || request.url !== path || request.headers.host !== host) return void response.writeHead(404).end()
    used = true
    response.writeHead(303, { Location: target, 'Cache-Control': 'no-store', 'Referrer-Policy': 'no-referrer' }).end(end)
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host: '127.0.0.1', port: 0 }, resolve)
  })
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  const cancel = clock.after(lifetimeMs, end)
  return {
    url: `http://${host}${path}`,
    over: over.then(() => {
      cancel()
      server.close()
      server.closeAllConnections()
    }),
  }
}
