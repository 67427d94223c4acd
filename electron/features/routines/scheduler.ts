/**
 * Fires triggers. Every second it looks for due ones; each gets its run and its next instant in one transaction, so
 * that a crash loses neither. After a long sleep a trigger fires once, for the latest instant it missed.
 */
import type { HealthCheck } from '#shared/contract/system.ts'
import { latestDue, nextDue } from '#shared/domain/schedule.ts'
import { traceOf } from '../../ports/trace.ts'
import type { RoutinesNeeds } from './needs.ts'
import type { ScheduleStore } from './schedule-store.ts'

const TICK_MS = 1_000
const RECONCILE_MS = 60_000
const BATCH = 100
/** A trigger that is due for longer than this while the scheduler runs is a fault somewhere. */
const LATE_MS = 30_000

type Due = Awaited<ReturnType<ScheduleStore['takeDue']>>[number]

export function routineScheduler(needs: RoutinesNeeds & { store: ScheduleStore }) {
  const { clock, log, store } = needs
  let stopTimers: Array<() => void> = []
  let working: Promise<void> = Promise.resolve()
  let failing = false

  /** One thing after another, so that stopping waits for all; an outage of the database is told once. */
  function inTurn(work: () => Promise<void>): Promise<void> {
    working = working.then(work).then(
      () => {
        failing = false
      },
      (error: unknown) => {
        if (!failing) log.warn('scheduler.tick_failed', traceOf(error))
        failing = true
      },
    )
    return working
  }

  const tick = () => inTurn(() => fireDue(needs))
  const reconcile = () => inTurn(() => reconcileAstray(needs))

  return {
    async start(): Promise<void> {
      await reconcile()
      stopTimers = [clock.every(TICK_MS, tick), clock.every(RECONCILE_MS, reconcile)]
    },

    /** Waits for what is being done, at most `deadlineMs`: a database that hangs must not keep children running. */
    async stop(deadlineMs: number): Promise<void> {
      for (const stop of stopTimers) stop()
      stopTimers = []
      await Promise.race([working, clock.sleep(deadlineMs)])
    },

    async health(): Promise<HealthCheck[]> {
      const { armed, astray, late } = await store.tally(new Date(clock.now().getTime() - LATE_MS))
      const check = { id: 'scheduler', title: 'Scheduler' }
      if (astray > 0)
        return [
          { ...check, state: 'critical', detail: `${astray} enabled triggers have no next run.`, fix: 'Open each and save its schedule again.' },
        ]
      if (late > 0)
        return [{ ...check, state: 'warning', detail: `${late} triggers are overdue.`, fix: 'Check the log for failures of the scheduler.' }]
      return [
        {
          ...check,
          state: 'pass',
          detail: armed === 1 ? '1 trigger is waiting for its time.' : `${armed} triggers are waiting for their time.`,
          fix: '',
        },
      ]
    },
  }
}

/** Fires everything that is due, a batch a transaction. */
async function fireDue({ clock, store, enqueue, wake, live, log }: RoutinesNeeds & { store: ScheduleStore }): Promise<void> {
  for (let taken = BATCH; taken === BATCH; ) {
    const fired: Array<{ due: Due; runId: string | null }> = []
    await store.transaction(async (tx) => {
      const now = clock.now()
      const batch = await store.takeDue(tx, now, BATCH)
      taken = batch.length
      for (const due of batch) {
        const { dueAt, nextDueAt, fault } = reckon(due, now)
        if (fault) log.error('trigger.unreadable', { triggerId: due.id, routineId: due.routineId, fault })
        const { companyId, routineId, revisionId, agentId, id: triggerId } = due
        // Null when this instant has its run already: the clock was set back, and each instant runs once.
        const runId = await enqueue(tx, { companyId, routineId, revisionId, agentId, source: 'schedule', actor: 'schedule', triggerId, dueAt })
        await store.moveOn(tx, triggerId, { nextDueAt, lastDueAt: dueAt })
        fired.push({ due, runId })
      }
    })
    for (const { due, runId } of fired) {
      if (runId) live.publish({ noun: 'run', id: runId, companyId: due.companyId, kind: 'created' })
      live.publish({ noun: 'routine', id: due.routineId, companyId: due.companyId, kind: 'updated' })
    }
    if (fired.length > 0) wake()
  }
}

/** The instant a due trigger fires for, the latest that has passed, and the one it waits for then. */
function reckon({ cron, timezone, nextDueAt }: Due, now: Date): { dueAt: Date; nextDueAt: Date | null; fault: string | null } {
  const stored = nextDueAt ?? now
  try {
    return { dueAt: latestDue(cron, timezone, stored, now) ?? stored, nextDueAt: nextDue(cron, timezone, now), fault: null }
  } catch (error) {
    // A zone may vanish with an update of the system. The trigger stays without a next instant, and health says so.
    return { dueAt: stored, nextDueAt: null, fault: error instanceof Error ? error.message : String(error) }
  }
}

/** Gives armed triggers that wait for nothing, or for an instant of a clock that was ahead, their right next instant. */
async function reconcileAstray({ clock, store, live, log }: RoutinesNeeds & { store: ScheduleStore }): Promise<void> {
  const repaired: Due[] = []
  await store.transaction(async (tx) => {
    const now = clock.now()
    for (const trigger of await store.takeAstray(tx, now)) {
      const { nextDueAt, fault } = reckon({ ...trigger, nextDueAt: null }, now)
      if (fault) log.error('trigger.unreadable', { triggerId: trigger.id, routineId: trigger.routineId, fault })
      if (nextDueAt?.getTime() === trigger.nextDueAt?.getTime()) continue
      await store.moveOn(tx, trigger.id, { nextDueAt })
      repaired.push(trigger)
    }
  })
  for (const { id, routineId, companyId } of repaired) {
    log.warn('trigger.reconciled', { triggerId: id, routineId })
    live.publish({ noun: 'routine', id: routineId, companyId, kind: 'updated' })
  }
}
