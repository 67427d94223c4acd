/**
 * One run from claim to end: resolve, note, start, watch, end. Every step is a row before it is an action, and each
 * way out writes exactly one ending.
 */
import { mkdir } from 'node:fs/promises'
import { ORPCError } from '@orpc/server'
import type { Masker } from '#shared/domain/redaction.ts'
import { type ChildHandle, SpawnFailure } from '../../ports/processes.ts'
import { traceOf } from '../../ports/trace.ts'
import { EnvUnresolved, type ResolvedEnv } from '../../ports/work.ts'
import { type RunFolder, runFolder } from './folder.ts'
import { type LogWriter, openLog } from './log-writer.ts'
import type { RunsNeeds } from './needs.ts'
import { planRun, type RunPlan } from './plan.ts'
import type { ClaimedRun, QueueStore } from './queue-store.ts'
import { readReport } from './report.ts'
import { debugLines, diskTrouble, endingOf, neverStarted, type StopCause, stopping } from './sentences.ts'
import type { Ending } from './store.ts'

const COUNTS_MS = 2_000

export interface Outcome {
  /** Null when nothing was started and the run goes back to the queue. */
  ending: Ending | null
  /** Whether a process was started. */
  began: boolean
}

export interface Attempt {
  readonly run: ClaimedRun
  readonly folder: RunFolder
  /** Null until the log is open. */
  log(): LogWriter | null
  /** Asks the run to end; at most `graceMs` later it is killed. The first cause stays the cause. */
  stop(cause: StopCause, graceMs?: number): void
  readonly outcome: Promise<Outcome>
}

export function beginAttempt(needs: RunsNeeds & { store: QueueStore; onLines: () => void }, run: ClaimedRun): Attempt {
  const folder = runFolder(needs.paths.runs, run.id)
  const state: State = { cause: null, graceMs: 0, child: null, log: null, timeoutSec: 0 }

  function stop(cause: StopCause, graceMs = state.graceMs): void {
    const grace = Math.min(graceMs, state.graceMs)
    if (state.cause === null && state.child) state.log?.say(stopping(cause, state.timeoutSec, grace))
    state.cause ??= cause
    state.child?.stop(grace)
  }

  return { run, folder, log: () => state.log, stop, outcome: carryOut({ ...needs, run, folder, state, stop }) }
}

interface State {
  cause: StopCause | null
  graceMs: number
  timeoutSec: number
  child: ChildHandle | null
  log: LogWriter | null
}

interface Work extends RunsNeeds {
  store: QueueStore
  onLines: () => void
  run: ClaimedRun
  folder: RunFolder
  state: State
  stop: Attempt['stop']
}

async function carryOut(work: Work): Promise<Outcome> {
  const { store, run, folder, state } = work
  const plan = await planRun(store, run, folder)
  if ('status' in plan) return { ending: plan, began: false }
  // Before it gets a folder: that of a run whose company is being deleted would be left behind.
  if (state.cause !== null) return beforeStart(state.cause)
  state.graceMs = plan.adapter.graceSec * 1000
  state.timeoutSec = plan.adapter.timeoutSec
  const env = await resolveEnv(work, plan)
  if ('status' in env) return { ending: env, began: false }
  const { mask, forget } = work.known.learn(env.sensitive, work.clock)
  try {
    return masked(await withFiles(work, plan, env, mask), mask)
  } finally {
    await state.log?.close()
    forget()
  }
}

async function withFiles(work: Work, plan: RunPlan, env: ResolvedEnv, mask: Masker): Promise<Outcome> {
  const { store, run, state } = work
  const trouble = await openFiles(work, plan, mask)
  if (trouble) return { ending: trouble, began: false }
  // A value that somebody typed into the arguments reaches the program, and nobody else.
  const { command, args, cwd } = plan.launch
  const shown = { command: mask.text(command), args: args.map(mask.text), cwd: mask.text(cwd) }
  if (!(await store.launching(run.id, shown, env.receipt))) return { ending: null, began: false }
  if (state.cause !== null) return beforeStart(state.cause)
  return runChild(work, plan, env)
}

/** What the system says of a program that does not start names it, and with it what was typed there. */
function masked({ ending, began }: Outcome, mask: Masker): Outcome {
  return { ending: ending && { ...ending, message: mask.text(ending.message) }, began }
}

