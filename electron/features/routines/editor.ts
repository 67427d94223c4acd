/**
 * Every change of a routine: under a lock on its row, in one transaction with the revision that records it. A change
 * that leaves the snapshot as it was leaves no revision.
 */
import type { StoredSnapshot } from '#shared/contract/routines.ts'
import { changedParts, same } from '#shared/domain/diff.ts'
import { sameEnv } from '#shared/domain/env.ts'
import { newId, onUnique } from '../../ports/rows.ts'
import { declared } from '../../ports/rpc.ts'
import type { Transaction } from '../../ports/sql.ts'
import type { RoutinesNeeds } from './needs.ts'
import { dueAfter } from './schedules.ts'
import { type RevisionRecord, type RoutineRecord, type RoutineStore, routineRows, type TriggerRecord } from './store.ts'

export type RoutineFields = Pick<RoutineRecord, 'name' | 'description' | 'projectId' | 'agentId' | 'args' | 'env'>
type Changes = Partial<RoutineFields & Pick<RoutineRecord, 'enabled' | 'disabledReason'>>
type Fields = { [K in keyof Changes]: Changes[K] | undefined }
type NewTrigger = Pick<TriggerRecord, 'label' | 'enabled' | 'cron' | 'timezone'>

export interface NewRoutine extends RoutineFields {
  companyId: string
  enabled: boolean
  triggers: NewTrigger[]
  summary: string
}

export interface Edit {
  summary: string
  /** The revision the editor saw; another one by now is a conflict. */
  baseRevisionId?: string | undefined
  /** Look among the deleted ones instead. */
  deleted?: boolean
  /** Number of the revision whose content is brought back. */
  restoredFrom?: number
}

export type Rows = ReturnType<typeof routineRows>
export type Editor = ReturnType<typeof routineEditor>

