import { and, eq, sql } from 'drizzle-orm'
import type { Env } from '#shared/contract/env.ts'
import type { Project } from '#shared/contract/projects.ts'
import { sameEnv } from '#shared/domain/env.ts'
import { newId, onUnique } from '../../ports/rows.ts'
import { declared, notFound } from '../../ports/rpc.ts'
import type { Transaction } from '../../ports/sql.ts'
import { companies } from '../../schema/companies.ts'
import { projects } from '../../schema/projects.ts'
import { routines } from '../../schema/routines.ts'
import type { ProjectsNeeds } from './needs.ts'

export type ProjectStore = ReturnType<typeof projectStore>

/** How many routines a refusal names. */
const namedRoutines = 20

export function projectStore({ sql: port, clock, bind, actor }: Omit<ProjectsNeeds, 'live'>) {
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
      return select().where(eq(projects.companyId, companyId)).orderBy(sql`lower(${projects.name})`)
    },

    async find(companyId: string, id: string): Promise<Project | undefined> {
      return (await select().where(here(companyId, id)))[0]
    },

    /** Throws NOT_FOUND for the company, NAME_TAKEN, UNKNOWN_SECRET. */
    async create(fields: { companyId: string; name: string; description: string; env: Env }): Promise<string> {
      const id = newId()
      const { companyId, name, env } = fields
      const now = clock.now()
      await port.db.transaction(async (tx) => {
        await holdCompany(tx, companyId)
        await tx
          .insert(projects)
          .values({ id, ...fields, envChangedAt: now, envChangedBy: actor, createdAt: now, updatedAt: now })
          .catch(nameTaken(name))
        await bind(tx, { companyId, targetType: 'project', targetId: id, env })
      })
      return id
    },

    /** Saves env and bindings together. Throws NOT_FOUND, NAME_TAKEN, UNKNOWN_SECRET. */
    async update(companyId: string, id: string, fields: { name?: string; description?: string; env?: Env }): Promise<void> {
      const now = clock.now()
      await port.db.transaction(async (tx) => {
        const [before] = await tx.select({ env: projects.env }).from(projects).where(here(companyId, id)).for('update')
        if (!before) throw notFound('project')
        const { env } = fields
        const envChange = env && !sameEnv(env, before.env) ? { envChangedAt: now, envChangedBy: actor } : {}
        await tx
          .update(projects)
          .set({ ...fields, ...envChange, updatedAt: now })
          .where(here(companyId, id))
          .catch(nameTaken(fields.name ?? ''))
        if (env) await bind(tx, { companyId, targetType: 'project', targetId: id, env })
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

/** Keeps the company from being deleted until the transaction ends. Throws NOT_FOUND. */
async function holdCompany(tx: Transaction, companyId: string): Promise<void> {
  const held = await tx.select({ id: companies.id }).from(companies).where(eq(companies.id, companyId)).for('key share')
  if (held.length === 0) throw notFound('company')
}