/** Asked to end before there was anything to end: a closing host leaves the run for the next one. */
function beforeStart(cause: StopCause): Outcome {
  if (cause === 'host_stopped') return { ending: null, began: false }
  return { ending: neverStarted('cancelled', 'cancelled', 'Cancelled before it started.'), began: false }
}

async function resolveEnv({ resolve, run }: Work, { layers }: RunPlan): Promise<ResolvedEnv | Ending> {
  try {
    return await resolve({ companyId: run.companyId, runId: run.id, routineId: run.routineId, actor: run.actor, layers })
  } catch (error) {
    // Both kinds carry sentences made for people, without values; anything else is a bug and is treated as one.
    if (error instanceof EnvUnresolved || (error instanceof ORPCError && error.defined)) {
      return neverStarted('failed', 'env_unresolved', error.message)
    }
    throw error
  }
}

async function openFiles({ clock, folder, state, onLines }: Work, { adapter }: RunPlan, mask: Masker): Promise<Ending | null> {
  try {
    if (adapter.cwd === null) await mkdir(folder.work, { recursive: true })
    state.log = await openLog({ clock, folder, mask })
    state.log.onLines(onLines)
    return null
  } catch (error) {
    const why = diskTrouble((error as NodeJS.ErrnoException).code ?? 'EIO')
    return neverStarted('failed', 'log_failed', `The folder of this run could not be made: ${why}. Nothing was started.`)
  }
}

async function runChild(work: Work, plan: RunPlan, env: ResolvedEnv): Promise<Outcome> {
  const { clock, processes, store, run, state, stop, log } = work
  const writer = state.log as LogWriter
  const began = clock.monotonic()
  // Said before the start: a quick child's first line would come ahead of it.
  writer.say(`Starting ${plan.launch.command}.`)
  if (run.debug) for (const line of debugLines(plan, env.receipt)) writer.say(line)
  try {
    state.child = await processes.start({ ...plan.launch, env: childEnv(work, plan, env) }, writer.write)
  } catch (error) {
    if (!(error instanceof SpawnFailure)) throw error
    writer.say(error.message)
    return { ending: neverStarted('failed', 'spawn_failed', error.message), began: false }
  }
  const { pid, started, ended } = state.child
  // Asked to end while it was being started.
  if (state.cause !== null) state.child.stop(state.graceMs)
  const cancelTimeout = clock.after(plan.adapter.timeoutSec * 1000, () => stop('timeout'))
  // Without the pid a crash of the host still finds the child by its environment.
  store.started(run.id, pid, started).catch((error: unknown) => log.warn('run.pid_not_noted', { runId: run.id, ...traceOf(error) }))
  const stopCounting = noteCounts(work, writer)
  const exit = await ended
  cancelTimeout()
  stopCounting()
  const ending = endingOf(exit, state.cause, Math.round(clock.monotonic() - began), state.timeoutSec, writer.failure)
  const { costMicroUsd, problem } = await readReport(work.folder.report)
  if (problem) writer.say(problem)
  writer.say(ending.message)
  return { ending: { ...ending, costMicroUsd }, began: true }
}

/** Keeps the row's counts fresh while the run goes on, and tells the host's log once when the disk gives up. */
function noteCounts({ clock, store, run, log }: Work, writer: LogWriter): () => void {
  let noted = -1
  let warned = false
  return clock.every(COUNTS_MS, async () => {
    if (writer.failure && !warned) {
      warned = true
      log.warn('run.log_incomplete', { runId: run.id, code: writer.failure })
    }
    const counts = writer.counts()
    if (counts.bytes === noted) return
    noted = counts.bytes
    // Only a preview of what the ending writes: a failure here shows there, too.
    await store.logged(run.id, counts).catch(() => {})
  })
}

function childEnv({ processes, run, folder }: Work, { agentId }: RunPlan, { values }: ResolvedEnv): Record<string, string> {
  return {
    ...processes.baseEnv(),
    ...values,
    WHEELHOUSE_RUN_ID: run.id,
    WHEELHOUSE_ROUTINE_ID: run.routineId,
    WHEELHOUSE_COMPANY_ID: run.companyId,
    WHEELHOUSE_AGENT_ID: agentId,
    WHEELHOUSE_SOURCE: run.source,
    WHEELHOUSE_REPORT_FILE: folder.report,
    ...(run.debug ? { WHEELHOUSE_DEBUG: '1' } : {}),
  }
}
