import { previewSchedule } from '#shared/domain/schedule.ts'
import { knownZones, systemZone } from '#shared/domain/schedule-zones.ts'
import { newId } from '../../ports/rows.ts'
import { declared, notFound, os } from '../../ports/rpc.ts'
import type { Editor } from './editor.ts'
import type { RoutinesNeeds } from './needs.ts'
import { type RoutineReader, triggerView } from './reader.ts'
import { acceptSchedule, dueAfter } from './schedules.ts'
import type { RoutineStore } from './store.ts'

const MOST_TRIGGERS = 20
/** Years that the calendar of the engine covers. */
const YEARS = [1970, 9000] as const

type HandlerNeeds = RoutinesNeeds & { store: RoutineStore; reader: RoutineReader; editor: Editor }

export function triggerHandlers(needs: HandlerNeeds) {
  const { store, reader, clock } = needs
  return os.triggers.router({
    ...editing(needs),

    list: os.triggers.list.handler(async ({ input }) => {
      const { id } = await reader.record(input.companyId, input.routineId)
      return (await store.triggersOf(input.companyId, id)).map(triggerView)
    }),

    preview: os.triggers.preview.handler(({ input: { cron, timezone, from = clock.now(), count } }) => {
      const year = from.getUTCFullYear()
      if (year < YEARS[0] || year > YEARS[1]) refuse('from', `must lie between ${YEARS[0]} and ${YEARS[1]}`)
      return previewSchedule(cron, timezone, from, count)
    }),

    timezones: os.triggers.timezones.handler(() => ({ system: systemZone(), zones: knownZones(clock.now()) })),
  })
}

function editing({ store, reader, editor, live, clock }: HandlerNeeds) {
  async function ownerOf(companyId: string, triggerId: string): Promise<string> {
    const routineId = await store.ownerOf(companyId, triggerId)
    if (!routineId) throw notFound('trigger')
    return routineId
  }

  function changed(companyId: string, id: string, routineId: string, kind: 'created' | 'updated' | 'removed'): void {
    live.publish({ noun: 'trigger', id, companyId, kind })
    live.publish({ noun: 'routine', id: routineId, companyId, kind: 'updated' })
  }

  return {
    create: os.triggers.create.handler(async ({ input: { companyId, routineId, ...draft } }) => {
      const trigger = acceptSchedule(draft, clock.now())
      const id = newId()
      await editor.edit(companyId, routineId, { summary: 'Added trigger' }, async (_tx, routine, rows) => {
        if ((await rows.triggers(companyId, routine.id)).length >= MOST_TRIGGERS)
          refuse('routineId', `a routine has at most ${MOST_TRIGGERS} triggers`)
        const now = clock.now()
        const record = { ...trigger, id, companyId, routineId: routine.id, kind: 'cron' as const, createdAt: now, updatedAt: now }
        await rows.insertTriggers([{ ...record, nextDueAt: dueAfter(trigger, routine.enabled, now) }])
      })
      changed(companyId, id, routineId, 'created')
      return reader.trigger(companyId, routineId, id)
    }),

    update: os.triggers.update.handler(async ({ input: { companyId, id, ...fields } }) => {
      const routineId = await ownerOf(companyId, id)
      await editor.edit(companyId, routineId, { summary: 'Changed trigger' }, async (_tx, routine, rows) => {
        const before = (await rows.triggers(companyId, routineId)).find((trigger) => trigger.id === id)
        if (!before) throw notFound('trigger')
        const given = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
        const { label, enabled, cron, timezone } = acceptSchedule({ ...before, ...given }, clock.now())
        const rescheduled = cron !== before.cron || timezone !== before.timezone || enabled !== before.enabled
        // A new label must not move an instant that is due at this moment.
        const due = rescheduled ? { nextDueAt: dueAfter({ cron, timezone, enabled }, routine.enabled, clock.now()) } : {}
        await rows.updateTrigger(id, { label, enabled, cron, timezone, updatedAt: clock.now(), ...due })
      })
      changed(companyId, id, routineId, 'updated')
      return reader.trigger(companyId, routineId, id)
    }),

    remove: os.triggers.remove.handler(async ({ input: { companyId, id } }) => {
      const routineId = await ownerOf(companyId, id)
      await editor.edit(companyId, routineId, { summary: 'Removed trigger' }, async (_tx, _routine, rows) => void (await rows.removeTrigger(id)))
      changed(companyId, id, routineId, 'removed')
      return {}
    }),
  }
}

function refuse(field: string, message: string): never {
  throw declared('BAD_REQUEST', { issues: [{ path: [field], message }] }, `${field} ${message}.`)
}
