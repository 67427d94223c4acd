/** A client of the host of a home: of the running one, or of one started for this command and stopped after it. */
import { nodePaths } from '../adapters/node/paths.ts'
import { declared } from '../ports/rpc.ts'
import { type Client, connect } from '../transport/socket-client.ts'
import { root } from './application.ts'
import { claimHome } from './claim.ts'
import type { HostFile } from './host-file.ts'
import type { Reached } from './own-host.ts'

/** Throws StartFailure or DatabaseFailure when there is no host and none can be started, UNAVAILABLE when the running one failed. */
export async function reachHost(home: string): Promise<Reached> {
  const paths = nodePaths(home, root)
  const claim = await claimHome(paths.home, paths.run)
  if ('running' in claim) return reachRunning(claim.running)
  // Half of what a command would load is the host, which it seldom needs itself.
  const { ownHost } = await import('./own-host.ts')
  return ownHost(paths, claim.lock)
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
