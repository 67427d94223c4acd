/** What is read of the trail, with the names of what its entries speak of. */
import { and, desc, eq, gte, inArray, lt, or, type SQL, sql } from 'drizzle-orm'
import type * as z from 'zod'
import type { secrets as contract, SecretAccess } from '#shared/contract/secrets.ts'
import type { Sql } from '../../ports/sql.ts'
import { companies } from '../../schema/companies.ts'
import { routines } from '../../schema/routines.ts'
import { routineRuns } from '../../schema/runs.ts'
import { companySecrets, secretAccessEvents } from '../../schema/secrets.ts'

export type AccessStore = ReturnType<typeof accessStore>
type Filter = Omit<z.output<NonNullable<(typeof contract.access)['~orpc']['inputSchema']>>, 'cursor' | 'limit'>

const e = secretAccessEvents

const columns = {
  id: sql<string>`${e.id}::text`,
  secretId: e.secretId,
  secretName: sql<string>`coalesce(${companySecrets.name}, case when ${e.secretId} is null then '' else 'missing secret' end)`,
  version: e.version,
  action: e.action,
  runId: sql<string | null>`case when ${e.consumerType} = 'run' then ${e.consumerId} end`,
  runNumber: routineRuns.number,
  routineId: e.routineId,
  routineName: routines.name,
  configPath: e.configPath,
  actor: e.actor,
  outcome: e.outcome,
  code: e.code,
  reason: e.reason,
  seq: e.seq,
  at: e.at,
}

export function accessStore({ sql: port }: { sql: Sql }) {
  const select = () =>
    port.db
      .select(columns)
      .from(e)
      .leftJoin(companySecrets, and(eq(companySecrets.companyId, e.companyId), eq(companySecrets.id, e.secretId)))
      .leftJoin(routineRuns, and(eq(routineRuns.companyId, e.companyId), eq(routineRuns.id, e.consumerId)))
      .leftJoin(routines, and(eq(routines.companyId, e.companyId), eq(routines.id, e.routineId)))

  return {
    /** What the company has of these; deleted secrets and routines count, their trail stays readable. */
    async has({ companyId, secretId, routineId }: Filter): Promise<{ company: boolean; secret: boolean; routine: boolean }> {
      const { rows } = await port.db.execute<{ company: boolean; secret: boolean; routine: boolean }>(sql`select
        exists (select from ${companies} where id = ${companyId}) company,
        ${secretId ?? null}::uuid is null or exists (select from ${companySecrets} where company_id = ${companyId} and id = ${secretId ?? null}) secret,
        ${routineId ?? null}::uuid is null or exists (select from ${routines} where company_id = ${companyId} and id = ${routineId ?? null}) routine`)
      return rows[0] ?? { company: false, secret: false, routine: false }
    },

    /** Entries with an id below `below`, newest first, and how many match in all. */
    async page(filter: Filter, below: number | null, limit: number): Promise<{ items: SecretAccess[]; total: number }> {
      const matching = matches(filter)
      const items = await select()
        .where(and(matching, below === null ? undefined : lt(e.id, below)))
        .orderBy(desc(e.id))
        .limit(limit)
      // Without a search nothing but the trail itself decides, and counting needs no names.
      const total = filter.query?.trim() ? await port.db.$count(select().where(matching).as('matching')) : await port.db.$count(e, matching)
      return { items, total }
    },

    /** Resolutions since `since`: how many values were handed out, to how many routines, and how many were denied. */
    async summary(companyId: string, secretId: string | undefined, since: Date): Promise<{ resolved: number; routines: number; denied: number }> {
      const resolved = eq(e.outcome, 'success')
      const [row] = await port.db
        .select({
          resolved: sql<number>`count(*) filter (where ${resolved})::int`,
          routines: sql<number>`count(distinct ${e.routineId}) filter (where ${resolved})::int`,
          denied: sql<number>`count(*) filter (where not ${resolved})::int`,
        })
        .from(e)
        .where(and(eq(e.companyId, companyId), eq(e.action, 'resolve'), gte(e.at, since), secretId ? eq(e.secretId, secretId) : undefined))
      return row ?? { resolved: 0, routines: 0, denied: 0 }
    },
  }
}

function matches({ companyId, secretId, routineId, action, outcome, since, query }: Filter): SQL | undefined {
  return and(
    eq(e.companyId, companyId),
    secretId ? eq(e.secretId, secretId) : undefined,
    routineId ? eq(e.routineId, routineId) : undefined,
    action && action.length > 0 ? inArray(e.action, action) : undefined,
    outcome ? eq(e.outcome, outcome) : undefined,
    since ? gte(e.at, since) : undefined,
    query?.trim() ? found(query.trim()) : undefined,
  )
}

/** A run number, written as a person would, or a part of what the list shows: names, key, who, why, code. */
function found(query: string): SQL | undefined {
  const number = /^(?:run\s*)?#?(\d{1,15})$/i.exec(query)?.[1]
  const shown = [companySecrets.name, routines.name, e.configPath, e.actor, e.reason, e.code]
  return or(number ? eq(routineRuns.number, Number(number)) : undefined, ...shown.map((column) => sql`strpos(lower(${column}), lower(${query})) > 0`))
}
