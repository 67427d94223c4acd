/** Routines, their triggers and revisions as rows. Everything that changes them goes through a transaction of editor.ts. */
import { and, asc, count, desc, eq, isNotNull, isNull, lt, sql } from 'drizzle-orm'
import { notFound } from '../../ports/rpc.ts'
import type { Sql, Transaction } from '../../ports/sql.ts'
import type { LayerSource } from '../../ports/work.ts'
import { agents } from '../../schema/agents.ts'
import { projects } from '../../schema/projects.ts'
import { routineRevisions, routines, routineTriggers } from '../../schema/routines.ts'

export type RoutineStore = ReturnType<typeof routineStore>
export type RoutineRecord = typeof routines.$inferSelect
export type TriggerRecord = typeof routineTriggers.$inferSelect
export type RevisionRecord = typeof routineRevisions.$inferSelect

const oneOf = (companyId: string, id: string) => and(eq(routines.companyId, companyId), eq(routines.id, id))

export function routineStore({ sql: port }: { sql: Sql }) {
  return {
    transaction: <T>(work: (tx: Transaction) => Promise<T>): Promise<T> => port.db.transaction(work),

    async find(companyId: string, id: string): Promise<RoutineRecord | undefined> {
      const [row] = await port.db
        .select()
        .from(routines)
        .where(and(oneOf(companyId, id), isNull(routines.deletedAt)))
      return row
    },

    async triggersOf(companyId: string, routineId: string): Promise<TriggerRecord[]> {
      return selectTriggers(port.db, companyId, routineId)
    },

    /** The routine that owns a trigger, when it is this company's and not deleted. */
    async ownerOf(companyId: string, triggerId: string): Promise<string | undefined> {
      const [row] = await port.db
        .select({ routineId: routineTriggers.routineId })
        .from(routineTriggers)
        .innerJoin(routines, eq(routines.id, routineTriggers.routineId))
        .where(and(eq(routineTriggers.companyId, companyId), eq(routineTriggers.id, triggerId), isNull(routines.deletedAt)))
      return row?.routineId
    },

    /** The three layers as they stand now, weakest first. */
    async layersOf(routine: RoutineRecord): Promise<LayerSource[]> {
      const [agent] = routine.agentId ? await port.db.select().from(agents).where(eq(agents.id, routine.agentId)) : []
      const [project] = routine.projectId ? await port.db.select().from(projects).where(eq(projects.id, routine.projectId)) : []
      const layers: LayerSource[] = []
      if (agent) layers.push(layer('agent', agent))
      if (project) layers.push(layer('project', project))
      return [...layers, layer('routine', routine)]
    },

    async revisions(
      routineId: string,
      below: number | null,
      limit: number,
    ): Promise<{ rows: Array<Omit<RevisionRecord, 'snapshot'>>; total: number }> {
      const { snapshot: _, ...columns } = revisionColumns
      const rows = await port.db
        .select(columns)
        .from(routineRevisions)
        .where(and(eq(routineRevisions.routineId, routineId), below === null ? undefined : lt(routineRevisions.number, below)))
        .orderBy(desc(routineRevisions.number))
        .limit(limit)
      const [counted] = await port.db.select({ total: count() }).from(routineRevisions).where(eq(routineRevisions.routineId, routineId))
      return { rows, total: counted?.total ?? 0 }
    },

    async revision(routineId: string, revisionId: string): Promise<RevisionRecord | undefined> {
      const [row] = await port.db
        .select()
        .from(routineRevisions)
        .where(and(eq(routineRevisions.routineId, routineId), eq(routineRevisions.id, revisionId)))
      return row
    },
  }
}

const revisionColumns = {
  id: routineRevisions.id,
  companyId: routineRevisions.companyId,
  routineId: routineRevisions.routineId,
  number: routineRevisions.number,
  snapshot: routineRevisions.snapshot,
  summary: routineRevisions.summary,
  changed: routineRevisions.changed,
  envNumber: routineRevisions.envNumber,
  restoredFrom: routineRevisions.restoredFrom,
  createdBy: routineRevisions.createdBy,
  createdAt: routineRevisions.createdAt,
}

