/** Runs on their way: every step from queued to ended is one guarded write, so that none can be taken twice or undone. */
import { and, asc, eq, gt, inArray, isNull, sql } from 'drizzle-orm'
import type { Clock } from '../../ports/clock.ts'
import { newId } from '../../ports/rows.ts'
import { notFound } from '../../ports/rpc.ts'
import type { Sql, Transaction } from '../../ports/sql.ts'
import type { EnvReceipt, PastRun, RunDraft } from '../../ports/work.ts'
import { agents } from '../../schema/agents.ts'
import { projects } from '../../schema/projects.ts'
import { routineRevisions, routines } from '../../schema/routines.ts'
import { routineRuns } from '../../schema/runs.ts'
import type { LogCounts } from './log-writer.ts'
import { cancelledInQueue } from './sentences.ts'
import { activeStatuses, type Ending } from './store.ts'

export type QueueStore = ReturnType<typeof queueStore>

export interface ClaimedRun {
  id: string
  companyId: string
  routineId: string
  revisionId: string
  source: 'manual' | 'schedule' | 'retry'
  actor: string
  debug: boolean
}

const claimed = {
  id: routineRuns.id,
  companyId: routineRuns.companyId,
  routineId: routineRuns.routineId,
  // Given at the latest by `claim`.
  revisionId: sql<string>`${routineRuns.routineRevisionId}`,
  source: routineRuns.source,
  actor: routineRuns.actor,
  debug: routineRuns.debug,
}

interface ByHand {
  companyId: string
  routineId: string
  retryOf?: string | undefined
  debug: boolean
}

export function queueStore(needs: { sql: Sql; clock: Clock }) {
  return { ...intake(needs), ...progress(needs), ...endings(needs), ...ofCompany(needs) }
}

/** How runs come to be and are taken up. */
function intake({ sql: port, clock }: { sql: Sql; clock: Clock }) {
  /** Answers null when that trigger's instant has a run already. */
  async function enqueue(tx: Transaction, draft: RunDraft): Promise<string | null> {
    const { revisionId, ...fields } = draft
    const [row] = await tx
      .insert(routineRuns)
      .values({ id: newId(), ...fields, routineRevisionId: revisionId, queuedAt: clock.now() })
      .onConflictDoNothing({ target: [routineRuns.triggerId, routineRuns.dueAt] })
      .returning({ id: routineRuns.id })
    return row?.id ?? null
  }

  return {
    enqueue,

    /** Queues a run of the routine's current revision, or of the revision that `retryOf` ran. */
    startByHand({ companyId, routineId, retryOf, debug }: ByHand, actor: string) {
      return port.db.transaction(async (tx) => {
        const [routine] = await tx
          .select({ revisionId: routines.revisionId, agentId: sql<string>`${routines.agentId}` })
          .from(routines)
          .where(and(eq(routines.companyId, companyId), eq(routines.id, routineId), isNull(routines.deletedAt)))
          .for('share')
        if (!routine) throw notFound('routine')
        if (!retryOf) return enqueue(tx, { companyId, routineId, ...routine, source: 'manual', actor, debug })
        const [earlier] = await tx
          .select({ id: routineRuns.id, revisionId: routineRuns.routineRevisionId, agentId: routineRuns.agentId })
          .from(routineRuns)
          .where(and(eq(routineRuns.companyId, companyId), eq(routineRuns.routineId, routineId), eq(routineRuns.id, retryOf)))
        if (!earlier) throw notFound('run')
        const { id: retryOfId, revisionId, agentId } = earlier
        const same = { revisionId: revisionId ?? routine.revisionId, agentId: agentId ?? routine.agentId }
        return enqueue(tx, { companyId, routineId, ...same, retryOfId, source: 'retry', actor, debug })
      })
    },

    /** Takes the oldest queued runs, at most `limit`, leaving out every routine that has a run going. From here on each has its revision. */
    async claim(limit: number): Promise<ClaimedRun[]> {
      // An array is made once. As a plain subquery the planner may evaluate it for each row: rows it took itself count as
      // locked by then, others take their place, and the limit is overrun.
      const free = sql`array(
        select q.id from routine_runs q
        where q.status = 'queued' and not exists (
          select 1 from routine_runs b
          where b.routine_id = q.routine_id and b.status in ('queued', 'running') and (b.status = 'running' or b.number < q.number)
        )
        order by q.number limit ${limit} for update of q skip locked
      )`
      const pinned = sql`coalesce(${routineRuns.routineRevisionId}, (select r.revision_id from routines r where r.id = ${routineRuns.routineId}))`
      return port.db
        .update(routineRuns)
        .set({ status: 'running', startedAt: clock.now(), routineRevisionId: pinned })
        .where(sql`${routineRuns.id} = any(${free})`)
        .returning(claimed)
    },

    /** Puts a claimed run back that nothing was started for. */
    async release(id: string): Promise<void> {
      await port.db
        .update(routineRuns)
        .set({ status: 'queued', startedAt: null })
        .where(and(eq(routineRuns.id, id), eq(routineRuns.status, 'running'), isNull(routineRuns.pid)))
    },

    /** Writes runs that have ended already; numbers rise in the order given. Answers their ids. */
    async insertPast(past: Array<Omit<PastRun, 'lines'> & { log: LogCounts }>): Promise<string[]> {
      const rows = past.map(({ revisionId, log, ...run }) => ({
        ...run,
        id: newId(),
        routineRevisionId: revisionId,
        actor: run.source === 'schedule' ? 'schedule' : 'sample',
        dueAt: null,
        queuedAt: run.startedAt,
        finishedAt: new Date(run.startedAt.getTime() + run.durationMs),
        ...logColumns(log),
      }))
      if (rows.length > 0) await port.db.insert(routineRuns).values(rows)
      return rows.map(({ id }) => id)
    },
  }
}

