import { and, eq, isNull } from 'drizzle-orm'
import type { EnvLayer } from '#shared/contract/env.ts'
import type { Sql } from '../../ports/sql.ts'
import type { LayerSource } from '../../ports/work.ts'
import { agents } from '../../schema/agents.ts'
import { projects } from '../../schema/projects.ts'
import { routineRevisions, routines } from '../../schema/routines.ts'

export type EnvNowStore = ReturnType<typeof envNowStore>

/** The env layers of a routine as they are now, and as one of its revisions froze its own. */
export function envNowStore({ sql: port }: { sql: Sql }) {
  return {
    /** Undefined for a routine that is deleted. */
    async layersNow(companyId: string, routineId: string): Promise<LayerSource[] | undefined> {
      const [row] = await port.db
        .select({ routine: routines, agent: agents, project: projects })
        .from(routines)
        .leftJoin(agents, and(eq(agents.companyId, routines.companyId), eq(agents.id, routines.agentId)))
        .leftJoin(projects, and(eq(projects.companyId, routines.companyId), eq(projects.id, routines.projectId)))
        .where(and(eq(routines.companyId, companyId), eq(routines.id, routineId), isNull(routines.deletedAt)))
      return row && [...layer('agent', row.agent), ...layer('project', row.project), ...layer('routine', row.routine)]
    },

    async layerOf(companyId: string, revisionId: string): Promise<LayerSource | null> {
      const r = routineRevisions
      const [row] = await port.db
        .select({ id: r.routineId, snapshot: r.snapshot, envChangedAt: r.createdAt, envChangedBy: r.createdBy })
        .from(r)
        .where(and(eq(r.companyId, companyId), eq(r.id, revisionId)))
      return (row && layer('routine', { ...row, name: row.snapshot.name, env: row.snapshot.env })[0]) ?? null
    },
  }
}

type Row = Pick<typeof routines.$inferSelect, 'id' | 'name' | 'env' | 'envChangedAt' | 'envChangedBy'>

function layer(kind: EnvLayer, row: Row | null): LayerSource[] {
  return row ? [{ layer: kind, sourceId: row.id, sourceName: row.name, env: row.env, changedAt: row.envChangedAt, changedBy: row.envChangedBy }] : []
}
