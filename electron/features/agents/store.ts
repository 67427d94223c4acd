import { and, eq, sql } from 'drizzle-orm'
import type { Adapter, Agent } from '#shared/contract/agents.ts'
import type { Env, StoredEnv } from '#shared/contract/env.ts'
import { same } from '#shared/domain/diff.ts'
import { sameEnv, showEnv } from '#shared/domain/env.ts'
import { newId, onUnique } from '../../ports/rows.ts'
import { declared, notFound } from '../../ports/rpc.ts'
import { settled } from '../../ports/settled.ts'
import type { Transaction } from '../../ports/sql.ts'
import type { LayerSource } from '../../ports/work.ts'
import { agents } from '../../schema/agents.ts'
import { companies } from '../../schema/companies.ts'
import { routines } from '../../schema/routines.ts'
import { routineRuns } from '../../schema/runs.ts'
import type { AgentsNeeds } from './needs.ts'

export type AgentStore = ReturnType<typeof agentStore>
type AgentRecord = typeof agents.$inferSelect

interface Changes {
  name?: string | undefined
  description?: string | undefined
  adapter?: Adapter | undefined
  env?: Env | undefined
  baseVersion?: number | undefined
}

/** How many routines a refusal names. */
const namedRoutines = 20

export function agentStore({ sql: port, clock, bind, refuseInline, actor }: Omit<AgentsNeeds, 'live'>) {
  const here = (companyId: string, id: string) => and(eq(agents.companyId, companyId), eq(agents.id, id))
  const nameTaken = (name: string) => onUnique('agents_name', () => declared('NAME_TAKEN', { name }, `There is already an agent called ${name}.`))

  function select() {
    // Counted over the few runs that are active, not for each agent over all it ever ran.
    const active = port.db
      .select({ agentId: routineRuns.agentId, runs: sql<number>`count(*)::int`.as('runs') })
      .from(routineRuns)
      .where(sql`${routineRuns.status} in ('queued', 'running')`)
      .groupBy(routineRuns.agentId)
      .as('active')
    const lastStart = sql`(select coalesce(r.started_at, r.queued_at) from routine_runs r where r.agent_id = ${agents.id} order by r.number desc limit 1)`
    return port.db
      .select({
        id: agents.id,
        companyId: agents.companyId,
        name: agents.name,
        description: agents.description,
        adapter: agents.adapter,
        env: agents.env,
        version: agents.version,
        routines: sql<number>`(select count(*)::int from routines r where r.agent_id = ${agents.id} and r.deleted_at is null)`,
        activeRuns: sql<number>`coalesce(${active.runs}, 0)`,
        lastRunAt: sql<Date | null>`${lastStart}`.mapWith(routineRuns.queuedAt),
        createdAt: agents.createdAt,
        updatedAt: agents.updatedAt,
      })
      .from(agents)
      .leftJoin(active, eq(active.agentId, agents.id))
  }

  return {
    async hasCompany(companyId: string): Promise<boolean> {
      return (await port.db.$count(companies, eq(companies.id, companyId))) === 1
    },

    async list(companyId: string): Promise<Agent[]> {
      const rows = await select().where(eq(agents.companyId, companyId)).orderBy(sql`lower(${agents.name})`)
      return rows.map(shown)
    },

    async find(companyId: string, id: string): Promise<Agent | undefined> {
      const [row] = await select().where(here(companyId, id))
      return row && shown(row)
    },

    /** Its env with hidden values, for the resolver alone. */
    async layer(companyId: string, id: string): Promise<LayerSource | undefined> {
      const [row] = await port.db.select().from(agents).where(here(companyId, id))
      if (!row) return undefined
      return { layer: 'agent', sourceId: id, sourceName: row.name, env: row.env, changedAt: row.envChangedAt, changedBy: row.envChangedBy }
    },

    /** Throws NOT_FOUND for the company, NAME_TAKEN, UNKNOWN_SECRET, INLINE_SECRET, BAD_REQUEST. */
    async create(fields: { companyId: string; name: string; description: string; adapter: Adapter; env: Env }): Promise<string> {
      const id = newId()
      const { companyId, name } = fields
      const now = clock.now()
      const env = settled(fields.env, [])
      await refuseInline(env, [])
      await port.db.transaction(async (tx) => {
        await holdCompany(tx, companyId)
        await tx
          .insert(agents)
          .values({ id, ...fields, env, envChangedAt: now, envChangedBy: actor, createdAt: now, updatedAt: now })
          .catch(nameTaken(name))
        await bind(tx, { companyId, targetType: 'agent', targetId: id, env })
      })
      return id
    },

    /**
     * Saves env and bindings together; what is as it was counts for nothing. Throws NOT_FOUND, CONFLICT when somebody
     * saved since `baseVersion`, NAME_TAKEN, UNKNOWN_SECRET, INLINE_SECRET, BAD_REQUEST.
     */
    async update(companyId: string, id: string, { baseVersion, ...fields }: Changes): Promise<void> {
      await port.db.transaction(async (tx) => {
        const [before] = await tx.select().from(agents).where(here(companyId, id)).for('update')
        if (!before) throw notFound('agent')
        if (baseVersion !== undefined && baseVersion !== before.version) throw conflict(before.version)
        const env = fields.env && settled(fields.env, before.env)
        const changes = changesOf(before, { ...fields, env })
        if (env) {
          await refuseInline(env, before.env)
          // Even when it is as it was: what it refers to may be gone since.
          await bind(tx, { companyId, targetType: 'agent', targetId: id, env })
        }
        if (Object.keys(changes).length === 0) return
        const now = clock.now()
        const envStamp = changes.env ? { envChangedAt: now, envChangedBy: actor } : {}
        await tx
          .update(agents)
          .set({ ...changes, ...envStamp, version: before.version + 1, updatedAt: now })
          .where(here(companyId, id))
          .catch(nameTaken(changes.name ?? before.name))
      })
    },

    /** Removes an agent with its bindings. Throws NOT_FOUND, and IN_USE while a routine is assigned to it. */
    async remove(companyId: string, id: string): Promise<void> {
      await port.db.transaction(async (tx) => {
        const [found] = await tx.select({ id: agents.id }).from(agents).where(here(companyId, id)).for('update')
        if (!found) throw notFound('agent')
        const assigned = and(eq(routines.companyId, companyId), eq(routines.agentId, id))
        // Held, because one of them may be on its way back from deletion.
        const users = await tx
          .select({ name: routines.name, deletedAt: routines.deletedAt })
          .from(routines)
          .where(assigned)
          .orderBy(routines.name)
          .for('no key update')
        const alive = users.filter(({ deletedAt }) => deletedAt === null)
        if (alive.length > 0) throw inUse(alive)
        // A deleted routine stays for its runs' sake, and cannot be brought back any more.
        await tx.update(routines).set({ agentId: null }).where(assigned)
        await bind(tx, { companyId, targetType: 'agent', targetId: id, env: [] })
        await tx.delete(agents).where(here(companyId, id))
      })
    },
  }
}

