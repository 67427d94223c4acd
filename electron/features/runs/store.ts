/** Runs as rows: what screens read of them. What moves them on is in queue-store.ts. */
import { and, desc, eq, inArray, lt, notInArray, or, type SQL, sql } from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'
import type * as z from 'zod'
import type { runs as contract, Run, RunStatus, runReason } from '#shared/contract/runs.ts'
import { declared } from '../../ports/rpc.ts'
import type { Sql, Transaction } from '../../ports/sql.ts'
import { agents } from '../../schema/agents.ts'
import { companies } from '../../schema/companies.ts'
import { routineRevisions, routines } from '../../schema/routines.ts'
import { routineRuns } from '../../schema/runs.ts'

export type RunStore = ReturnType<typeof runStore>

/** How a run ended. */
export interface Ending {
  status: Exclude<RunStatus, 'queued' | 'running'>
  reason: z.infer<typeof runReason>
  message: string
  exitCode: number | null
  signal: string | null
  durationMs: number | null
  /** What the program said it cost, millionths of a US dollar. */
  costMicroUsd?: number | null
}

type ListInput = z.output<NonNullable<(typeof contract.list)['~orpc']['inputSchema']>>

export const activeStatuses: RunStatus[] = ['queued', 'running']
const retried = alias(routineRuns, 'retried')

const columns = {
  id: routineRuns.id,
  number: routineRuns.number,
  companyId: routineRuns.companyId,
  routineId: routineRuns.routineId,
  routineName: routines.name,
  agentId: routineRuns.agentId,
  agentName: agents.name,
  revisionId: routineRuns.routineRevisionId,
  revisionNumber: routineRevisions.number,
  envNumber: routineRevisions.envNumber,
  debug: routineRuns.debug,
  costMicroUsd: routineRuns.costMicroUsd,
  source: routineRuns.source,
  triggerId: routineRuns.triggerId,
  retryOfNumber: retried.number,
  status: routineRuns.status,
  reason: routineRuns.reason,
  message: routineRuns.message,
  exitCode: routineRuns.exitCode,
  signal: routineRuns.signal,
  dueAt: routineRuns.dueAt,
  queuedAt: routineRuns.queuedAt,
  startedAt: routineRuns.startedAt,
  finishedAt: routineRuns.finishedAt,
  durationMs: routineRuns.durationMs,
  launch: routineRuns.launch,
  env: routineRuns.envReceipt,
  log: { lines: routineRuns.logLines, bytes: routineRuns.logBytes, redactions: routineRuns.logRedactions, binary: routineRuns.logBinary },
  isSample: companies.isSample,
}

export function runStore({ sql: port }: { sql: Sql }) {
  function select(db: Sql['db'] | Transaction = port.db) {
    return db
      .select(columns)
      .from(routineRuns)
      .innerJoin(companies, eq(companies.id, routineRuns.companyId))
      .innerJoin(routines, eq(routines.id, routineRuns.routineId))
      .leftJoin(routineRevisions, eq(routineRevisions.id, routineRuns.routineRevisionId))
      .leftJoin(agents, and(eq(agents.companyId, routineRuns.companyId), eq(agents.id, routineRuns.agentId)))
      .leftJoin(retried, eq(retried.id, routineRuns.retryOfId))
  }

  /** Newest first among the active or among the ended ones, below a run number. */
  function part(db: Transaction, filter: SQL | undefined, active: boolean, below: number | null, limit: number): Promise<Run[]> {
    const state = active ? inArray(routineRuns.status, activeStatuses) : notInArray(routineRuns.status, activeStatuses)
    const place = below === null ? undefined : lt(routineRuns.number, below)
    return select(db)
      .where(and(filter, state, place))
      .orderBy(desc(routineRuns.number))
      .limit(limit)
  }

  return {
    async find(companyId: string, id: string): Promise<Run | undefined> {
      return (await select().where(and(eq(routineRuns.companyId, companyId), eq(routineRuns.id, id))))[0]
    },

    /** Reads from one snapshot: a run that ends meanwhile must not come twice, as active and as ended. */
    list(input: ListInput): Promise<{ items: Run[]; nextCursor: string | null; total: number }> {
      const filter = listFilter(input)
      const cursor = readCursor(input.cursor)
      const wanted = input.limit + 1
      return port.db.transaction(
        async (tx) => {
          const items = cursor.active ? await part(tx, filter, true, cursor.below, wanted) : []
          if (items.length < wanted) items.push(...(await part(tx, filter, false, cursor.active ? null : cursor.below, wanted - items.length)))
          const total = await tx.$count(routineRuns, filter)
          const page = items.slice(0, input.limit)
          const last = page.at(-1)
          return { items: page, nextCursor: last && items.length > page.length ? writeCursor(last) : null, total }
        },
        { isolationLevel: 'repeatable read', accessMode: 'read only' },
      )
    },
  }
}

function listFilter({ companyId, routineId, agentId, status, query }: ListInput): SQL | undefined {
  return and(
    eq(routineRuns.companyId, companyId),
    routineId ? eq(routineRuns.routineId, routineId) : undefined,
    agentId ? eq(routineRuns.agentId, agentId) : undefined,
    status && status.length > 0 ? inArray(routineRuns.status, status) : undefined,
    query?.trim() ? matches(companyId, query.trim()) : undefined,
  )
}

/** A run number, written as a person would (`412`, `#412`, `run 412`), or a part of a routine's name. */
function matches(companyId: string, query: string): SQL | undefined {
  const named = sql`${routineRuns.routineId} in (select x.id from routines x where x.company_id = ${companyId} and strpos(lower(x.name), lower(${query})) > 0)`
  const number = /^(?:run\s*)?#?(\d{1,15})$/i.exec(query)?.[1]
  return number ? or(eq(routineRuns.number, Number(number)), named) : named
}

/** `a412`: after run 412 of the active ones; `e412`: of the ended ones. */
function readCursor(cursor: string | undefined): { active: boolean; below: number | null } {
  if (!cursor) return { active: true, below: null }
  const [, part, number] = /^([ae])(\d{1,15})$/.exec(cursor) ?? []
  if (part) return { active: part === 'a', below: Number(number) }
  // Starting over instead would send a client that pages through everything round in circles.
  const message = 'cursor is not one that a page of this list gave.'
  throw declared('BAD_REQUEST', { issues: [{ path: ['cursor'], message }] }, message)
}

function writeCursor({ status, number }: Run): string {
  return `${activeStatuses.includes(status) ? 'a' : 'e'}${number}`
}
