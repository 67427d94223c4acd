/** From a cluster to a server that answers, with patience for what passes by itself. */
import { stat } from 'node:fs/promises'
import { createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Endpoint, writeConfiguration } from './configuration.ts'
import { type Answer, connectionTo, waitUntilReady } from './connect.ts'
import { didNotStart, failureFromOutput, foreignFolder } from './failures.ts'
import { disownReusedPid, dropReusedSocketLock } from './pid-file.ts'
import { launch, logSince, type Postmaster } from './postmaster.ts'
import type { Cluster } from './prepare.ts'
import { leaveSocketFolder, socketFolder } from './socket-folder.ts'

/** Pauses before each try: together they outlast what a killed server's workers need to go. */
export const PAUSES_MS = [0, 100, 250, 500, 1_000, 2_000, 4_000]
/** A server that says nothing at all for this long is not coming up; one that says it is recovering is waited for. */
const SILENCE_MS = 30_000
/** A start that takes longer than this is a recovery. */
const LONG_MS = 1_000
const STOP_MS = 3_500

export interface Running {
  postmaster: Postmaster
  endpoint: Endpoint
}

interface BringUpOptions {
  /** Where it ran before, for clients that know that place; null for anywhere. */
  previous: Endpoint | null
  /** False once somebody wants it to stop. */
  wanted(): boolean
  progress(detail: string): void
}

/** Starts the server and waits until it lets us in. Throws DatabaseFailure, or an error of the file system. */
export async function bringUp(cluster: Cluster, options: BringUpOptions): Promise<Running> {
  let last: Error | null = null
  for (const pause of PAUSES_MS) {
    await sleep(pause)
    const outcome = await attempt(cluster, options)
    if ('postmaster' in outcome) return outcome
    last = outcome.failure
    if (!outcome.passing || !options.wanted()) break
  }
  throw last
}

async function attempt(cluster: Cluster, options: BringUpOptions): Promise<Running | { failure: Error; passing: boolean }> {
  const { data, runAs, user, settings, logFile } = cluster
  const endpoint = await chooseEndpoint(cluster, options.previous)
  await writeConfiguration(data, { endpoint, runAs, hostUser: user, settings })
  await disownReusedPid(data)
  if (endpoint.kind === 'socket') await dropReusedSocketLock(endpoint.folder, data)
  const logFrom = await sizeOf(logFile)
  const postmaster = await launch(cluster)
  let gone = false
  void postmaster.ended.then(() => {
    gone = true
  })
  const answer = await untilUp(endpoint, { ...options, gone: () => gone })
  if (answer === 'ready') return { postmaster, endpoint }
  const died = gone
  await postmaster.stop(STOP_MS)
  if (answer === 'refused') return { failure: foreignFolder(data, 'its server does not let Wheelhouse in'), passing: false }
  if (!options.wanted()) return { failure: didNotStart('it was told to stop', logFile), passing: false }
  const said = await logSince(logFile, logFrom)
  const complaint = lastComplaint(said)
  // Workers of a killed server linger for a moment, and a free port may be taken before we use it: those pass.
  const passing = died && (complaint === null || /pre-existing shared memory|lock file|could not create any TCP/.test(complaint))
  const failure = failureFromOutput(said, data) ?? didNotStart(complaint ?? 'it did not answer', logFile)
  // A rival that is alive may be using the folder.
  if (endpoint.kind === 'socket' && failure.code !== 'data_folder_busy') await leaveSocketFolder(endpoint.folder, cluster.run)
  return { failure, passing }
}

async function untilUp(endpoint: Endpoint, { wanted, progress, gone }: BringUpOptions & { gone(): boolean }): Promise<Answer> {
  const started = performance.now()
  let heard = started
  return waitUntilReady(await connectionTo(endpoint, 'postgres'), (last) => {
    const now = performance.now()
    if (last === 'starting') heard = now
    if (heard - started > LONG_MS) progress('The database is recovering from an unclean stop.')
    return gone() || !wanted() || now - heard > SILENCE_MS
  })
}

async function chooseEndpoint({ transport, run, data, runAs, logFile, passwordFile }: Cluster, previous: Endpoint | null): Promise<Endpoint> {
  if (transport === 'tcp') return previous ?? { kind: 'tcp', port: await freePort(), passwordFile }
  const folder = await socketFolder({ run, data, runAs, previous: previous?.kind === 'socket' ? previous.folder : null }).catch((error: Error) => {
    throw didNotStart(error.message, logFile)
  })
  return { kind: 'socket', folder }
}

/** The server's last complaint, if it made one; that it refuses clients while starting or stopping is none. */
function lastComplaint(said: string): string | null {
  const complaints = said.split('\n').filter((line) => line.includes('FATAL:') && !line.includes('the database system is'))
  return complaints.at(-1)?.replace(/^.*?FATAL:\s*/, '') ?? null
}

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
  if (address === null || typeof address === 'string') throw new Error('there is no free port')
  return address.port
}
