import { eq, sql } from 'drizzle-orm'
import type { Company } from '#shared/contract/companies.ts'
import type { Clock } from '../../ports/clock.ts'
import { isDeadlock, newId, onUnique } from '../../ports/rows.ts'
import { declared } from '../../ports/rpc.ts'
import type { Sql } from '../../ports/sql.ts'
import { companies } from '../../schema/companies.ts'

export type CompanyStore = ReturnType<typeof companyStore>

const MOST_TRIES = 5

const count = (query: ReturnType<typeof sql>) => sql<number>`(select count(*)::int ${query})`

export function companyStore({ sql: port, clock }: { sql: Sql; clock: Clock }) {
  function select() {
    const dayAgo = new Date(clock.now().getTime() - 86_400_000).toISOString()
    return port.db
      .select({
        id: companies.id,
        name: companies.name,
        description: companies.description,
        isSample: companies.isSample,
        createdAt: companies.createdAt,
        counts: {
          agents: count(sql`from agents x where x.company_id = ${companies.id}`),
          projects: count(sql`from projects x where x.company_id = ${companies.id}`),
          routines: count(sql`from routines x where x.company_id = ${companies.id} and x.deleted_at is null`),
          enabledRoutines: count(sql`from routines x where x.company_id = ${companies.id} and x.deleted_at is null and x.enabled`),
          secrets: count(sql`from company_secrets x where x.company_id = ${companies.id} and x.status <> 'deleted'`),
          activeRuns: count(sql`from routine_runs x where x.company_id = ${companies.id} and x.status in ('queued', 'running')`),
          failedRuns24h: count(
            sql`from routine_runs x where x.company_id = ${companies.id} and x.status in ('failed', 'timed_out', 'lost') and x.finished_at > ${dayAgo}`,
          ),
        },
      })
      .from(companies)
  }

  return {
    async list(): Promise<Company[]> {
      const rows = await select().orderBy(sql`lower(${companies.name})`)
      return rows.sort((a, b) => b.counts.failedRuns24h - a.counts.failedRuns24h)
    },

    async find(companyId: string): Promise<Company | undefined> {
      return (await select().where(eq(companies.id, companyId)))[0]
    },

    async findSample(): Promise<string | undefined> {
      const [row] = await port.db.select({ id: companies.id }).from(companies).where(eq(companies.isSample, true))
      return row?.id
    },

    async create(fields: { name: string; description: string; isSample?: boolean }): Promise<string> {
      const id = newId()
      await port.db
        .insert(companies)
        .values({ id, ...fields })
        .catch(onUnique('companies_name', () => declared('NAME_TAKEN', { name: fields.name }, `There is already a company called ${fields.name}.`)))
      return id
    },

    /** Answers false when there is no such company. */
    async update(companyId: string, fields: { name?: string; description?: string }): Promise<boolean> {
      const { rowCount } = await port.db
        .update(companies)
        .set({ ...fields, updatedAt: clock.now() })
        .where(eq(companies.id, companyId))
        .catch(
          onUnique('companies_name', () => declared('NAME_TAKEN', { name: fields.name ?? '' }, `There is already a company called ${fields.name}.`)),
        )
      return rowCount === 1
    },

    /** Deletes a company with all its rows. Where a change in flight inside it and the deletion wait for each other, tries again after it. */
    async remove(companyId: string): Promise<void> {
      for (let tries = 1; ; tries += 1) {
        try {
          await port.db.delete(companies).where(eq(companies.id, companyId))
          return
        } catch (error) {
          if (tries === MOST_TRIES || !isDeadlock(error)) throw error
        }
      }
    },
  }
}
