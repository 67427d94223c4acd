/** Reads routines and triggers in the shapes of the contract. */
import type { Revision, Routine } from '#shared/contract/routines.ts'
import type { Trigger } from '#shared/contract/triggers.ts'
import { showEnv } from '#shared/domain/env.ts'
import { scheduleWords } from '#shared/domain/schedule-words.ts'
import { notFound } from '../../ports/rpc.ts'
import type { RoutineListStore } from './list-store.ts'
import type { RoutinesNeeds } from './needs.ts'
import type { RevisionRecord, RoutineRecord, RoutineStore, TriggerRecord } from './store.ts'

export type RoutineReader = ReturnType<typeof routineReader>

export function routineReader({ store, list, describe: describeEnv }: RoutinesNeeds & { store: RoutineStore; list: RoutineListStore }) {
  /** Throws NOT_FOUND when the company has no such routine, or it is deleted. */
  async function record(companyId: string, id: string): Promise<RoutineRecord> {
    const found = await store.find(companyId, id)
    if (!found) throw notFound('routine')
    return found
  }

  async function effectiveEnv(routine: RoutineRecord) {
    return describeEnv(routine.companyId, await store.layersOf(routine))
  }

  /** Which layer wins how many keys, and how many of the winners could not be resolved now. */
  async function envSummary(routine: RoutineRecord): Promise<Routine['envSummary']> {
    const summary = { routine: 0, project: 0, agent: 0, unresolved: 0 }
    for (const { definitions } of await effectiveEnv(routine)) {
      const [winner] = definitions
      if (!winner) continue
      summary[winner.layer] += 1
      if (winner.health !== 'ok') summary.unresolved += 1
    }
    return summary
  }

  return {
    record,

    async routine(companyId: string, id: string): Promise<Routine> {
      const found = await record(companyId, id)
      const row = await list.row(id)
      if (!row) throw notFound('routine')
      const { description, args, revisionId, revisionNumber, createdAt, updatedAt } = found
      const revision = await store.revision(id, revisionId)
      if (!revision) throw new Error('A routine has a current revision.')
      const env = { env: showEnv(found.env), envNumber: revision.envNumber, envSummary: await envSummary(found) }
      return { ...row, description, args, ...env, revisionId, revisionNumber, createdAt, updatedAt }
    },

    async effectiveEnv(companyId: string, id: string) {
      return effectiveEnv(await record(companyId, id))
    },

    async trigger(companyId: string, routineId: string, id: string): Promise<Trigger> {
      const found = (await store.triggersOf(companyId, routineId)).find((trigger) => trigger.id === id)
      if (!found) throw notFound('trigger')
      return triggerView(found)
    },
  }
}

export function triggerView({ id, routineId, kind, label, enabled, cron, timezone, nextDueAt, lastDueAt }: TriggerRecord): Trigger {
  return { id, routineId, kind, label, enabled, cron, timezone, words: scheduleWords(cron), nextDueAt, lastDueAt }
}

export function revisionView(row: Omit<RevisionRecord, 'snapshot'>, currentId: string): Revision {
  const { companyId: _, ...shown } = row
  return { ...shown, current: shown.id === currentId }
}
