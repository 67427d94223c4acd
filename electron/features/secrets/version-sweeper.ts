/**
 * Keeps the dates set for versions: disables those whose overlap has ended, destroys those scheduled for it. Sleeps
 * until the earliest date and looks once a minute at the latest, because a machine that slept wakes late. Each version
 * is one transaction with its trail entry, so that a crash leaves it done or still due.
 */
import { inTurn } from '#shared/domain/in-turn.ts'
import type { Log } from '../../ports/log.ts'
import { traceOf } from '../../ports/trace.ts'
import type { CustodianNeeds } from './custodian.ts'
import { changeEntry } from './lifecycle-entry.ts'
import type { TrailEntry } from './trail.ts'

const LONGEST_SLEEP_MS = 60_000
const BATCH = 100
/** The name under which the host acts by itself. */
export const hostActor = 'wheelhouse'

type Due = { companyId: string; secretId: string; version: number }

export function versionSweeper(needs: Omit<CustodianNeeds, 'vault' | 'keeper' | 'actor' | 'wake'> & { log: Log }) {
  const { clock, log, versions } = needs
  const oneAtATime = inTurn()
  let running = false
  let cancel = () => {}
  let working: Promise<void> = Promise.resolve()
  let failing = false

  function work(): Promise<void> {
    working = oneAtATime(async () => {
      try {
        await sweep(needs)
        failing = false
        sleepUntil(await versions.nextDue())
      } catch (error) {
        // An outage of the database is told once, however long it lasts.
        if (!failing) log.warn('secrets.sweep_failed', traceOf(error))
        failing = true
        sleepUntil(null)
      }
    })
    return working
  }

  function sleepUntil(due: Date | null): void {
    cancel()
    const wait = due ? due.getTime() - clock.now().getTime() : LONGEST_SLEEP_MS
    if (running) cancel = clock.after(Math.min(Math.max(wait, 0), LONGEST_SLEEP_MS), work)
  }

  return {
    /** Does what is overdue, then keeps on. */
    async start(): Promise<void> {
      running = true
      await work()
    },

    /** A date was set or taken back. */
    wake(): void {
      if (running) void work()
    },

    /** Waits for the version being worked on, at most `deadlineMs`. */
    async stop(deadlineMs: number): Promise<void> {
      running = false
      cancel()
      await Promise.race([working, clock.sleep(deadlineMs)])
    },
  }
}

type SweepNeeds = Parameters<typeof versionSweeper>[0]

/** Does everything that is due. What fails is left due and does not keep the rest from being done. */
async function sweep(needs: SweepNeeds): Promise<void> {
  const failed = new Set<string>()
  for (;;) {
    const due = await needs.versions.due(needs.clock.now(), BATCH + failed.size)
    const fresh = due.filter((one) => !failed.has(`${one.secretId}:${one.version}`))
    if (fresh.length === 0) return
    for (const one of fresh) {
      try {
        if (await settle(needs, one)) needs.live.publish({ noun: 'secret', id: one.secretId, companyId: one.companyId, kind: 'updated' })
      } catch (error) {
        failed.add(`${one.secretId}:${one.version}`)
        needs.log.error('secrets.version_not_swept', { secretId: one.secretId, version: one.version, ...traceOf(error) })
      }
    }
  }
}

/** Does one version whose date has come, unless that was taken back since. Answers whether anything changed. */
function settle({ sql, clock, log, store, versions, trail }: SweepNeeds, { companyId, secretId, version: number }: Due): Promise<boolean> {
  return sql.db.transaction(async (tx) => {
    const secret = await store.holdEvenDeleted(tx, companyId, secretId)
    const version = await versions.find(tx, secretId, number)
    const now = clock.now()
    const come = (date: Date | null | undefined) => date !== null && date !== undefined && date <= now
    const record = (action: TrailEntry['action'], reason: string) =>
      trail.record(tx, companyId, [changeEntry({ consumerType: 'host', actor: hostActor, at: now }, { secretId, version: number, action, reason })])
    if (!version || !(come(version.destroyAt) || come(version.disableAt))) return false
    if (secret.currentVersion === number) {
      log.warn('secrets.version_kept', { secretId, version: number, because: 'it is the current one' })
      if (version.destroyAt) await record('cancel_destruction', 'It is the current version.')
      await versions.clearPlans(tx, version)
    } else if (come(version.destroyAt)) {
      await versions.destroy(tx, version)
      await record('destroy', version.stateReason)
    } else {
      const reason = `The overlap of a rotation ended; version ${secret.currentVersion} is current.`
      await versions.setState(tx, version, { state: 'disabled', reason, actor: hostActor })
      await record('disable', reason)
    }
    return true
  })
}
