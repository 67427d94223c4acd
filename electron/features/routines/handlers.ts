import { os } from '../../ports/rpc.ts'
import { settled } from '../../ports/settled.ts'
import type { Editor } from './editor.ts'
import type { HistoryHandlers } from './history-handlers.ts'
import type { RoutineListStore } from './list-store.ts'
import type { RoutinesNeeds } from './needs.ts'
import type { RoutineReader } from './reader.ts'
import { acceptSchedule } from './schedules.ts'
import { type RoutineStore, routineRows } from './store.ts'

const LONGEST_NAME = 120

type HandlerNeeds = RoutinesNeeds & { store: RoutineStore; list: RoutineListStore; reader: RoutineReader; editor: Editor }

export function routineHandlers(needs: HandlerNeeds, history: HistoryHandlers) {
  return os.routines.router({ ...reading(needs), ...editing(needs), ...lifecycle(needs), ...history })
}

function reading({ list, reader }: HandlerNeeds) {
  return {
    list: os.routines.list.handler(({ input }) => list.list(input)),

    get: os.routines.get.handler(({ input }) => reader.routine(input.companyId, input.id)),

    env: os.routines.env.handler(({ input }) => reader.effectiveEnv(input.companyId, input.id)),
  }
}

function editing(needs: HandlerNeeds) {
  const { store, editor, reader, clock } = needs
  const changed = announcer(needs)
  return {
    create: os.routines.create.handler(async ({ input: { triggers, ...fields } }) => {
      const accepted = triggers.map((trigger) => acceptSchedule(trigger, clock.now()))
      const env = settled(fields.env, [])
      const id = await store.transaction((tx) => editor.create(tx, { ...fields, env, triggers: accepted, summary: 'Created' }))
      changed(fields.companyId, id, 'created')
      return reader.routine(fields.companyId, id)
    }),

    update: os.routines.update.handler(async ({ input: { companyId, id, baseRevisionId, summary, ...fields } }) => {
      await editor.edit(companyId, id, { summary, baseRevisionId }, (tx, before) =>
        editor.write(tx, before, { ...fields, env: fields.env && settled(fields.env, before.env) }),
      )
      changed(companyId, id, 'updated')
      return reader.routine(companyId, id)
    }),

    setEnabled: os.routines.setEnabled.handler(async ({ input: { companyId, id, enabled, reason } }) => {
      const said = reason.trim()
      const summary = enabled ? 'Enabled' : `Disabled${said ? `: ${said}` : ''}`
      const disabledReason = enabled ? null : said || null
      await editor.edit(companyId, id, { summary }, (tx, before) => editor.write(tx, before, { enabled, disabledReason }))
      changed(companyId, id, 'updated')
      return reader.routine(companyId, id)
    }),
  }
}

function lifecycle(needs: HandlerNeeds) {
  const { store, editor, reader } = needs
  const changed = announcer(needs)
  return {
    duplicate: os.routines.duplicate.handler(async ({ input: { companyId, id } }) => {
      const copyId = await store.transaction(async (tx) => {
        const rows = routineRows(tx)
        const { name, description, projectId, agentId, args, env } = await rows.lock(companyId, id)
        const triggers = (await rows.triggers(companyId, id)).map(({ label, enabled, cron, timezone }) => ({ label, enabled, cron, timezone }))
        const copy = await freeName(name, (candidate) => rows.isFree(companyId, candidate))
        const fields = { companyId, name: copy, description, projectId, agentId, args, env, enabled: false, triggers }
        return editor.create(tx, { ...fields, summary: `Copied from ${name}` })
      })
      changed(companyId, copyId, 'created')
      return reader.routine(companyId, copyId)
    }),

    remove: os.routines.remove.handler(async ({ input: { companyId, id } }) => {
      await editor.edit(companyId, id, { summary: '' }, (tx, before) => editor.remove(tx, before))
      changed(companyId, id, 'removed')
      return {}
    }),

    undelete: os.routines.undelete.handler(async ({ input: { companyId, id } }) => {
      await editor.edit(companyId, id, { summary: 'Deletion undone', deleted: true }, (tx, before) => editor.undelete(tx, before))
      changed(companyId, id, 'created')
      return reader.routine(companyId, id)
    }),
  }
}

function announcer({ live }: RoutinesNeeds) {
  return (companyId: string, id: string, kind: 'created' | 'updated' | 'removed') => live.publish({ noun: 'routine', id, companyId, kind })
}

/** `<name> copy`, `<name> copy 2` …, shortened where it would be too long. */
async function freeName(name: string, isFree: (candidate: string) => Promise<boolean>): Promise<string> {
  for (let n = 1; ; n += 1) {
    const suffix = n === 1 ? ' copy' : ` copy ${n}`
    // By whole characters: half a surrogate pair is no text.
    const candidate = `${[...name]
      .slice(0, LONGEST_NAME - suffix.length)
      .join('')
      .trimEnd()}${suffix}`
    if (candidate.length <= LONGEST_NAME && (await isFree(candidate))) return candidate
  }
}
