/** What happened to a run, in sentences that a person reads. Never a value, never a stack trace. */
import type { ProcessExit } from '../../ports/processes.ts'
import type { EnvReceipt } from '../../ports/work.ts'
import type { Ending } from './store.ts'

/** Who or what asked a run to end before it did by itself. */
export type StopCause = 'timeout' | 'cancelled' | 'host_stopped'

/** `842 ms`, `42.1 s`, `3 m 12 s`, `1 h 04 m`. */
export function duration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`
  if (ms < 59_950) return `${(ms / 1000).toFixed(1).replace(/\.0$/, '')} s`
  const seconds = Math.round(ms / 1000)
  if (seconds < 3600) return seconds % 60 === 0 ? `${seconds / 60} m` : `${Math.floor(seconds / 60)} m ${seconds % 60} s`
  const minutes = Math.floor(seconds / 60)
  return minutes % 60 === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} m`
}

/** Says how a process that ran came to its end. `logFailure` is the system's code when its log is incomplete. */
export function endingOf(exit: ProcessExit, cause: StopCause | null, durationMs: number, timeoutSec: number, logFailure: string | null): Ending {
  const ending = plainEnding(exit, cause, duration(durationMs), duration(timeoutSec * 1000))
  const message = logFailure ? `${ending.message} The log is incomplete: ${diskTrouble(logFailure)}.` : ending.message
  return { ...ending, message, ...exit, durationMs }
}

function plainEnding({ exitCode, signal }: ProcessExit, cause: StopCause | null, after: string, limit: string) {
  if (cause === 'timeout') return { status: 'timed_out', reason: 'timeout', message: `Stopped after ${after}: its time limit is ${limit}.` } as const
  if (cause === 'cancelled') return { status: 'cancelled', reason: 'cancelled', message: `Cancelled after ${after}.` } as const
  if (cause === 'host_stopped') {
    return { status: 'lost', reason: 'host_stopped', message: `Ended after ${after} because Wheelhouse was closed while it ran.` } as const
  }
  if (signal !== null) return { status: 'failed', reason: 'signalled', message: `Ended by signal ${signal} after ${after}.` } as const
  if (exitCode === 0) return { status: 'succeeded', reason: 'exited', message: `Succeeded after ${after}.` } as const
  return { status: 'failed', reason: 'exited', message: `Exited with code ${exitCode} after ${after}.` } as const
}

/** An ending before anything was started. */
export function neverStarted(status: 'failed' | 'cancelled', reason: Ending['reason'], message: string): Ending {
  return { status, reason, message, exitCode: null, signal: null, durationMs: null }
}

export const crashed: Ending = {
  status: 'lost',
  reason: 'host_crashed',
  message: 'Wheelhouse ended unexpectedly while this run was active. What was left of it has been stopped.',
  exitCode: null,
  signal: null,
  durationMs: null,
}

export const cancelledInQueue = 'Cancelled before it started.'

export function stopping(cause: StopCause, timeoutSec: number, graceMs: number): string {
  const why = {
    timeout: `The time limit of ${duration(timeoutSec * 1000)} is reached`,
    cancelled: 'Cancelled',
    host_stopped: 'Wheelhouse is closing',
  }[cause]
  return graceMs > 0 ? `${why}: asked to end, will be killed in ${duration(graceMs)}.` : `${why}: killed.`
}

interface Debugged {
  launch: { cwd: string; args: string[] }
  adapter: { timeoutSec: number; graceSec: number }
}

/** How a run with `debug` was started, without arguments and values: either may be a secret. */
export function debugLines({ launch, adapter }: Debugged, receipt: EnvReceipt): string[] {
  const keys = receipt.map(({ key, layer, kind, secretName, version }) => {
    const from = kind === 'secret' ? `secret ${secretName} v${version}` : 'plain'
    return `Environment: ${key} from the ${layer}, ${from}.`
  })
  const limits = `Time limit ${duration(adapter.timeoutSec * 1000)}, grace ${duration(adapter.graceSec * 1000)}.`
  return [`In ${launch.cwd}, with ${counted(launch.args.length, 'argument')}. ${limits}`, `The program is told by WHEELHOUSE_DEBUG=1.`, ...keys]
}

function counted(n: number, noun: string): string {
  return n === 1 ? `1 ${noun}` : `${n} ${noun}s`
}

/** The system's error code in words. */
export function diskTrouble(code: string): string {
  const words: Record<string, string> = {
    ENOSPC: 'no space is left on the disk',
    EDQUOT: 'the disk quota is used up',
    EROFS: 'the disk is read-only',
    EACCES: 'the runs folder may not be written to',
    EPERM: 'the runs folder may not be written to',
    EMFILE: 'too many files are open',
    EIO: 'the disk reported an error',
  }
  return words[code] ?? `the system reported ${code}`
}
