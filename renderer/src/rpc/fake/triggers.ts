/** Triggers and previews of their schedules, as the fake host answers for them. */
import { type Handlers, need, patch } from './handlers.ts'
import { type Emit, type FakeState, newId } from './state.ts'

export function triggers(state: FakeState, emit: Emit): Handlers['triggers'] {
  const find = (input: { id: string; companyId: string }) => need(state.triggers, input, 'trigger')
  return {
    list: ({ routineId }) => state.triggers.filter((trigger) => trigger.routineId === routineId),
    create: ({ companyId, routineId, ...draft }) => {
      const trigger = {
        ...draft,
        id: newId(state),
        companyId,
        routineId,
        kind: 'cron' as const,
        words: draft.cron,
        nextDueAt: new Date(Date.now() + 3_600_000),
        lastDueAt: null,
      }
      state.triggers.push(trigger)
      emit('trigger', trigger.id, companyId, 'created')
      return trigger
    },
    update: ({ id, companyId, ...change }) => {
      const trigger = patch(find({ id, companyId }), change)
      emit('trigger', id, companyId)
      return trigger
    },
    remove: (input) => {
      const trigger = find(input)
      state.triggers = state.triggers.filter((row) => row !== trigger)
      emit('trigger', trigger.id, trigger.companyId, 'removed')
      return {}
    },
    preview: ({ cron, count }) => {
      const fields = cron.trim().split(/\s+/)
      if (fields.length < 5 || fields.length > 6)
        return { valid: false, field: 'expression', message: 'A schedule has five fields, or six with seconds first.' }
      if (fields[4] === '8') return { valid: false, field: 'day of week', message: '8 is out of range 0–7.' }
      const next = Array.from({ length: count }, (_, n) => {
        const at = new Date(state.now + (n + 1) * 3_600_000)
        return { at, local: `${at.toISOString().slice(0, 16).replace('T', ' ')} +00:00`, clockChange: n === 3 ? ('skipped hour' as const) : null }
      })
      return {
        valid: true,
        words: cron === '0 2 * * *' ? 'At 02:00' : 'Every hour',
        dialect: fields.length === 6 ? 'six' : 'five',
        next,
        warnings: [],
      }
    },
    timezones: () => ({
      system: 'Europe/Berlin',
      zones: ['UTC', 'Europe/Berlin', 'Europe/London', 'America/New_York', 'Asia/Tokyo', 'Australia/Lord_Howe'].map((name, n) => ({
        name,
        offsetMin: [0, 60, 0, -300, 540, 660][n] ?? 0,
      })),
    }),
  }
}