function layer(kind: LayerSource['layer'], row: Pick<RoutineRecord, 'id' | 'name' | 'env' | 'envChangedAt' | 'envChangedBy'>): LayerSource {
  return { layer: kind, sourceId: row.id, sourceName: row.name, env: row.env, changedAt: row.envChangedAt, changedBy: row.envChangedBy }
}

function selectTriggers(db: Sql['db'] | Transaction, companyId: string, routineId: string): Promise<TriggerRecord[]> {
  return db
    .select()
    .from(routineTriggers)
    .where(and(eq(routineTriggers.companyId, companyId), eq(routineTriggers.routineId, routineId)))
    .orderBy(asc(routineTriggers.createdAt), asc(routineTriggers.id))
}

/** The rows of one routine inside a transaction. */
export function routineRows(tx: Transaction) {
  return {
    /**
     * Reads a routine and holds it, so that two saves cannot give one revision number. `no key update` lets the
     * scheduler, which holds triggers, go on inserting runs: a full lock would be a deadlock with it.
     */
    async lock(companyId: string, id: string, deleted = false): Promise<RoutineRecord> {
      const [row] = await tx
        .select()
        .from(routines)
        .where(and(oneOf(companyId, id), deleted ? isNotNull(routines.deletedAt) : isNull(routines.deletedAt)))
        .for('no key update')
      if (!row) throw notFound('routine')
      return row
    },

    /** Reads a routine that is held already. */
    async read(id: string): Promise<RoutineRecord | undefined> {
      return (await tx.select().from(routines).where(eq(routines.id, id)))[0]
    },

    /** Throws NOT_FOUND when the agent or project is not this company's. */
    async requireOwners(
      companyId: string,
      { agentId, projectId }: { agentId?: string | null | undefined; projectId?: string | null | undefined },
    ): Promise<void> {
      if (agentId) {
        const found = await tx
          .select({ id: agents.id })
          .from(agents)
          .where(and(eq(agents.companyId, companyId), eq(agents.id, agentId)))
          .for('key share')
        if (found.length === 0) throw notFound('agent')
      }
      if (!projectId) return
      const found = await tx
        .select({ id: projects.id })
        .from(projects)
        .where(and(eq(projects.companyId, companyId), eq(projects.id, projectId)))
        .for('key share')
      if (found.length === 0) throw notFound('project')
    },

    insert: (row: typeof routines.$inferInsert) => tx.insert(routines).values(row),
    update: (id: string, fields: Partial<RoutineRecord>) => tx.update(routines).set(fields).where(eq(routines.id, id)),
    triggers: (companyId: string, routineId: string) => selectTriggers(tx, companyId, routineId),
    insertTriggers: async (rows: Array<typeof routineTriggers.$inferInsert>) =>
      void (rows.length > 0 && (await tx.insert(routineTriggers).values(rows))),
    updateTrigger: (id: string, fields: Partial<TriggerRecord>) => tx.update(routineTriggers).set(fields).where(eq(routineTriggers.id, id)),
    removeTrigger: (id: string) => tx.delete(routineTriggers).where(eq(routineTriggers.id, id)),

    /** Null while a routine is being made. */
    async currentRevision({ revisionId }: RoutineRecord): Promise<RevisionRecord | null> {
      const [row] = await tx.select().from(routineRevisions).where(eq(routineRevisions.id, revisionId))
      return row ?? null
    },

    insertRevision: (row: RevisionRecord) => tx.insert(routineRevisions).values(row),

    /** Whether a name is free among the company's routines. */
    async isFree(companyId: string, name: string): Promise<boolean> {
      const rows = await tx
        .select({ name: routines.name })
        .from(routines)
        .where(and(eq(routines.companyId, companyId), isNull(routines.deletedAt), sql`lower(${routines.name}) = lower(${name})`))
      return rows.length === 0
    },
  }
}