/** What a run needs to be started, and what is noted while it runs. */
function progress({ sql: port }: { sql: Sql }) {
  return {
    /** The pinned revision with the agent and project as they are now; undefined when they are gone. */
    async plan({ companyId, revisionId, routineId }: ClaimedRun) {
      const [revision] = await port.db
        .select({
          snapshot: routineRevisions.snapshot,
          createdAt: routineRevisions.createdAt,
          createdBy: routineRevisions.createdBy,
          deletedAt: routines.deletedAt,
        })
        .from(routineRevisions)
        .innerJoin(routines, eq(routines.id, routineRevisions.routineId))
        .where(and(eq(routineRevisions.companyId, companyId), eq(routineRevisions.routineId, routineId), eq(routineRevisions.id, revisionId)))
      if (!revision) return undefined
      const { agentId, projectId } = revision.snapshot
      const [agent] = await port.db
        .select()
        .from(agents)
        .where(and(eq(agents.companyId, companyId), eq(agents.id, agentId)))
      const [project] = projectId
        ? await port.db
            .select()
            .from(projects)
            .where(and(eq(projects.companyId, companyId), eq(projects.id, projectId)))
        : []
      return { ...revision, agent, project }
    },

    /** Notes what is about to be started. Answers false when the run has been ended meanwhile. */
    async launching(id: string, launch: { command: string; args: string[]; cwd: string }, envReceipt: EnvReceipt): Promise<boolean> {
      const { rowCount } = await port.db
        .update(routineRuns)
        .set({ launch, envReceipt })
        .where(and(eq(routineRuns.id, id), eq(routineRuns.status, 'running')))
      return rowCount === 1
    },

    async started(id: string, pid: number, pidStarted: string): Promise<void> {
      await port.db.update(routineRuns).set({ pid, pidStarted }).where(eq(routineRuns.id, id))
    },

    async logged(id: string, log: LogCounts): Promise<void> {
      await port.db
        .update(routineRuns)
        .set(logColumns(log))
        .where(and(eq(routineRuns.id, id), eq(routineRuns.status, 'running')))
    },

    /** Runs that an earlier host was working on. */
    listRunning() {
      return port.db
        .select({ ...claimed, pid: routineRuns.pid, pidStarted: routineRuns.pidStarted, redactions: routineRuns.logRedactions })
        .from(routineRuns)
        .where(eq(routineRuns.status, 'running'))
    },
  }
}

function endings({ sql: port, clock }: { sql: Sql; clock: Clock }) {
  return {
    /** Ends a running run, once: answers false when it has ended before. A run that never started gets no start. */
    async finish(id: string, ending: Ending, log: LogCounts | null, began: boolean): Promise<boolean> {
      const { rowCount } = await port.db
        .update(routineRuns)
        .set({ ...ending, finishedAt: clock.now(), ...(began ? {} : { startedAt: null }), ...(log ? logColumns(log) : {}) })
        .where(and(eq(routineRuns.id, id), eq(routineRuns.status, 'running')))
      return rowCount === 1
    },

    /** Ends a queued run; answers false when it is not queued (any more). */
    async cancelQueued(companyId: string, id: string): Promise<boolean> {
      const { rowCount } = await port.db
        .update(routineRuns)
        .set({ status: 'cancelled', reason: 'cancelled', message: cancelledInQueue, finishedAt: clock.now(), cancelRequestedAt: clock.now() })
        .where(and(eq(routineRuns.companyId, companyId), eq(routineRuns.id, id), eq(routineRuns.status, 'queued')))
      return rowCount === 1
    },

    async cancelRequested(id: string): Promise<void> {
      await port.db
        .update(routineRuns)
        .set({ cancelRequestedAt: clock.now() })
        .where(and(eq(routineRuns.id, id), eq(routineRuns.status, 'running'), isNull(routineRuns.cancelRequestedAt)))
    },
  }
}

function ofCompany({ sql: port }: { sql: Sql }) {
  return {
    async listActive(companyId: string): Promise<string[]> {
      const rows = await port.db
        .select({ id: routineRuns.id })
        .from(routineRuns)
        .where(and(eq(routineRuns.companyId, companyId), inArray(routineRuns.status, activeStatuses)))
      return rows.map(({ id }) => id)
    },

    /** Ids of a company's runs after `after`, a thousand at a time. */
    async idsAfter(companyId: string, after: string | null): Promise<string[]> {
      const rows = await port.db
        .select({ id: routineRuns.id })
        .from(routineRuns)
        .where(and(eq(routineRuns.companyId, companyId), after ? gt(routineRuns.id, after) : undefined))
        .orderBy(asc(routineRuns.id))
        .limit(1000)
      return rows.map(({ id }) => id)
    },
  }
}

function logColumns({ lines, bytes, redactions, binary }: LogCounts) {
  return { logLines: lines, logBytes: bytes, logRedactions: redactions, logBinary: binary }
}
