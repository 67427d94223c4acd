/** What a comparison of two runs reads besides the runs. */
import { and, desc, eq, inArray, lt } from 'drizzle-orm'
import type { StoredSnapshot } from '#shared/contract/routines.ts'
import type { Run } from '#shared/contract/runs.ts'
import type { Sql } from '../../ports/sql.ts'
import { agents } from '../../schema/agents.ts'
import { projects } from '../../schema/projects.ts'
import { routineRevisions } from '../../schema/routines.ts'
import { routineRuns } from '../../schema/runs.ts'

export type CompareStore = ReturnType<typeof compareStore>

export function compareStore({ sql: port }: { sql: Sql }) {
  return {
    /** The last run of the routine that succeeded before this one. */
    async lastSuccess({ companyId, routineId, number }: Run): Promise<string | null> {
      const [row] = await port.db
        .select({ id: routineRuns.id })
        .from(routineRuns)
        .where(
          and(
            eq(routineRuns.companyId, companyId),
            eq(routineRuns.routineId, routineId),
            eq(routineRuns.status, 'succeeded'),
            lt(routineRuns.number, number),
          ),
        )
        .orderBy(desc(routineRuns.number))
        .limit(1)
      return row?.id ?? null
    },

    /** What the revision of a run froze; null for a run that is queued without one. */
    async snapshotOf({ companyId, revisionId }: Run): Promise<StoredSnapshot | null> {
      if (revisionId === null) return null
      const [row] = await port.db
        .select({ snapshot: routineRevisions.snapshot })
        .from(routineRevisions)
        .where(and(eq(routineRevisions.companyId, companyId), eq(routineRevisions.id, revisionId)))
      return row?.snapshot ?? null
    },

    /** Names of the company's agents and projects among `ids`, as they are called today. */
    async names(companyId: string, ids: string[]): Promise<Map<string, string>> {
      const named = await Promise.all(
        [agents, projects].map((table) =>
          port.db
            .select({ id: table.id, name: table.name })
            .from(table)
            .where(and(eq(table.companyId, companyId), inArray(table.id, ids))),
        ),
      )
      return new Map(named.flat().map(({ id, name }) => [id, name]))
    },
  }
}