function inUse(users: Array<{ name: string }>) {
  const names = users.slice(0, namedRoutines).map(({ name }) => `routine ${name}`)
  const count = users.length === 1 ? '1 routine is' : `${users.length} routines are`
  return declared('IN_USE', { count: users.length, users: names }, `The agent was not deleted: ${count} assigned to it. Assign another agent first.`)
}

/** What a save really changes. */
function changesOf(before: AgentRecord, fields: Omit<Changes, 'baseVersion' | 'env'> & { env: StoredEnv | undefined }): Partial<AgentRecord> {
  const { env, ...others } = fields
  const differs = ([key, value]: [string, unknown]) => value !== undefined && !same(value, before[key as keyof AgentRecord])
  const changes: Partial<AgentRecord> = Object.fromEntries(Object.entries(others).filter(differs))
  return env && !sameEnv(env, before.env) ? { ...changes, env } : changes
}

function shown<Row extends { env: StoredEnv }>(row: Row) {
  return { ...row, env: showEnv(row.env) }
}

function conflict(version: number) {
  const message = 'Someone saved this agent since you opened it. Reload it, or save over it.'
  return declared('CONFLICT', { currentRevisionId: String(version) }, message)
}

/** Keeps the company from being deleted until the transaction ends. Throws NOT_FOUND. */
async function holdCompany(tx: Transaction, companyId: string): Promise<void> {
  const held = await tx.select({ id: companies.id }).from(companies).where(eq(companies.id, companyId)).for('key share')
  if (held.length === 0) throw notFound('company')
}
