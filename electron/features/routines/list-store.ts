/** Routines as the list shows them. One query picks the page, one reads its rows, so that the cost follows the page. */
import { type SQL, sql } from 'drizzle-orm'
import type * as z from 'zod'
import type { routines as contract, RoutineRow, RoutineStatus } from '#shared/contract/routines.ts'
import type { RunStatus } from '#shared/contract/runs.ts'
import { scheduleWords } from '#shared/domain/schedule-words.ts'
import { declared } from '../../ports/rpc.ts'
import type { Sql } from '../../ports/sql.ts'

export type RoutineListStore = ReturnType<typeof routineListStore>

type ListInput = z.output<NonNullable<(typeof contract.list)['~orpc']['inputSchema']>>

/** A cancelled run says nothing about a routine's health; what still runs, everything. */
const status = sql`case
  when exists (select 1 from routine_runs x where x.routine_id = r.id and x.status in ('queued', 'running')) then 'running'
  when not r.enabled then 'disabled'
  else coalesce((
    select case x.status when 'succeeded' then 'healthy' else 'failing' end from routine_runs x
    where x.routine_id = r.id and x.status in ('succeeded', 'failed', 'timed_out', 'lost')
    order by x.number desc limit 1
  ), 'never_ran') end`

/** Triggers that are off have no next instant. */
const nextDue = sql`(select min(t.next_due_at) from routine_triggers t where t.routine_id = r.id)`
const millis = (instant: SQL) => sql`(extract(epoch from ${instant}) * 1000)::float8`

export function routineListStore({ sql: port }: { sql: Sql }) {
  async function rowsOf(ids: string[]): Promise<RoutineRow[]> {
    if (ids.length === 0) return []
    const { rows } = await port.db.execute<StoredRow>(detailsQuery(ids))
    const byId = new Map(rows.map((row) => [row.id, routineRow(row)]))
    return ids.flatMap((id) => byId.get(id) ?? [])
  }

  return {
    async list(input: ListInput): Promise<{ items: RoutineRow[]; nextCursor: string | null; total: number }> {
      const filter = listFilter(input)
      const { after, order, place } = input.sort === 'next' ? byNext(input) : byName(input)
      const picked = await port.db.execute<{ id: string; place: string }>(
        sql`select r.id, ${place} as place ${filter} and ${after} order by ${order} limit ${input.limit + 1}`,
      )
      const counted = await port.db.execute<{ total: number }>(sql`select count(*)::int as total ${filter}`)
      const page = picked.rows.slice(0, input.limit)
      return {
        items: await rowsOf(page.map(({ id }) => id)),
        nextCursor: picked.rows.length > page.length ? (page.at(-1)?.place ?? null) : null,
        total: counted.rows[0]?.total ?? 0,
      }
    },

    async row(id: string): Promise<RoutineRow | undefined> {
      return (await rowsOf([id]))[0]
    },
  }
}

function listFilter({ companyId, projectId, agentId, status: wanted, query }: ListInput): SQL {
  const text = query?.trim()
  const conditions = [sql`r.company_id = ${companyId} and r.deleted_at is null`]
  if (projectId) conditions.push(sql`r.project_id = ${projectId}`)
  if (agentId) conditions.push(sql`r.agent_id = ${agentId}`)
  if (text) conditions.push(sql`strpos(lower(concat_ws(E'\n', r.name, a.name, p.name)), lower(${text})) > 0`)
  if (wanted && wanted.length > 0) conditions.push(sql`${status} in ${wanted}`)
  const names = text ? sql`join agents a on a.id = r.agent_id left join projects p on p.id = r.project_id` : sql``
  return sql`from routines r ${names} where ${sql.join(conditions, sql` and `)}`
}

const uuid = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}'

/** Of this company's routine: another one's tells nothing here, not even where its name would stand. */
const nameOf = (companyId: string, id: string) => sql`(select lower(c.name) from routines c where c.company_id = ${companyId} and c.id = ${id})`

