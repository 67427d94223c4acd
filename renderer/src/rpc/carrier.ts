/** The two ways to the host. Each `open` makes a fresh link: oRPC's own waits for "open" only once and does not survive a reconnect. */
import type { ClientContext, ClientLink } from '@orpc/client'
import { RPCLink as PortLink } from '@orpc/client/message-port'
import { RPCLink as SocketLink } from '@orpc/client/websocket'
import { portRequest } from '#shared/handshake.ts'

export interface OpenLink {
  link: ClientLink<ClientContext>
  /** Settles when the other side went away. */
  closed: Promise<void>
  close(): void
}

export interface Carrier {
  /** Opens a link. Rejects with AccessRefused when the host is there but will not have us. */
  open(): Promise<OpenLink>
}

/** The host answered, and refused this window's token. */
export class AccessRefused extends Error {}

/** The carrier of the desktop window: one end of a new channel is handed to the preload, which passes it to the host. */
export function portCarrier(page: Window): Carrier {
  return {
    open() {
      const { port1, port2 } = new MessageChannel()
      const closed = new Promise<void>((resolve) => port1.addEventListener('close', () => resolve()))
      const link = new PortLink({ port: port1 })
      port1.start()
      page.postMessage(portRequest, page.location.origin, [port2])
      return Promise.resolve({ link, closed, close: () => port1.close() })
    },
  }
}

export interface SocketCarrierOptions {
  url: string
  token: string
  /** Asks whether the host answers plain HTTP: a refused upgrade looks like a dead host otherwise. */
  hostAnswers: () => Promise<boolean>
  connect?: (url: string, protocols: string[]) => WebSocket
}

/** The carrier of a browser window: one WebSocket to the loopback server. */
export function socketCarrier({ url, token, hostAnswers, connect = (to, protocols) => new WebSocket(to, protocols) }: SocketCarrierOptions): Carrier {
  return {
    async open() {
      const socket = connect(url, ['wheelhouse', token])
      const link = new SocketLink({ websocket: socket })
      const closed = new Promise<void>((resolve) => socket.addEventListener('close', () => resolve(), { once: true }))
      const opened = new Promise<boolean>((resolve) => {
        socket.addEventListener('open', () => resolve(true), { once: true })
        socket.addEventListener('close', () => resolve(false), { once: true })
      })
      if (await opened) return { link, closed, close: () => socket.close() }
      if (await hostAnswers()) throw new AccessRefused('The host refused the token.')
      throw new Error('The host does not answer.')
    },
  }
}
