/** A client of the host of a home: of the running one, or of one started for this command and stopped after it. */
import { MessageChannel } from 'node:worker_threads'
import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/message-port'
import type { HomeLock } from '../adapters/node/home-lock.ts'
import { nodePaths } from '../adapters/node/paths.ts'
import { nodePorts } from '../adapters/node/ports.ts'
import { createHost } from '../host/host.ts'
import type { Paths } from '../ports/paths.ts'
import { declared } from '../ports/rpc.ts'
import { serveMessagePort } from '../transport/message-port.ts'
import { type Client, connect } from '../transport/socket-client.ts'
import { announcer } from './announcer.ts'
import { applicationVersion, root } from './application.ts'
import { claimHome } from './claim.ts'
import type { HostFile } from './host-file.ts'
import { onStop } from './signals.ts'
import { things } from './things.ts'

export interface Reached {
  client: Client
  /** Leaves a running host alone; stops one that was started for this. */
  close(): Promise<void>
}

/** Throws StartFailure or DatabaseFailure when there is no host and none can be started, UNAVAILABLE when the running one failed. */
export async function reachHost(home: string): Promise<Reached> {
  const paths = nodePaths(home, root)
  const claim = await claimHome(paths.home, paths.run)
  return 'running' in claim ? reachRunning(claim.running) : startOne(paths, claim.lock)
}

async function reachRunning(host: HostFile): Promise<Reached> {
  const { client, close } = await connect(host).catch((error: Error) => {
    throw declared('UNAVAILABLE', { phase: 'unreachable' }, `The running Wheelhouse (process ${host.pid}) does not answer: ${error.message}.`)
  })
  await untilReady(client)
  return { client, close: async () => close() }
}

/** A host that has just been started is waited for. */
async function untilReady(client: Client): Promise<void> {
  if ((await client.system.status({})).phase === 'ready') return
  for await (const { phase, failure } of await client.system.watchStatus({})) {
    if (phase === 'ready') return
    if (phase === 'failed' || phase === 'stopping') throw declared('UNAVAILABLE', { phase }, failure?.message ?? `Wheelhouse is ${phase}.`)
  }
}

async function startOne(paths: Paths, lock: HomeLock): Promise<Reached> {
  const running = things()
  running.add(lock.release)
  try {
    const ports = await nodePorts({ paths, root, version: applicationVersion(), databaseUrl: process.env.DATABASE_URL })
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