/** Names are unique in a company, so the name of the last row is its place; the cursor is its id, for a name may be long. */
function byName({ companyId, cursor }: ListInput) {
  const id = new RegExp(`^${uuid}$`).exec(cursor ?? '')?.[0]
  if (cursor && !id) throw badCursor()
  return {
    after: id ? sql`lower(r.name) > ${nameOf(companyId, id)}` : sql`true`,
    order: sql`lower(r.name)`,
    place: sql`r.id::text`,
  }
}

/** Soonest first, those that wait for nothing last, by name among equals. Cursor: `<seconds or infinity>.<id>`. */
function byNext({ companyId, cursor }: ListInput) {
  const [, seconds, id] = new RegExp(`^(\\d{1,12}(?:\\.\\d{1,6})?|infinity)\\.(${uuid})$`).exec(cursor ?? '') ?? []
  if (cursor && !id) throw badCursor()
  const due = sql`coalesce(extract(epoch from ${nextDue}), 'infinity'::numeric)`
  return {
    after: id ? sql`(${due}, lower(r.name)) > (${seconds}::numeric, ${nameOf(companyId, id)})` : sql`true`,
    order: sql`${due}, lower(r.name)`,
    place: sql`lower(trim_scale(${due})::text) || '.' || r.id`,
  }
}

/** Starting over instead would send a client that pages through everything round in circles. */
export function badCursor() {
  const message = 'cursor is not one that a page of this list gave.'
  return declared('BAD_REQUEST', { issues: [{ path: ['cursor'], message }] }, message)
}

interface StoredRow extends Record<string, unknown> {
  id: string
  companyId: string
  name: string
  projectId: string | null
  projectName: string | null
  agentId: string
  agentName: string
  enabled: boolean
  disabledReason: string | null
  status: RoutineStatus
  nextDue: number | null
  triggers: Array<{ id: string; cron: string; timezone: string; enabled: boolean }>
  recent: Array<{ id: string; number: number; status: RunStatus; at: number; durationMs: number | null }>
  percentiles: [number, number] | null
  isSample: boolean
}

function detailsQuery(ids: string[]): SQL {
  return sql`select
      r.id, r.company_id as "companyId", r.name, r.project_id as "projectId", p.name as "projectName", r.agent_id as "agentId", a.name as "agentName",
      r.enabled, r.disabled_reason as "disabledReason", c.is_sample as "isSample",
      ${status} as status, ${millis(nextDue)} as "nextDue", triggers.list as triggers, recent.list as recent, pace.percentiles
    from routines r
    join companies c on c.id = r.company_id
    join agents a on a.id = r.agent_id
    left join projects p on p.id = r.project_id
    left join lateral (
      select coalesce(json_agg(json_build_object('id', t.id, 'cron', t.cron, 'timezone', t.timezone, 'enabled', t.enabled) order by t.created_at, t.id), '[]') as list
      from routine_triggers t where t.routine_id = r.id
    ) triggers on true
    left join lateral (
      select coalesce(json_agg(json_build_object(
        'id', x.id, 'number', x.number, 'status', x.status, 'at', ${millis(sql`coalesce(x.started_at, x.queued_at)`)}, 'durationMs', x.duration_ms
      ) order by x.number desc), '[]') as list
      from (select * from routine_runs x where x.routine_id = r.id order by x.number desc limit 20) x
    ) recent on true
    left join lateral (
      select percentile_cont(array[0.5, 0.95]) within group (order by x.duration_ms) as percentiles
      from (
        select x.duration_ms from routine_runs x where x.routine_id = r.id and x.duration_ms is not null order by x.number desc limit 20
      ) x
    ) pace on true
    where r.id in ${ids}`
}

function routineRow({ nextDue: due, triggers, recent, percentiles, ...row }: StoredRow): RoutineRow {
  const [p50, p95] = percentiles ?? []
  return {
    ...row,
    triggers: triggers.map((trigger) => ({ ...trigger, words: scheduleWords(trigger.cron) })),
    nextDueAt: due === null ? null : new Date(due),
    recent: recent.map((run) => ({ ...run, at: new Date(run.at) })),
    p50Ms: p50 === undefined ? null : Math.round(p50),
    p95Ms: p95 === undefined ? null : Math.round(p95),
  }
}
