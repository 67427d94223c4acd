/**
 * The supervisor of the embedded Postgres server: makes its cluster on first use, takes over what a killed host left,
 * starts it again when it dies, and stops it in order.
 */
import { stat } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Log } from '../../ports/log.ts'
import type { Paths } from '../../ports/paths.ts'
import { type Connection, DatabaseFailure, type DatabaseServer } from '../../ports/sql.ts'
import { type Binaries, loadBinaries } from './binaries.ts'
import { inspectCluster, locateCluster, makeCluster } from './cluster.ts'
import { type Endpoint, writeConfiguration } from './configuration.ts'
import { type Answer, connectionTo, ensureDatabase, waitUntilReady } from './connect.ts'
import { didNotStart, failureFromOutput, fileFailure, foreignFolder } from './failures.ts'
import { instanceId } from './instance-file.ts'
import { adoptOrClear, type Found } from './orphan.ts'
import { chooseRunAs, hostUser, type RunAs } from './os-user.ts'
import { ensurePassword } from './password.ts'
import { launch, logSince } from './postmaster.ts'
import { leaveSocketFolder, socketFolder } from './socket-folder.ts'
import { reachableBinaries } from './staging.ts'

/** A server that says nothing at all for this long is not coming up; one that says it is recovering is waited for. */
const SILENCE_MS = 30_000
const STOP_MS = 3_500
const RETRY_AFTER_MS = [0, 100, 250, 500, 1_000, 2_000, 4_000]
/** A server that ran this long before it died gets all its retries again. */
const STEADY_MS = 60_000

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

interface Cluster {
  binaries: Binaries
  data: string
  runAs: RunAs | null
  user: string
}

