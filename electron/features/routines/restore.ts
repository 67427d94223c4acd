/**
 * Brings the content of an earlier revision back as a new one: fields, triggers, environment and bindings in one
 * transaction, or nothing of it. Revisions in between stay.
 */
import type { StoredSnapshot } from '#shared/contract/routines.ts'
import { changedParts, same } from '#shared/domain/diff.ts'
import { declared } from '../../ports/rpc.ts'
import { type Editor, type Rows, snapshotOf } from './editor.ts'
import type { RoutinesNeeds } from './needs.ts'
import { reach, restoredContent } from './restore-content.ts'
import type { RestoreRequest } from './restore-plan.ts'
import type { VersionChooser } from './restore-versions.ts'
import { acceptSchedule, dueAfter } from './schedules.ts'
import type { RevisionRecord, RoutineRecord } from './store.ts'

export interface Restore extends RestoreRequest {
  /** The revision that was current when the plan was read. */
  baseRevisionId: string
  enable?: boolean | undefined
  reason: string
}

export type Restorer = ReturnType<typeof routineRestorer>

export function routineRestorer({ editor, chooseVersions, clock }: RoutinesNeeds & { editor: Editor; chooseVersions: VersionChooser }) {
  /** Makes the triggers of a routine those of `wanted`. One that stays as it was keeps what it waits for; all others count from now. */
  async function restoreTriggers(rows: Rows, routine: RoutineRecord, current: StoredSnapshot['triggers'], wanted: StoredSnapshot['triggers']) {
    const known = new Map(current.map((trigger) => [trigger.id, trigger]))
    const kept = new Set(wanted.map(({ id }) => id))
    const now = clock.now()
    for (const { id } of current) if (!kept.has(id)) await rows.removeTrigger(id)
    for (const [index, trigger] of wanted.entries()) {
      const before = known.get(trigger.id)
      if (same(before, trigger)) continue
      const { id, kind, label, enabled, cron, timezone } = trigger.enabled ? acceptSchedule(trigger, now) : trigger
      const rescheduled = !before || before.cron !== cron || before.timezone !== timezone || before.enabled !== enabled
      const due = rescheduled ? { nextDueAt: dueAfter({ cron, timezone, enabled }, routine.enabled, now) } : {}
      const fields = { label, enabled, cron, timezone, updatedAt: now, ...due }
      if (before) await rows.updateTrigger(id, fields)
      // A millisecond apart, they are listed in the order of the revision.
      else await rows.insertTriggers([{ ...fields, id, kind, companyId: routine.companyId, routineId: routine.id, createdAt: at(now, index) }])
    }
  }

  /**
   * Appends a revision with the content asked for. Throws CONFLICT when the routine was saved since the plan was read,
   * WRONG_STATE when nothing would change, NOT_FOUND for an agent or project that is gone, NAME_TAKEN, UNKNOWN_SECRET,
   * INLINE_SECRET and INVALID_SCHEDULE.
   */
  return async (routine: RoutineRecord, revision: RevisionRecord, request: Restore): Promise<void> => {
    const { companyId, id } = routine
    const { env } = await chooseVersions(routine, revision, request.versions)
    const then = { ...revision.snapshot, env }
    const summary = `Restored r${revision.number}: ${request.reason.trim()}`
    const edit = { summary, baseRevisionId: request.baseRevisionId, restoredFrom: revision.number }
    await editor.edit(companyId, id, edit, async (tx, before, rows) => {
      const now = snapshotOf(before, await rows.triggers(companyId, id))
      const content = restoredContent(now, then, request)
      const after = { ...content, enabled: request.enable ?? now.enabled }
      if (changedParts(now, after).length === 0) {
        throw declared('WRONG_STATE', { state: 'current' }, `Nothing was restored: the routine holds this content of r${revision.number} already.`)
      }
      await restoreTriggers(rows, { ...before, enabled: after.enabled }, now.triggers, after.triggers)
      const { name, description, projectId, agentId, args, enabled } = after
      const flipped = enabled === now.enabled ? {} : { enabled, disabledReason: enabled ? null : request.reason.trim() }
      await editor.write(tx, before, {
        ...(reach(request.scope).config ? { name, description, projectId, agentId, args } : {}),
        ...(reach(request.scope).env ? { env: after.env } : {}),
        ...flipped,
      })
    })
  }
}

function at(instant: Date, offsetMs: number): Date {
  return new Date(instant.getTime() + offsetMs)
}