export function routineEditor(needs: RoutinesNeeds & { store: RoutineStore }) {
  const { store, clock, actor, bind, refuseInline } = needs

  /** Writes `fields` where they differ, and keeps bindings, env stamps and due instants in step with them. */
  async function write(tx: Transaction, before: RoutineRecord, fields: Fields): Promise<void> {
    const rows = routineRows(tx)
    const { id, companyId } = before
    if (fields.env) {
      await refuseInline(fields.env, before.env)
      // Even when it is as it was: what it refers to may be gone since.
      await bind(tx, { companyId, targetType: 'routine', targetId: id, env: fields.env })
    }
    const changes = changesOf(before, fields)
    if (Object.keys(changes).length === 0) return
    await rows.requireOwners(companyId, changes)
    const envStamp = changes.env ? { envChangedAt: clock.now(), envChangedBy: actor } : {}
    await rows.update(id, { ...changes, ...envStamp }).catch(nameTaken(changes.name ?? before.name))
    if (changes.enabled !== undefined) await rearm(rows, { ...before, ...changes })
  }

  /** Sets what each trigger of a routine waits for, from now on. */
  async function rearm(rows: Rows, routine: RoutineRecord): Promise<void> {
    const armed = routine.enabled && routine.deletedAt === null
    for (const trigger of await rows.triggers(routine.companyId, routine.id)) {
      await rows.updateTrigger(trigger.id, { nextDueAt: dueAfter(trigger, armed, clock.now()) })
    }
  }

  async function appendRevision(rows: Rows, routine: RoutineRecord, before: RevisionRecord | null, edit: Edit): Promise<void> {
    const snapshot = snapshotOf(routine, await rows.triggers(routine.companyId, routine.id))
    const changed = changedParts(before?.snapshot ?? null, snapshot)
    if (changed.length === 0) return
    const { companyId, id: routineId } = routine
    const { summary, restoredFrom = null } = edit
    const envNumber = before === null ? 1 : before.envNumber + (changed.includes('env') ? 1 : 0)
    const revision = { id: newId(), number: before === null ? 1 : before.number + 1, createdAt: clock.now(), createdBy: actor }
    await rows.insertRevision({ ...revision, companyId, routineId, snapshot, summary, changed, envNumber, restoredFrom })
    await rows.update(routineId, { revisionId: revision.id, revisionNumber: revision.number, updatedAt: revision.createdAt })
  }

  return {
    write,

    /** Deletes softly: out of every list, schedule stopped, and no hold on a secret that somebody wants to delete. */
    async remove(tx: Transaction, before: RoutineRecord): Promise<void> {
      const deleted = { ...before, deletedAt: clock.now() }
      await routineRows(tx).update(before.id, { deletedAt: deleted.deletedAt })
      await rearm(routineRows(tx), deleted)
      await bind(tx, { companyId: before.companyId, targetType: 'routine', targetId: before.id, env: [] })
    },

    /**
     * Undoes a deletion: the routine is what it was, its schedule counts from now. Throws NOT_FOUND when its agent is
     * gone since, UNKNOWN_SECRET when a secret of its env is, and NAME_TAKEN.
     */
    async undelete(tx: Transaction, before: RoutineRecord): Promise<void> {
      if (before.agentId === null) {
        throw declared('NOT_FOUND', { noun: 'agent' }, `${before.name} cannot be brought back: its agent was deleted. Create a new routine instead.`)
      }
      await routineRows(tx).update(before.id, { deletedAt: null }).catch(nameTaken(before.name))
      await rearm(routineRows(tx), { ...before, deletedAt: null })
      await bind(tx, { companyId: before.companyId, targetType: 'routine', targetId: before.id, env: before.env })
    },

    /** Creates a routine with its triggers and first revision; answers its id. */
    async create(tx: Transaction, { triggers, summary, ...fields }: NewRoutine): Promise<string> {
      const rows = routineRows(tx)
      const now = clock.now()
      const id = newId()
      await rows.requireOwners(fields.companyId, fields)
      await refuseInline(fields.env, [])
      const record = { ...fields, id, revisionId: newId(), revisionNumber: 0, envChangedAt: now, envChangedBy: actor, createdAt: now, updatedAt: now }
      await rows.insert(record).catch(nameTaken(fields.name))
      const newTrigger = (trigger: NewTrigger, index: number) => ({
        ...trigger,
        ...{ id: newId(), companyId: fields.companyId, routineId: id, kind: 'cron' as const, updatedAt: now },
        // Triggers are listed by age: a millisecond apart, they stay in the order they were given in.
        createdAt: new Date(now.getTime() + index),
        nextDueAt: dueAfter(trigger, fields.enabled, now),
      })
      await rows.insertTriggers(triggers.map(newTrigger))
      await bind(tx, { companyId: fields.companyId, targetType: 'routine', targetId: id, env: fields.env })
      await appendRevision(rows, await rows.lock(fields.companyId, id), null, { summary })
      return id
    },

    /** Runs `change` under the routine's lock and records what it came to. Throws NOT_FOUND and CONFLICT. */
    edit(companyId: string, id: string, edit: Edit, change: (tx: Transaction, before: RoutineRecord, rows: Rows) => Promise<void>): Promise<void> {
      return store.transaction(async (tx) => {
        const rows = routineRows(tx)
        const before = await rows.lock(companyId, id, edit.deleted)
        if (edit.baseRevisionId && edit.baseRevisionId !== before.revisionId) {
          throw declared(
            'CONFLICT',
            { currentRevisionId: before.revisionId },
            'Someone saved this routine since you opened it. Reload it, or save over it.',
          )
        }
        const revision = await rows.currentRevision(before)
        await change(tx, before, rows)
        const after = await rows.read(id)
        if (after && after.deletedAt === null) await appendRevision(rows, after, revision, edit)
      })
    },
  }
}

/** What a save really changes; the order of env keys means nothing. */
function changesOf(before: RoutineRecord, fields: Fields): Changes {
  const differs = ([key, value]: [string, unknown]) => value !== undefined && !same(value, before[key as keyof Changes])
  const changes: Changes = Object.fromEntries(Object.entries(fields).filter(differs))
  if (changes.env && sameEnv(changes.env, before.env)) delete changes.env
  return changes
}

function nameTaken(name: string) {
  return onUnique('routines_name', () => declared('NAME_TAKEN', { name }, `There is already a routine called ${name}.`))
}

/** What a revision freezes of a routine. */
export function snapshotOf({ name, description, projectId, agentId, enabled, args, env }: RoutineRecord, triggers: TriggerRecord[]): StoredSnapshot {
  if (agentId === null) throw new Error('A routine that is not deleted has an agent.')
  return {
    name,
    description,
    projectId,
    agentId,
    enabled,
    args,
    env,
    triggers: triggers.map(({ id, kind, label, enabled: on, cron, timezone }) => ({ id, kind, label, enabled: on, cron, timezone })),
  }
}
