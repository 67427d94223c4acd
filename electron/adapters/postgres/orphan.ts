/**
 * A server that an earlier, killed host left running. It is taken over only after proof that it is ours, and only ever
 * signalled after proof that its process is a Postgres on our data folder: process numbers get reused.
 */
import type { Connection } from '../../ports/sql.ts'
import type { Running } from './bring-up.ts'
import { DATABASE, type Endpoint } from './configuration.ts'
import { connectionTo, describeServer, storedInstance, waitUntilReady } from './connect.ts'
import { foreignFolder } from './failures.ts'
import { type PidFile, readPidFile } from './pid-file.ts'
import { foundPostmaster } from './postmaster.ts'
import type { Cluster } from './prepare.ts'
import { isAlive, isPostmasterOf } from './process-identity.ts'

const ANSWER_MS = 3_000
const STOP_MS = 5_000

/** Answers the running server of `data` when it can be taken over; otherwise makes sure that none runs. */
export async function adoptOrEnd(ours: Cluster): Promise<Running | null> {
  const file = await readPidFile(ours.data)
  if (!file || !isAlive(file.pid) || !(await isPostmasterOf(file.pid, ours.data))) return null
  const postmaster = foundPostmaster(file.pid, ours)
  const endpoint = endpointOf(file, ours.passwordFile)
  if (endpoint && (await isOurs(endpoint, ours))) return { postmaster, endpoint }
  await postmaster.stop(STOP_MS)
  return null
}

function endpointOf(file: PidFile, passwordFile: string): Endpoint | null {
  if (file.socketFolder) return { kind: 'socket', folder: file.socketFolder }
  return file.port > 0 ? { kind: 'tcp', port: file.port, passwordFile } : null
}

/** Proof by asking the server itself. Throws DatabaseFailure when its data are another installation's. */
async function isOurs(endpoint: Endpoint, { data, instanceId, binaries }: Cluster): Promise<boolean> {
  try {
    const admin = await connectionTo(endpoint, 'postgres')
    const started = performance.now()
    if ((await waitUntilReady(admin, () => performance.now() - started > ANSWER_MS)) !== 'ready') return false
    const server = await describeServer(admin)
    // One of another version is left over from before an update.
    if (server.data !== data || server.version.split(' ')[0] !== binaries.version) return false
    await refuseForeign(await connectionTo(endpoint, DATABASE), { data, instanceId })
    return true
  } catch (error) {
    if ((error as Error).name === 'DatabaseFailure') throw error
    return false
  }
}

/** Throws DatabaseFailure when the application's database belongs to another installation. A new one belongs to nobody yet. */
async function refuseForeign(
  connection: Exclude<Connection, { connectionString: string }>,
  { data, instanceId }: { data: string; instanceId: string },
) {
  const stored = await storedInstance(connection)
  if (stored !== null && stored !== instanceId) throw foreignFolder(data, 'its database carries the id of another one')
}
