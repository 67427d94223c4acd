/** Everything that must be there before a server can run: who runs it, with which programs, on which data. */
import { join } from 'node:path'
import type { Log } from '../../ports/log.ts'
import type { Paths } from '../../ports/paths.ts'
import { type Binaries, loadBinaries } from './binaries.ts'
import { inspectCluster, locateCluster, makeCluster } from './cluster.ts'
import { instanceId } from './instance-file.ts'
import { chooseRunAs, hostUser, type RunAs } from './os-user.ts'
import { ensurePassword } from './password.ts'
import { reachableBinaries } from './staging.ts'

export interface EmbeddedNeeds {
  paths: Paths
  log: Log
  /** Folder with the server's bin, lib and share, as `findBinaries` answers. */
  binaries: string
  /** A socket where there is one; the other is for systems without. */
  transport?: 'socket' | 'tcp'
  /** Server settings that differ from ours. */
  settings?: Record<string, string>
  /** False for data that need not survive a power cut. */
  durable?: boolean
}

/** A cluster that is there and ours, and what it takes to run it. */
export interface Cluster {
  instanceId: string
  binaries: Binaries
  /** Real path of the data folder. */
  data: string
  /** Whom the server runs as; null for ourselves. */
  runAs: RunAs | null
  /** Whom the host runs as, and who alone may enter over a socket. */
  user: string
  transport: 'socket' | 'tcp'
  /** The home's own folder for sockets. */
  run: string
  logFile: string
  passwordFile: string
  settings: Record<string, string>
}

/** Finds the cluster of the home, or makes it. Throws DatabaseFailure, or an error of the file system. */
export async function prepareCluster(needs: EmbeddedNeeds, progress: (detail: string) => void): Promise<Cluster> {
  const { paths, settings = {}, durable = true, transport = process.platform === 'win32' ? 'tcp' : 'socket' } = needs
  const user = hostUser()
  const id = await instanceId(paths.home)
  const runAs = await chooseRunAs(paths.db)
  const binaries = await reachableBinaries(await loadBinaries(needs.binaries), runAs)
  const data = await locateCluster({ db: paths.db, instanceId: id, runAs })
  const passwordFile = join(paths.secrets, 'database.password')
  const logFile = join(paths.logs, 'postgres.log')
  const password = transport === 'tcp' ? await ensurePassword(passwordFile) : null
  if ((await inspectCluster(data, binaries.major)) === 'none') {
    progress('Creating the database.')
    await makeCluster(data, { binaries, runAs, password, logFile, durable })
  }
  return { instanceId: id, binaries, data, runAs, user, transport, run: paths.run, logFile, passwordFile, settings }
}
