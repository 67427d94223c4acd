/** Due triggers as rows: taken under a lock, moved on in the transaction that queues their runs. */
import { and, asc, eq, gt, isNull, lte, or, sql } from 'drizzle-orm'
import type { Sql, Transaction } from '../../ports/sql.ts'
import { routines, routineTriggers } from '../../schema/routines.ts'

export type ScheduleStore = ReturnType<typeof scheduleStore>

const columns = {
  id: routineTriggers.id,
  companyId: routineTriggers.companyId,
  routineId: routineTriggers.routineId,
  cron: routineTriggers.cron,
  timezone: routineTriggers.timezone,
  nextDueAt: routineTriggers.nextDueAt,
  lastDueAt: routineTriggers.lastDueAt,
  revisionId: routines.revisionId,
  // An armed routine is not deleted, and so has one.
  agentId: sql<string>`${routines.agentId}`,
}

const armed = and(eq(routineTriggers.enabled, true), eq(routines.enabled, true), isNull(routines.deletedAt))

export function scheduleStore({ sql: port }: { sql: Sql }) {
  return {
    transaction: <T>(work: (tx: Transaction) => Promise<T>): Promise<T> => port.db.transaction(work),

    /** Holds the triggers that are due, longest due first, at most `limit`; leaves out those that another host holds. */
    takeDue(tx: Transaction, now: Date, limit: number) {
      return tx
        .select(columns)
        .from(routineTriggers)
        .innerJoin(routines, eq(routines.id, routineTriggers.routineId))
        .where(and(armed, lte(routineTriggers.nextDueAt, now)))
        .orderBy(asc(routineTriggers.nextDueAt))
        .limit(limit)
        .for('update', { of: routineTriggers, skipLocked: true })
    },

    async moveOn(tx: Transaction, id: string, due: { nextDueAt: Date | null; lastDueAt?: Date }): Promise<void> {
      await tx.update(routineTriggers).set(due).where(eq(routineTriggers.id, id))
    },

    /**
     * Armed triggers whose next instant cannot be right: none at all, or one reckoned when the clock was ahead of now
     * (it has fired, or was saved, in what is the future today). One that is due already is left to be fired.
     */
    takeAstray(tx: Transaction, now: Date) {
      const ahead = and(gt(routineTriggers.nextDueAt, now), or(gt(routineTriggers.lastDueAt, now), gt(routineTriggers.updatedAt, now)))
      return tx
        .select(columns)
        .from(routineTriggers)
        .innerJoin(routines, eq(routines.id, routineTriggers.routineId))
        .where(and(armed, or(isNull(routineTriggers.nextDueAt), ahead)))
        .orderBy(asc(routineTriggers.id))
        .for('update', { of: routineTriggers, skipLocked: true })
    },

    /** How many triggers are armed, how many of those wait for nothing, and how many were due before `late`. */
    async tally(late: Date): Promise<{ armed: number; astray: number; late: number }> {
      const [row] = await port.db
        .select({
          armed: sql<number>`count(*)::int`,
          astray: sql<number>`(count(*) filter (where ${routineTriggers.nextDueAt} is null))::int`,
          late: sql<number>`(count(*) filter (where ${routineTriggers.nextDueAt} < ${late.toISOString()}))::int`,
        })
        .from(routineTriggers)
        .innerJoin(routines, eq(routines.id, routineTriggers.routineId))
        .where(armed)
      return row ?? { armed: 0, astray: 0, late: 0 }
    },
  }
}
