/** The environments of agents, projects and routines as rows, older ones included: found, rewritten, and their old rows taken off the disk. */
import { and, asc, eq, isNull, sql } from 'drizzle-orm'
import type { EnvLayer, StoredEnv } from '#shared/contract/env.ts'
import type { Clock } from '../../ports/clock.ts'
import { newId } from '../../ports/rows.ts'
import type { Database, Sql, Transaction } from '../../ports/sql.ts'
import { agents } from '../../schema/agents.ts'
import { projects } from '../../schema/projects.ts'
import { routineRevisions, routines } from '../../schema/routines.ts'
import type { InlineTarget } from './inline-env-plan.ts'

export interface TargetRow {
  type: EnvLayer
  id: string
  /** Deleted routines are in the bin with their values. */
  deleted: boolean
}

const tables = { agent: agents, project: projects, routine: routines }

export function inlineEnvStore({ sql: port, clock, actor }: { sql: Sql; clock: Clock; actor: string }) {
  return {
    /** Every agent, project and routine of the company, deleted routines too. */
    async targets(companyId: string): Promise<TargetRow[]> {
      const { rows } = await port.db.execute<TargetRow & Record<string, unknown>>(sql`
        select type, id, deleted from (
          select 1 n, 'agent' type, id, name, false deleted from agents where company_id = ${companyId}
          union all select 2, 'project', id, name, false from projects where company_id = ${companyId}
          union all select 3, 'routine', id, name, deleted_at is not null from routines where company_id = ${companyId}
        ) targets order by n, lower(name), id`)
      return rows
    },

    /** A target with its environments; undefined when it is gone since, or its deletion was undone or done. Held when given a transaction. */
    async read(companyId: string, { type, id, deleted }: TargetRow, tx?: Transaction): Promise<InlineTarget | undefined> {
      const db: Database | Transaction = tx ?? port.db
      const table = tables[type]
      const here = and(eq(table.companyId, companyId), eq(table.id, id))
      const state = type !== 'routine' ? undefined : deleted ? sql`deleted_at is not null` : isNull(routines.deletedAt)
      const columns = { name: table.name, env: table.env, currentRevisionId: type === 'routine' ? sql<string | null>`revision_id` : sql<null>`null` }
      const query = db.select(columns).from(table).where(and(here, state))
      // Not `for update`: the scheduler, which holds triggers, must go on inserting runs.
      const [row] = await (tx ? query.for('no key update') : query)
      if (!row) return undefined
      return { companyId, type, id, ...row, revisions: type === 'routine' ? await revisionsWithPlain(db, companyId, id) : [] }
    },

    async saveLayer(tx: Transaction, { type, id }: InlineTarget, env: StoredEnv): Promise<void> {
      const table = type === 'agent' ? agents : projects
      const now = clock.now()
      await tx
        .update(table)
        .set({ env, envChangedAt: now, envChangedBy: actor, updatedAt: now, version: sql`${table.version} + 1` })
        .where(eq(table.id, id))
    },

    /** Saves a routine's environment as a new revision. */
    async appendRevision(tx: Transaction, { companyId, id: routineId }: InlineTarget, env: StoredEnv, summary: string): Promise<void> {
      const [before] = await tx
        .select({ number: routineRevisions.number, envNumber: routineRevisions.envNumber, snapshot: routineRevisions.snapshot })
        .from(routineRevisions)
        .innerJoin(routines, eq(routines.revisionId, routineRevisions.id))
        .where(eq(routines.id, routineId))
      if (!before) throw new Error('A routine has a current revision.')
      const now = clock.now()
      const revision = { id: newId(), companyId, routineId, number: before.number + 1, envNumber: before.envNumber + 1 }
      const made = { summary, changed: ['env' as const, 'secrets' as const], createdBy: actor, createdAt: now }
      await tx.insert(routineRevisions).values({ ...revision, ...made, snapshot: { ...before.snapshot, env } })
      await tx
        .update(routines)
        .set({ env, envChangedAt: now, envChangedBy: actor, revisionId: revision.id, revisionNumber: revision.number, updatedAt: now })
        .where(eq(routines.id, routineId))
    },

    /** Replaces the environment of a deleted routine, which nothing else may change. */
    async saveDeleted(tx: Transaction, { id }: InlineTarget, env: StoredEnv): Promise<void> {
      await tx.update(routines).set({ env }).where(eq(routines.id, id))
    },

    async rewriteRevisions(tx: Transaction, revisions: ReadonlyArray<{ id: string; env: StoredEnv }>): Promise<void> {
      const [ids, envs] = [revisions.map(({ id }) => id), revisions.map(({ env }) => JSON.stringify(env))]
      await tx.execute(sql`
        update routine_revisions r set snapshot = jsonb_set(r.snapshot, '{env}', w.env)
        from unnest(${sql.param(ids)}::uuid[], ${sql.param(envs)}::jsonb[]) w (id, env) where r.id = w.id`)
    },

    /** A mark of now, to ask `isSeen` with. */
    async mark(): Promise<string> {
      const { rows } = await port.db.execute<{ mark: string }>(sql`select pg_current_xact_id()::xid::text mark`)
      return rows[0]?.mark ?? ''
    },

    /** Whether a session still looks at rows as they were before the mark: Postgres keeps those rows for it. */
    async isSeen(mark: string): Promise<boolean> {
      const { rows } = await port.db.execute<{ seen: boolean }>(sql`
        select exists (select from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()
          and age(coalesce(backend_xmin, backend_xid)) > age(${mark}::xid)) seen`)
      return rows[0]?.seen === true
    },

    /** Writes the tables anew, so that no row of before stays in their files. Each is locked while that takes. */
    async rewriteTables(): Promise<void> {
      for (const table of ['agents', 'projects', 'routines', 'routine_revisions']) {
        await port.db.execute(sql`vacuum (full, analyze) ${sql.identifier(table)}`)
      }
    },

    /**
     * Does the same for the statistics, which hold samples of the columns, and leaves the write-ahead log behind that the
     * old rows stand in. Throws what Postgres says to a role that may not.
     */
    async forget(): Promise<void> {
      await port.db.execute(sql`vacuum full pg_statistic`)
      await port.db.execute(sql`select pg_switch_wal()`)
      await port.db.execute(sql`checkpoint`)
    },
  }
}

function revisionsWithPlain(db: Database | Transaction, companyId: string, routineId: string): Promise<InlineTarget['revisions']> {
  const r = routineRevisions
  return db
    .select({ id: r.id, env: sql<StoredEnv>`${r.snapshot} -> 'env'` })
    .from(r)
    .where(and(eq(r.companyId, companyId), eq(r.routineId, routineId), sql`${r.snapshot} @> '{"env":[{"binding":{"kind":"plain"}}]}'`))
    .orderBy(asc(r.number))
}
