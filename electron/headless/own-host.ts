/** A host for one command: started without a page, spoken to over a message port, and stopped after it. */
import { MessageChannel } from 'node:worker_threads'
import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/message-port'
import type { HomeLock } from '../adapters/node/home-lock.ts'
import { nodePorts } from '../adapters/node/ports.ts'
import { createHost } from '../host/host.ts'
import type { Paths } from '../ports/paths.ts'
import { serveMessagePort } from '../transport/message-port.ts'
import type { Client } from '../transport/socket-client.ts'
import { announcer } from './announcer.ts'
import { applicationVersion, root } from './application.ts'
import { onStop } from './signals.ts'
import { things } from './things.ts'

export interface Reached {
  client: Client
  /** Leaves a running host alone; stops one that was started for this command. */
  close(): Promise<void>
}

/** Starts a host on a home that is locked for this process; the lock is released with it. Throws DatabaseFailure. */
export async function ownHost(paths: Paths, lock: HomeLock): Promise<Reached> {
  const running = things()
  running.add(lock.release)
  try {
    const ports = await nodePorts({ paths, root, version: applicationVersion(), databaseUrl: process.env['DATABASE_URL'] })
    running.add(ports.close)
    onStop({ ports, running, say: announcer({ json: false }) })
    const host = createHost(ports)
    running.add(host.stop)
    await host.start()
    const { port1, port2 } = new MessageChannel()
    const hangUp = serveMessagePort(host.router, port1, { log: ports.log })
    running.add(async () => hangUp())
    port2.start()
    const link = new RPCLink({ port: port2 as unknown as ConstructorParameters<typeof RPCLink>[0]['port'] })
    return { client: createORPCClient<Client>(link), close: running.end }
  } catch (error) {
    await running.end()
    throw error
  }
}
