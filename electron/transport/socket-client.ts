/** A client for programs: the CLI and the tests. Reconnecting is the caller's business. */
import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/websocket'
import type { ContractRouterClient } from '@orpc/contract'
import { WebSocket } from 'ws'
import type { Contract } from '#shared/contract/index.ts'
import { maxPayload } from './frames.ts'
import { protocolName } from './guard.ts'

export type Client = ContractRouterClient<Contract>

export interface Connected {
  client: Client
  /** Settles when the connection has ended, for whatever reason. */
  closed: Promise<void>
  close(): void
}

/** Connects to a loopback server. Rejects when nobody answers in `timeoutMs` or the token is refused. */
export async function connect({ wsUrl, token, timeoutMs = 5_000 }: { wsUrl: string; token: string; timeoutMs?: number }): Promise<Connected> {
  const socket = new WebSocket(wsUrl, [protocolName, token], { handshakeTimeout: timeoutMs, maxPayload, perMessageDeflate: false })
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve)
    socket.once('error', reject)
  })
  // After the handshake an error is followed by close, which is the event that callers wait for.
  socket.on('error', () => {})
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()))
  const link = new RPCLink({ websocket: socket as unknown as globalThis.WebSocket })
  return { client: createORPCClient<Client>(link), closed, close: () => socket.terminate() }
}
