/**
 * Notes outside the database where each trail ends, after the commits that made it grow. A checkpoint is only ever moved
 * along the chain that it knows: one that contradicts the database stays as it is, for it is the evidence.
 */
import type { HealthCheck } from '#shared/contract/system.ts'
import { type Checkpoint, CheckpointFailure, type CheckpointStore } from '../../ports/checkpoint.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Log } from '../../ports/log.ts'
import type { Sql } from '../../ports/sql.ts'
import { traceOf } from '../../ports/trace.ts'
import type { ChainKeys } from './trail.ts'
import { checkpointMac, type Link, sameMac } from './trail-chain.ts'
import { type TrailEnd, trailEnds } from './trail-store.ts'

/** Milliseconds between two checkpoints; what is cut off sooner after it was written goes unnoticed. */
const EVERY_MS = 1_000
/** How often to look again for an end that was announced: its transaction may take long, or never commit. */
const LOOKS = 30

interface Awaited {
  seq: number
  looks: number
}

interface Needs {
  sql: Sql
  clock: Clock
  log: Log
  keys: ChainKeys
  checkpoints: CheckpointStore
}

export function checkpointKeeper({ sql, clock, log, keys, checkpoints }: Needs) {
  let awaited = new Map<string, Awaited>()
  let cancel: (() => void) | null = null
  let writing: Promise<void> = Promise.resolve()
  let trouble: string | null = null
  const contradicted = new Set<string>()

  function soon(): void {
    cancel ??= clock.after(EVERY_MS, () => {
      cancel = null
      void write()
    })
  }

  /** One at a time. A failure is told once and tried again with the next growth. */
  function write(): Promise<void> {
    writing = writing.then(async () => {
      const mine = awaited
      awaited = new Map()
      try {
        await advance(mine)
        trouble = null
      } catch (error) {
        for (const [companyId, one] of mine) if (!awaited.has(companyId)) awaited.set(companyId, one)
        const reason = error instanceof CheckpointFailure ? error.message : 'The checkpoint of the audit trail could not be brought up to date.'
        if (reason !== trouble) log.warn('audit.checkpoint_failed', error instanceof CheckpointFailure ? { reason } : traceOf(error))
        trouble = reason
      }
    })
    return writing
  }

  async function advance(mine: Map<string, Awaited>): Promise<void> {
    if (mine.size === 0) return
    await keys.open()
    const known = await checkpoints.read()
    const ends = new Map((await trailEnds(sql.db, known, null)).map((end) => [end.companyId, end]))
    // A company that is gone took its trail with it.
    const next = new Map(known.filter(({ companyId }) => ends.has(companyId)).map((one) => [one.companyId, one]))
    for (const [companyId, { seq, looks }] of mine) {
      const end = ends.get(companyId)
      if (!end) continue
      const made = await follow(end, next.get(companyId))
      if (made) next.set(companyId, made)
      if ((end.head?.seq ?? 0) < seq && looks > 1) awaited.set(companyId, { seq, looks: looks - 1 })
    }
    const changed = next.size !== known.length || known.some((one) => next.get(one.companyId) !== one)
    if (changed) await checkpoints.write([...next.values()])
    if (awaited.size > 0) soon()
  }

  /** The checkpoint at the end of the trail; null when nothing is to be noted, or the one that is there must stay. */
  async function follow({ companyId, head, atCheckpoint }: TrailEnd, known: Checkpoint | undefined): Promise<Checkpoint | null> {
    if (!head || (known && known.seq === head.seq && known.mac === head.mac)) return null
    const key = await sql.db.transaction((tx) => keys.chainKey(tx, companyId))
    if (!key) return null
    if (known && !(genuine(key, known) && atCheckpoint === known.mac)) {
      if (!contradicted.has(companyId)) log.error('audit.trail_contradicts_checkpoint', { companyId, seq: known.seq })
      contradicted.add(companyId)
      return null
    }
    contradicted.delete(companyId)
    const at = clock.now()
    return { companyId, ...head, at, seal: checkpointMac(key, companyId, head, at) }
  }

  return {
    /** Takes note that a trail has a new end, or will have once its transaction commits. */
    grown(companyId: string, { seq }: Link): void {
      awaited.set(companyId, { seq, looks: LOOKS })
      soon()
    },

    /** Looks at every trail: the last entries before a crash may not have been noted. */
    async start(): Promise<void> {
      for (const { companyId, head } of await trailEnds(sql.db, [], null)) if (head) awaited.set(companyId, { seq: head.seq, looks: 1 })
      await write()
    },

    /** Notes what is left to note. */
    async stop(): Promise<void> {
      await write()
      cancel?.()
      cancel = null
    },

    /** One finding, or none while all is well. */
    health(): HealthCheck[] {
      const check = { id: 'audit', title: 'Audit trail' }
      if (contradicted.size > 0) {
        const detail = `The audit trail of ${contradicted.size === 1 ? 'one company' : `${contradicted.size} companies`} is not the one that was written: entries were changed or removed in the database.`
        return [{ ...check, state: 'critical', detail, fix: 'Run: wheelhouse secrets audit verify' }]
      }
      return trouble
        ? [
            {
              ...check,
              state: 'warning',
              detail: trouble,
              fix: `Check ${checkpoints.location} and free disk space. A file that is damaged has to be moved away, and a new one is started.`,
            },
          ]
        : []
    },
  }
}

/** Whether a checkpoint is one that we wrote. */
export function genuine(key: Buffer, { companyId, seq, mac, at, seal }: Checkpoint): boolean {
  return sameMac(seal, checkpointMac(key, companyId, { seq, mac }, at))
}
