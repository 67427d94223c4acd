import { showEnv } from '#shared/domain/env.ts'
import { notFound, os } from '../../ports/rpc.ts'
import type { SnapshotComparer } from './compare.ts'
import { badCursor } from './list-store.ts'
import type { RoutinesNeeds } from './needs.ts'
import { type RoutineReader, revisionView } from './reader.ts'
import type { Restorer } from './restore.ts'
import type { RestorePlanner } from './restore-plan.ts'
import type { RevisionRecord, RoutineStore } from './store.ts'

interface HandlerNeeds extends RoutinesNeeds {
  store: RoutineStore
  reader: RoutineReader
  comparer: SnapshotComparer
  plan: RestorePlanner
  restore: Restorer
}

export type HistoryHandlers = ReturnType<typeof historyHandlers>

export function historyHandlers({ store, reader, comparer, plan, restore, live }: HandlerNeeds) {
  async function revisionOf(routineId: string, revisionId: string): Promise<RevisionRecord> {
    const found = await store.revision(routineId, revisionId)
    if (!found) throw notFound('revision')
    return found
  }

  return {
    revisions: os.routines.revisions.handler(async ({ input }) => {
      const routine = await reader.record(input.companyId, input.id)
      if (input.cursor && !/^\d{1,9}$/.test(input.cursor)) throw badCursor()
      const below = input.cursor ? Number(input.cursor) : null
      const { rows, total } = await store.revisions(routine.id, below, input.limit + 1)
      const page = rows.slice(0, input.limit)
      const nextCursor = rows.length > page.length ? String(page.at(-1)?.number) : null
      return { items: page.map((row) => revisionView(row, routine.revisionId)), nextCursor, total }
    }),

    revision: os.routines.revision.handler(async ({ input }) => {
      const routine = await reader.record(input.companyId, input.id)
      const { snapshot, ...revision } = await revisionOf(routine.id, input.revisionId)
      return { revision: revisionView(revision, routine.revisionId), snapshot: { ...snapshot, env: showEnv(snapshot.env) } }
    }),

    compare: os.routines.compare.handler(async ({ input }) => {
      const routine = await reader.record(input.companyId, input.id)
      const before = await revisionOf(routine.id, input.beforeId)
      const after = await revisionOf(routine.id, input.afterId)
      return {
        before: revisionView(before, routine.revisionId),
        after: revisionView(after, routine.revisionId),
        ...(await comparer(routine, before.snapshot, after.snapshot)),
      }
    }),

    planRestore: os.routines.planRestore.handler(async ({ input }) => {
      const routine = await reader.record(input.companyId, input.id)
      return plan(routine, await revisionOf(routine.id, input.revisionId), input)
    }),

    restore: os.routines.restore.handler(async ({ input: { companyId, id, revisionId, ...request } }) => {
      const routine = await reader.record(companyId, id)
      await restore(routine, await revisionOf(routine.id, revisionId), request)
      live.publish({ noun: 'routine', id, companyId, kind: 'updated' })
      return reader.routine(companyId, id)
    }),
  }
}