export function embeddedServer(needs: EmbeddedNeeds): DatabaseServer {
  const { paths, log } = needs
  const transport = needs.transport ?? (process.platform === 'win32' ? 'tcp' : 'socket')
  const logFile = join(paths.logs, 'postgres.log')
  const passwordFile = join(paths.secrets, 'database.password')
  const listeners: Array<(outcome: 'restarted' | DatabaseFailure) => void> = []
  let running: Found | null = null
  let starting: Promise<Connection> | null = null
  let wanted = false
  let installation: string | null = null
  let socket: string | null = null

  async function prepare(progress: (detail: string) => void): Promise<Cluster> {
    const user = hostUser()
    installation = await instanceId(paths.home)
    const runAs = await chooseRunAs(paths.db)
    const binaries = await reachableBinaries(await loadBinaries(needs.binaries), runAs)
    const data = await locateCluster({ db: paths.db, instanceId: installation, runAs })
    const password = transport === 'tcp' ? await ensurePassword(passwordFile) : null
    if ((await inspectCluster(data, binaries.major)) === 'none') {
      progress('Creating the database.')
      await makeCluster(data, { binaries, runAs, password, logFile, sync: needs.durable })
    }
    return { binaries, data, runAs, user }
  }

  async function chooseEndpoint({ data, runAs }: Cluster, taken: Endpoint | null): Promise<Endpoint> {
    if (transport === 'tcp') return taken ?? { kind: 'tcp', port: await freePort(), passwordFile }
    socket = await socketFolder({ run: paths.run, data, runAs }).catch((error: Error) => {
      throw didNotStart(error.message, logFile)
    })
    return { kind: 'socket', folder: socket }
  }

  /** One attempt to bring the server up. */
  async function attempt(cluster: Cluster, previous: Endpoint | null, progress: (detail: string) => void): Promise<Found> {
    const { data, runAs, user } = cluster
    const endpoint = await chooseEndpoint(cluster, previous)
    await writeConfiguration(data, { endpoint, runAs, hostUser: user, extra: needs.settings })
    const logFrom = await sizeOf(logFile)
    const postmaster = await launch({ ...cluster, logFile })
    let gone = false
    void postmaster.ended.then(() => {
      gone = true
    })
    const answer = await untilUp(await connectionTo(endpoint, 'postgres'), () => gone || !wanted, progress)
    if (answer === 'ready') return { postmaster, endpoint }
    await postmaster.stop(STOP_MS)
    const said = await logSince(logFile, logFrom)
    if (answer === 'refused') throw foreignFolder(data, 'its server does not let Wheelhouse in')
    throw failureFromOutput(said, data) ?? didNotStart(wanted ? lastWords(said) : 'it was told to stop', logFile)
  }

  async function bringUp(cluster: Cluster, previous: Endpoint | null, progress: (detail: string) => void): Promise<Found> {
    for (const [tries, pause] of RETRY_AFTER_MS.entries()) {
      await sleep(pause)
      try {
        return await attempt(cluster, previous, progress)
      } catch (error) {
        const failure = fileFailure(error, cluster.data)
        // Workers of a killed server linger for a moment, and a free port may be taken before we use it: those pass.
        const passing = failure instanceof DatabaseFailure && ['data_folder_busy', 'server_did_not_start'].includes(failure.code)
        if (!passing || !wanted || tries === RETRY_AFTER_MS.length - 1) throw failure
        log.warn('database start failed, trying again', { code: failure.code, tries: tries + 1 })
      }
    }
    throw didNotStart('it was tried too often', logFile)
  }

  async function start(progress: (detail: string) => void): Promise<Connection> {
    wanted = true
    try {
      const cluster = await prepare(progress)
      const orphan = await adoptOrClear({ ...cluster, instanceId: installation ?? '', passwordFile })
      if (orphan) {
        log.info('database server of an earlier host taken over', { pid: orphan.postmaster.pid })
        if (orphan.endpoint.kind === 'socket') socket = orphan.endpoint.folder
      } else progress('Starting the database.')
      running = orphan ?? (await bringUp(cluster, null, progress))
      void watch(running, cluster)
      await ensureDatabase(await connectionTo(running.endpoint, 'postgres'))
      return await connectionTo(running.endpoint)
    } catch (error) {
      throw fileFailure(error, paths.home)
    }
  }

  /** Brings the server up again, on the same endpoint, whenever it ends by itself. */
  async function watch(first: Found, cluster: Cluster): Promise<void> {
    let current = first
    let deaths = 0
    for (;;) {
      const since = performance.now()
      await current.postmaster.ended
      if (current.postmaster.stopping || !wanted) return
      deaths = performance.now() - since > STEADY_MS ? 1 : deaths + 1
      log.error('database server died', { pid: current.postmaster.pid, deaths })
      try {
        if (deaths > RETRY_AFTER_MS.length) throw didNotStart('it keeps dying', logFile)
        current = await bringUp(cluster, current.endpoint, () => {})
      } catch (error) {
        running = null
        if (!wanted) return
        const failure = error instanceof DatabaseFailure ? error : didNotStart('it died and could not be started again', logFile)
        log.error('database server stays down', { code: failure.code })
        for (const listener of listeners) listener(failure)
        return
      }
      running = current
      log.info('database server started again', { pid: current.postmaster.pid })
      for (const listener of listeners) listener('restarted')
    }
  }

  return {
    kind: 'embedded',
    get instanceId() {
      return installation
    },
    start(progress) {
      starting ??= start(progress).catch((error: unknown) => {
        starting = null
        throw error
      })
      return starting
    },
    async stop(deadlineMs) {
      wanted = false
      await starting?.catch(() => {
        // Whoever called start has been told.
      })
      starting = null
      await running?.postmaster.stop(deadlineMs)
      running = null
      if (socket) await leaveSocketFolder(socket, paths.run)
    },
    onRestart: (listener) => void listeners.push(listener),
  }

  async function untilUp(
    config: Exclude<Connection, { connectionString: string }>,
    over: () => boolean,
    progress: (detail: string) => void,
  ): Promise<Answer> {
    let heard = performance.now()
    return waitUntilReady(config, (last) => {
      if (last === 'starting') {
        heard = performance.now()
        progress('The database is recovering from an unclean stop.')
      }
      return over() || performance.now() - heard > SILENCE_MS
    })
  }
}

const lastWords = (said: string) =>
  said
    .trim()
    .split('\n')
    .filter((line) => line.includes('FATAL:'))
    .at(-1)
    ?.replace(/^.*?FATAL:\s*/, '') ?? 'it did not answer'

async function sizeOf(file: string): Promise<number> {
  return stat(file).then(
    (found) => found.size,
    () => 0,
  )
}

/** A port nobody uses now. Postgres cannot choose one itself. */
async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise<void>((resolve) => server.close(() => resolve()))
  if (address === null || typeof address === 'string') throw new Error('no free port')
  return address.port
}
