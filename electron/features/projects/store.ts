import { and, eq, sql } from 'drizzle-orm'
import type { Env, StoredEnv } from '#shared/contract/env.ts'
import type { Project } from '#shared/contract/projects.ts'
import { same } from '#shared/domain/diff.ts'
import { sameEnv, showEnv } from '#shared/domain/env.ts'
import { newId, onUnique } from '../../ports/rows.ts'
import { declared, notFound } from '../../ports/rpc.ts'
import { settled } from '../../ports/settled.ts'
import type { Transaction } from '../../ports/sql.ts'
import type { LayerSource } from '../../ports/work.ts'
import { companies } from '../../schema/companies.ts'
import { projects } from '../../schema/projects.ts'
import { routines } from '../../schema/routines.ts'
import type { ProjectsNeeds } from './needs.ts'

export type ProjectStore = ReturnType<typeof projectStore>
type ProjectRecord = typeof projects.$inferSelect

interface Changes {
  name?: string | undefined
  description?: string | undefined
  env?: Env | undefined
  baseVersion?: number | undefined
}

/** How many routines a refusal names. */
const namedRoutines = 20

export function projectStore({ sql: port, clock, bind, refuseInline, actor }: Omit<ProjectsNeeds, 'live'>) {
  const here = (companyId: string, id: string) => and(eq(projects.companyId, companyId), eq(projects.id, id))
  const nameTaken = (name: string) => onUnique('projects_name', () => declared('NAME_TAKEN', { name }, `There is already a project called ${name}.`))

  function select() {
    // Named in full: Drizzle writes a column of the only table without its table, and "id" would be the routine's.
    const count = sql<number>`(select count(*)::int from routines r where r.project_id = projects.id and r.deleted_at is null)`
    return port.db
      .select({
        id: projects.id,
        companyId: projects.companyId,
        name: projects.name,
        description: projects.description,
        env: projects.env,
        version: projects.version,
        routines: count,
        createdAt: projects.createdAt,
        updatedAt: projects.updatedAt,
      })
      .from(projects)
  }

  return {
    async hasCompany(companyId: string): Promise<boolean> {
      return (await port.db.$count(companies, eq(companies.id, companyId))) === 1
    },

    async list(companyId: string): Promise<Project[]> {
      const rows = await select().where(eq(projects.companyId, companyId)).orderBy(sql`lower(${projects.name})`)
      return rows.map(shown)
    },

    async find(companyId: string, id: string): Promise<Project | undefined> {
      const [row] = await select().where(here(companyId, id))
      return row && shown(row)
    },

    /** Its env with hidden values, for the resolver alone. */
    async layer(companyId: string, id: string): Promise<LayerSource | undefined> {
      const [row] = await port.db.select().from(projects).where(here(companyId, id))
      if (!row) return undefined
      return { layer: 'project', sourceId: id, sourceName: row.name, env: row.env, changedAt: row.envChangedAt, changedBy: row.envChangedBy }
    },

    /** Throws NOT_FOUND for the company, NAME_TAKEN, UNKNOWN_SECRET, INLINE_SECRET, BAD_REQUEST. */
    async create(fields: { companyId: string; name: string; description: string; env: Env }): Promise<string> {
      const id = newId()
      const { companyId, name } = fields
      const now = clock.now()
      const env = settled(fields.env, [])
      await refuseInline(env, [])
      await port.db.transaction(async (tx) => {
        await holdCompany(tx, companyId)
        await tx
          .insert(projects)
          .values({ id, ...fields, env, envChangedAt: now, envChangedBy: actor, createdAt: now, updatedAt: now })
          .catch(nameTaken(name))
        await bind(tx, { companyId, targetType: 'project', targetId: id, env })
      })
      return id
    },

    /**
     * Saves env and bindings together; what is as it was counts for nothing. Throws NOT_FOUND, CONFLICT when somebody
     * saved since `baseVersion`, NAME_TAKEN, UNKNOWN_SECRET, INLINE_SECRET, BAD_REQUEST.
     */
    async update(companyId: string, id: string, { baseVersion, ...fields }: Changes): Promise<void> {
      await port.db.transaction(async (tx) => {
        const [before] = await tx.select().from(projects).where(here(companyId, id)).for('update')
        if (!before) throw notFound('project')
        if (baseVersion !== undefined && baseVersion !== before.version) throw conflict(before.version)
        const env = fields.env && settled(fields.env, before.env)
        const changes = changesOf(before, { ...fields, env })
        if (env) {
          await refuseInline(env, before.env)
          // Even when it is as it was: what it refers to may be gone since.
          await bind(tx, { companyId, targetType: 'project', targetId: id, env })
        }
        if (Object.keys(changes).length === 0) return
        const now = clock.now()
        const envStamp = changes.env ? { envChangedAt: now, envChangedBy: actor } : {}
        await tx
          .update(projects)
          .set({ ...changes, ...envStamp, version: before.version + 1, updatedAt: now })
          .where(here(companyId, id))
          .catch(nameTaken(changes.name ?? before.name))
      })
    },

    /** Removes a project with its bindings. Throws NOT_FOUND, and IN_USE while a routine belongs to it. */
    async remove(companyId: string, id: string): Promise<void> {
      await port.db.transaction(async (tx) => {
        const [found] = await tx.select({ id: projects.id }).from(projects).where(here(companyId, id)).for('update')
        if (!found) throw notFound('project')
        const assigned = and(eq(routines.companyId, companyId), eq(routines.projectId, id))
        // Held, because a deleted one may be on its way back.
        const all = await tx
          .select({ name: routines.name, deletedAt: routines.deletedAt })
          .from(routines)
          .where(assigned)
          .orderBy(routines.name)
          .for('no key update')
        const users = all.filter(({ deletedAt }) => deletedAt === null)
        if (users.length > 0) {
          const count = users.length === 1 ? '1 routine belongs' : `${users.length} routines belong`
          const message = `The project was not deleted: ${count} to it. Move or delete ${users.length === 1 ? 'that' : 'those'} first.`
          throw declared('IN_USE', { count: users.length, users: users.slice(0, namedRoutines).map((routine) => `routine ${routine.name}`) }, message)
        }
        // A deleted routine that somebody brings back comes back without a project.
        await tx.update(routines).set({ projectId: null }).where(assigned)
        await bind(tx, { companyId, targetType: 'project', targetId: id, env: [] })
        await tx.delete(projects).where(here(companyId, id))
      })
    },
  }
}

/** What a save really changes. */
function changesOf(before: ProjectRecord, fields: Omit<Changes, 'baseVersion' | 'env'> & { env: StoredEnv | undefined }): Partial<ProjectRecord> {
  const { env, ...others } = fields
  const differs = ([key, value]: [string, unknown]) => value !== undefined && !same(value, before[key as keyof ProjectRecord])
  const changes: Partial<ProjectRecord> = Object.fromEntries(Object.entries(others).filter(differs))
  return env && !sameEnv(env, before.env) ? { ...changes, env } : changes
}

function shown<Row extends { env: StoredEnv }>(row: Row) {
  return { ...row, env: showEnv(row.env) }
}

function conflict(version: number) {
  const message = 'Someone saved this project since you opened it. Reload it, or save over it.'
  return declared('CONFLICT', { currentRevisionId: String(version) }, message)
}

/** Keeps the company from being deleted until the transaction ends. Throws NOT_FOUND. */
async function holdCompany(tx: Transaction, companyId: string): Promise<void> {
  const held = await tx.select({ id: companies.id }).from(companies).where(eq(companies.id, companyId)).for('key share')
  if (held.length === 0) throw notFound('company')
}
