/** One running server process: how it is started, watched and ended, be it our child or one that an earlier host left. */
import { execFile, spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { open, rename, stat } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import type { Binaries } from './binaries.ts'
import { serverEnv } from './cluster.ts'
import type { RunAs } from './os-user.ts'
import { readPidFile } from './pid-file.ts'
import { isAlive, isPostmasterOf } from './process-identity.ts'

const run = promisify(execFile)
const LOG_LIMIT = 5 * 1024 * 1024
const POLL_MS = 500
const HURRIED_POLL_MS = 10
const KILL_AFTER_MS = 1_000

export interface Postmaster {
  readonly pid: number
  /** Settles once the process is gone. */
  readonly ended: Promise<void>
  /** Whether `stop` was called: then its end is no accident. */
  readonly stopping: boolean
  /** Ends it: politely, at once after `deadlineMs`, by force a second later. Settles once it is gone. */
  stop(deadlineMs: number): Promise<void>
}

export interface Launch {
  binaries: Binaries
  data: string
  runAs: RunAs | null
  logFile: string
}

/** Starts the server of the cluster in `data`; it may not be ready yet. Its own words go to `logFile`. */
export async function launch({ binaries, data, runAs, logFile }: Launch): Promise<Postmaster> {
  await rotate(logFile)
  if (process.platform === 'win32') return launchOnWindows({ binaries, data, logFile })
  const log = openSync(logFile, 'a', 0o600)
  try {
    const child = spawn(binaries.postgres, ['-D', data], {
      // A process group of its own: Ctrl-C in the terminal must reach the host only, which then stops things in order.
      detached: true,
      stdio: ['ignore', log, log],
      cwd: '/',
      env: serverEnv(),
      ...(runAs ? { uid: runAs.uid, gid: runAs.gid } : {}),
    })
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
    await new Promise<void>((resolve, reject) => child.once('spawn', resolve).once('error', reject))
    // The host must be able to exit while the server is being left to an external stop.
    child.unref()
    return postmaster(child.pid as number, ended, (signal) => void child.kill(signal))
  } finally {
    closeSync(log)
  }
}

/** PostgreSQL refuses administrators; pg_ctl sheds those rights, and is the only polite way to stop it there. */
async function launchOnWindows({ binaries, data, logFile }: Omit<Launch, 'runAs'>): Promise<Postmaster> {
  await run(binaries.pgCtl, ['start', '-W', '-s', '-D', data, '-l', logFile], { env: serverEnv(), windowsHide: true })
  for (let tries = 0; tries < 100; tries += 1) {
    const found = await readPidFile(data)
    if (found) return foundPostmaster(found.pid, { data, binaries })
    await sleep(50)
  }
  throw new Error('the server left no sign of having started')
}

/** A server that is running already, watched by looking. */
export function foundPostmaster(pid: number, { data, binaries }: { data: string; binaries: Binaries }): Postmaster {
  const patience = new AbortController()
  async function watch() {
    // Where nobody reaps it, a dead one stays as a zombie that still has a number; asking elsewhere costs a process each time.
    const runs = process.platform === 'linux' ? () => isPostmasterOf(pid, data) : () => isAlive(pid)
    const hurried = () => patience.signal.aborted
    while (await runs()) {
      if (hurried()) await sleep(HURRIED_POLL_MS)
      else await sleep(POLL_MS, undefined, { ref: false, signal: patience.signal }).catch(() => {})
    }
  }
  const modes: Partial<Record<NodeJS.Signals, string>> = { SIGINT: 'fast', SIGQUIT: 'immediate' }
  return postmaster(pid, watch(), (signal) => {
    patience.abort()
    const mode = modes[signal]
    if (process.platform !== 'win32' || !mode) kill(pid, signal)
    else
      void run(binaries.pgCtl, ['stop', '-W', '-s', '-D', data, '-m', mode], { env: serverEnv(), windowsHide: true }).catch(() => {
        // It is gone already, or the next, harder step follows.
      })
  })
}

function kill(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch {
    // Gone between the look and the signal, which is what was wanted.
  }
}

function postmaster(pid: number, ended: Promise<void>, signal: (signal: NodeJS.Signals) => void): Postmaster {
  let stopping = false
  const goneWithin = async (ms: number) => {
    const late = new AbortController()
    const outcome = await Promise.race([ended.then(() => true), sleep(ms, false, { signal: late.signal })])
    late.abort()
    return outcome
  }
  return {
    pid,
    ended,
    get stopping() {
      return stopping
    },
    async stop(deadlineMs) {
      stopping = true
      signal('SIGINT')
      if (await goneWithin(deadlineMs)) return
      signal('SIGQUIT')
      if (await goneWithin(KILL_AFTER_MS)) return
      signal('SIGKILL')
      await ended
    },
  }
}

async function rotate(logFile: string): Promise<void> {
  const size = await stat(logFile).then(
    (found) => found.size,
    () => 0,
  )
  if (size > LOG_LIMIT) await rename(logFile, `${logFile}.1`)
}

/** What the server said in `logFile` after `from` bytes, at most the last 16 KiB. */
export async function logSince(logFile: string, from: number): Promise<string> {
  const handle = await open(logFile, 'r').catch(() => null)
  if (!handle) return ''
  try {
    const { size } = await handle.stat()
    const start = Math.max(size < from ? 0 : from, size - 16_384)
    const buffer = Buffer.alloc(size - start)
    await handle.read(buffer, 0, buffer.length, start)
    return buffer.toString('utf8')
  } finally {
    await handle.close()
  }
}
