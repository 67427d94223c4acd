/**
 * Takes queued runs and carries them out, a few at once and one a routine. The rows are the queue: this holds nothing
 * that a crash would lose, only the runs that are going on now.
 */
import { postgresError } from '../../ports/rows.ts'
import { traceOf } from '../../ports/trace.ts'
import { type Attempt, beginAttempt, type Outcome } from './attempt.ts'
import type { Bells } from './bells.ts'
import type { RunsNeeds } from './needs.ts'
import type { ClaimedRun, QueueStore } from './queue-store.ts'
import { neverStarted } from './sentences.ts'

const MOST_AT_ONCE = 8
/** Wakes come in-process; the poll is for what they miss, such as a database that was away. */
const POLL_MS = 2_000
const RETRY_MS = 1_000
/** What a child gets between being asked and being killed when the host closes. */
const CLOSING_GRACE_MS = 1_500
const UNWELCOME_MS = 60_000

export type Runner = ReturnType<typeof runRunner>

export function runRunner(needs: RunsNeeds & { store: QueueStore; bells: Bells }) {
  const { clock, store, log } = needs
  const active = new Map<string, { attempt: Attempt; done: Promise<void> }>()
  const unwelcome = new Set<string>()
  let state: 'idle' | 'running' | 'stopping' | 'given up' = 'idle'
  let pumping: Promise<void> | null = null
  let again = false
  let claimFailed = false
  let stopPolling = () => {}

  function wake(): void {
    again = true
    if (state !== 'running') return
    pumping ??= pump().finally(() => {
      pumping = null
    })
  }

  async function pump(): Promise<void> {
    while (again && state === 'running') {
      again = false
      const room = MOST_AT_ONCE - active.size
      if (room <= 0) return
      try {
        for (const run of await store.claim(room)) begin(run)
        claimFailed = false
      } catch (error) {
        // The poll tries again; one line tells of an outage, however long it lasts.
        if (!claimFailed) log.warn('runs.claim_failed', traceOf(error))
        claimFailed = true
      }
    }
  }

  function begin(run: ClaimedRun): void {
    const attempt = beginAttempt({ ...needs, onLines: () => needs.bells.ring(run.id) }, run)
    const done = conclude(needs, attempt, () => state === 'given up').then(() => {
      // Out of the way before anyone is told: who looks again must find the row, not the attempt.
      active.delete(run.id)
      publish(needs, run)
      needs.bells.ring(run.id)
      wake()
    })
    active.set(run.id, { attempt, done })
    publish(needs, run)
    if (state !== 'running') attempt.stop('host_stopped', CLOSING_GRACE_MS)
    if (unwelcome.has(run.companyId)) attempt.stop('cancelled')
  }

  return {
    wake,
    attempt: (runId: string) => active.get(runId)?.attempt,

    start(): void {
      state = 'running'
      stopPolling = clock.every(POLL_MS, wake)
      wake()
    },

    /** Ends what runs, as lost, within `deadlineMs`; what is queued stays queued. */
    async stop(deadlineMs: number): Promise<void> {
      state = 'stopping'
      stopPolling()
      const all = async () => {
        await pumping
        for (const { attempt } of active.values()) attempt.stop('host_stopped', Math.min(CLOSING_GRACE_MS, deadlineMs / 2))
        await Promise.all([...active.values()].map(({ done }) => done))
      }
      await Promise.race([all(), clock.sleep(deadlineMs)])
      state = 'given up'
    },

    /** Ends the company's active runs and lets none start again; waits for their end. */
    async expel(companyId: string, graceMs: number): Promise<void> {
      unwelcome.add(companyId)
      // By then its rows are gone; if deleting it failed, the company must be able to work again.
      clock.after(UNWELCOME_MS, () => unwelcome.delete(companyId))
      const going = [...active.values()].filter(({ attempt }) => attempt.run.companyId === companyId)
      for (const { attempt } of going) attempt.stop('cancelled', graceMs)
      await Promise.all(going.map(({ done }) => done))
    },
  }
}

/** Writes the ending, however long the database is away. Never rejects. */
async function conclude({ clock, store, log }: RunsNeeds & { store: QueueStore }, attempt: Attempt, givenUp: () => boolean): Promise<void> {
  const { run } = attempt
  const { ending, began } = await attempt.outcome.catch((error: unknown): Outcome => {
    log.error('run.failed_inside', { runId: run.id, ...traceOf(error) })
    return {
      ending: neverStarted('failed', 'spawn_failed', 'It could not be started because of a fault inside Wheelhouse; the log has more.'),
      began: false,
    }
  })
  for (let warned = false; ; warned = true) {
    try {
      if (ending) await store.finish(run.id, ending, attempt.log()?.counts() ?? null, began)
      else await store.release(run.id)
      break
    } catch (error) {
      if (!warned) log.warn('run.ending_not_written', { runId: run.id, ...traceOf(error) })
      // A value that the database refuses will be refused again; the next start ends the row as lost.
      if (givenUp() || /^(22|23|42)/.test(postgresError(error).code ?? '')) break
      await clock.sleep(RETRY_MS)
    }
  }
}

function publish({ live }: RunsNeeds, { id, companyId }: ClaimedRun): void {
  live.publish({ noun: 'run', id, companyId, kind: 'updated' })
}
