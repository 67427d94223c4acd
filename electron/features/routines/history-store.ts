/** What the history of a routine reads besides its revisions. */
import { and, desc, eq, inArray, isNull, ne, sql } from 'drizzle-orm'
import type { Sql } from '../../ports/sql.ts'
import type { EnvReceipt } from '../../ports/work.ts'
import { routines } from '../../schema/routines.ts'
import { routineRuns } from '../../schema/runs.ts'

export type HistoryStore = ReturnType<typeof historyStore>

export function historyStore({ sql: port }: { sql: Sql }) {
  return {
    /** What the last run of a revision was given; empty when none got as far. All runs of a revision ask for the same keys. */
    async lastReceipt(routineId: string, revisionId: string): Promise<EnvReceipt> {
      const [row] = await port.db
        .select({ receipt: routineRuns.envReceipt })
        .from(routineRuns)
        .where(
          and(eq(routineRuns.routineId, routineId), eq(routineRuns.routineRevisionId, revisionId), sql`${routineRuns.envReceipt} <> '[]'::jsonb`),
        )
        .orderBy(desc(routineRuns.number))
        .limit(1)
      return row?.receipt ?? []
    },

    activeRuns(routineId: string): Promise<number> {
      return port.db.$count(routineRuns, and(eq(routineRuns.routineId, routineId), inArray(routineRuns.status, ['queued', 'running'])))
    },

    /** Whether another routine of the company carries the name, whatever its case. */
    async nameTaken(companyId: string, routineId: string, name: string): Promise<boolean> {
      const another = and(eq(routines.companyId, companyId), ne(routines.id, routineId), isNull(routines.deletedAt))
      return (await port.db.$count(routines, and(another, sql`lower(${routines.name}) = lower(${name})`))) > 0
    },
  }
}
