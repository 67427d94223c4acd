import { call } from '@orpc/server'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Env } from '#shared/contract/env.ts'
import { recordingEnv } from '../../adapters/memory/recording-env.ts'
import { recordingLive } from '../../adapters/memory/recording-live.ts'
import { type SeededCompany, seedCompany } from '../../adapters/memory/seed-company.ts'
import { silentLog } from '../../adapters/memory/silent-log.ts'
import { testClock } from '../../adapters/memory/test-clock.ts'
import { type TestDatabase, testDatabase } from '../../adapters/memory/test-database.ts'
import { routines } from '../../schema/routines.ts'
import { routinesFeature } from './index.ts'

let database: TestDatabase
let company: SeededCompany
const clock = testClock(new Date('2026-11-21T08:00:00Z'))
const live = recordingLive()
const vault = recordingEnv()
const boundOf = (id: string) => vault.bound.findLast(({ targetId }) => targetId === id)?.env

function feature() {
  return routinesFeature({
    sql: database.sql,
    clock,
    live,
    log: silentLog(),
    actor: 'ada',
    ...vault,
    enqueue: async () => null,
    wake: () => {},
  })
}

beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.close())
beforeEach(async () => {
  company = await seedCompany(database.sql, { agentEnv: [{ key: 'FROM_AGENT', binding: { kind: 'plain', visibility: 'visible', value: 'x' } }] })
  live.changes.length = 0
})

const router = () => feature().router
const nine = { cron: '0 9 * * *', timezone: 'UTC' }
const plain = (key: string, value: string) => ({ key, binding: { kind: 'plain' as const, visibility: 'visible' as const, value } })

function create(fields: Partial<Parameters<typeof createWith>[0]> = {}) {
  return createWith({ name: 'Report', ...fields })
}
function createWith(fields: {
  name: string
  enabled?: boolean
  args?: string[]
  env?: Env
  projectId?: string
  triggers?: Array<{ cron: string; timezone: string; enabled?: boolean }>
}) {
  const { companyId, agentId } = company
  return call(router().routines.create, { companyId, agentId, ...fields })
}
async function revisions(id: string) {
  const { items } = await call(router().routines.revisions, { companyId: company.companyId, id })
  return items.map(({ number, changed, summary }) => [number, changed, summary])
}

describe('creating', () => {
  it('makes the routine, its triggers and revision 1, and arms the triggers', async () => {
    const routine = await create({ projectId: company.projectId, env: [plain('A', '1')], triggers: [nine, { ...nine, enabled: false }] })
    expect(routine).toMatchObject({
      name: 'Report',
      projectName: 'Project',
      agentName: 'Agent',
      revisionNumber: 1,
      status: 'never_ran',
      recent: [],
      p50Ms: null,
      nextDueAt: new Date('2026-11-21T09:00:00Z'),
      envSummary: { routine: 1, project: 0, agent: 1, unresolved: 0 },
    })
    expect(routine.triggers).toMatchObject([{ words: 'At 09:00', enabled: true }, { enabled: false }])
    expect(await revisions(routine.id)).toEqual([[1, ['config', 'triggers', 'env'], 'Created']])
    expect(boundOf(routine.id)).toEqual([plain('A', '1')])
    expect(live.changes).toEqual([{ noun: 'routine', id: routine.id, companyId: company.companyId, kind: 'created' }])
  })

  it('keeps triggers in the order they were given in', async () => {
    const triggers = Array.from({ length: 20 }, (_, minute) => ({ cron: `${minute} 9 * * *`, timezone: 'UTC' }))
    const { id, triggers: stored } = await create({ triggers })
    expect(stored.map(({ cron }) => cron)).toEqual(triggers.map(({ cron }) => cron))
    const copy = await call(router().routines.duplicate, { companyId: company.companyId, id })
    expect(copy.triggers.map(({ cron }) => cron)).toEqual(triggers.map(({ cron }) => cron))
  })

  it('refuses a taken name, whatever its case, and foreign owners, and leaves nothing behind', async () => {
    await create()
    await expect(create({ name: 'REPORT' })).rejects.toMatchObject({ code: 'NAME_TAKEN', defined: true })
    const other = await seedCompany(database.sql)
    await expect(call(router().routines.create, { companyId: company.companyId, agentId: other.agentId, name: 'x' })).rejects.toMatchObject({
      code: 'NOT_FOUND',
      data: { noun: 'agent' },
    })
    await expect(create({ name: 'x', projectId: other.projectId })).rejects.toMatchObject({ code: 'NOT_FOUND', data: { noun: 'project' } })
    await expect(create({ name: 'x', env: [plain('BROKEN', '')] })).rejects.toMatchObject({ code: 'UNKNOWN_SECRET' })
    await expect(create({ name: 'x', triggers: [{ cron: '0 9 * * 8', timezone: 'UTC' }] })).rejects.toMatchObject({
      code: 'INVALID_SCHEDULE',
      data: { field: 'day-of-week' },
    })
    await expect(create({ name: 'x', triggers: [{ cron: '0 0 30 2 *', timezone: 'UTC' }] })).rejects.toMatchObject({
      code: 'INVALID_SCHEDULE',
      data: { field: 'day-of-month' },
    })
    await expect(create({ name: 'x', triggers: [{ cron: '0 9 * * *', timezone: 'Mars/X' }] })).rejects.toMatchObject({
      code: 'INVALID_SCHEDULE',
      data: { field: 'timezone' },
    })
    expect((await call(router().routines.list, { companyId: company.companyId })).total).toBe(1)
  })
})

describe('saving', () => {
  const update = (id: string, fields: object) => call(router().routines.update, { companyId: company.companyId, id, ...fields })

  it('appends a revision with what changed, and none when nothing did', async () => {
    const { id } = await create({ args: ['a'], env: [plain('A', '1'), plain('B', '2')] })
    await update(id, { description: 'Daily', summary: 'say what' })
    await update(id, { description: 'Daily', args: ['a'], env: [plain('B', '2'), plain('A', '1')] })
    await update(id, {})
    await update(id, { env: [plain('A', '9')], args: ['b'] })
    expect(await revisions(id)).toEqual([
      [3, ['config', 'env'], ''],
      [2, ['config'], 'say what'],
      [1, ['config', 'env'], 'Created'],
    ])
  })

  it('leaves env, its stamps and bindings alone when env is not given', async () => {
    const { id } = await create({ env: [plain('A', '1')] })
    vault.bound.length = 0
    await update(id, { name: 'Renamed' })
    expect(vault.bound).toEqual([])
    await clock.advance(1000)
    const saved = await update(id, { env: [plain('A', '2')] })
    expect(saved.env).toEqual([plain('A', '2')])
    const effective = await call(router().routines.env, { companyId: company.companyId, id })
    expect(effective.find(({ key }) => key === 'A')).toMatchObject({ changedAt: clock.now(), changedBy: 'ada' })
  })

  it('refuses a save that is based on an older revision', async () => {
    const { id, revisionId } = await create()
    const { revisionId: current } = await update(id, { name: 'Two', baseRevisionId: revisionId })
    await expect(update(id, { name: 'Three', baseRevisionId: revisionId })).rejects.toMatchObject({
      code: 'CONFLICT',
      data: { currentRevisionId: current },
    })
  })

  it('lets only one of many saves win that started from the same revision', async () => {
    const { id, revisionId } = await create()
    const saves = Array.from({ length: 6 }, (_, n) => update(id, { description: `version ${n}`, baseRevisionId: revisionId }))
    const outcomes = (await Promise.allSettled(saves)).map((save) => (save.status === 'fulfilled' ? 'saved' : save.reason.code))
    expect([outcomes.filter((outcome) => outcome === 'saved').length, outcomes.filter((outcome) => outcome === 'CONFLICT').length]).toEqual([1, 5])
  })

  it('gives each of many saves at once a number of its own', async () => {
    const { id } = await create()
    await Promise.all(Array.from({ length: 12 }, (_, n) => update(id, { description: `version ${n}` })))
    expect((await revisions(id)).map(([number]) => number)).toEqual([13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1])
  })

  it('keeps the full snapshot of each revision', async () => {
    const { id } = await create({ env: [plain('A', '1')], triggers: [nine] })
    await update(id, { name: 'New name', env: [] })
    const { items, total } = await call(router().routines.revisions, { companyId: company.companyId, id, limit: 1 })
    expect({ total, current: items[0]?.current }).toEqual({ total: 2, current: true })
    const page = await call(router().routines.revisions, { companyId: company.companyId, id, limit: 1, cursor: '2' })
    const { snapshot } = await call(router().routines.revision, { companyId: company.companyId, id, revisionId: page.items[0]?.id ?? '' })
    expect(snapshot).toMatchObject({ name: 'Report', env: [plain('A', '1')], enabled: true, triggers: [{ kind: 'cron', cron: '0 9 * * *' }] })
    expect(page.nextCursor).toBeNull()
  })

  it('answers a foreign or unknown id as not found', async () => {
    const { id } = await create()
    const other = await seedCompany(database.sql)
    for (const wrong of [
      { companyId: other.companyId, id },
      { companyId: company.companyId, id: other.agentId },
    ]) {
      await expect(call(router().routines.get, wrong)).rejects.toMatchObject({ code: 'NOT_FOUND' })
      await expect(call(router().routines.update, { ...wrong, name: 'x' })).rejects.toMatchObject({ code: 'NOT_FOUND' })
      await expect(call(router().routines.remove, wrong)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    }
  })
})

describe('enabling', () => {
  const setEnabled = (id: string, enabled: boolean, reason = '') =>
    call(router().routines.setEnabled, { companyId: company.companyId, id, enabled, reason })

  it('disarms and arms from now, keeps the reason, and appends a revision only for a change', async () => {
    const { id } = await create({ triggers: [nine] })
    const off = await setEnabled(id, false, 'on holiday')
    expect(off).toMatchObject({ enabled: false, status: 'disabled', disabledReason: 'on holiday', nextDueAt: null })
    await setEnabled(id, false, 'still on holiday')
    clock.set(new Date('2026-12-01T10:00:00Z'))
    expect(await setEnabled(id, true)).toMatchObject({ enabled: true, disabledReason: null, nextDueAt: new Date('2026-12-02T09:00:00Z') })
    clock.set(new Date('2026-11-21T08:00:00Z'))
    expect(await revisions(id)).toEqual([
      [3, ['config'], 'Enabled'],
      [2, ['config'], 'Disabled: on holiday'],
      [1, ['config', 'triggers'], 'Created'],
    ])
  })
})

describe('deleting', () => {
  it('is undone whole, bindings included, and free of name and secrets meanwhile', async () => {
    const { companyId } = company
    const { id } = await create({ env: [plain('A', '1')], triggers: [nine] })
    await call(router().routines.remove, { companyId, id })
    expect(boundOf(id)).toEqual([])
    await expect(call(router().routines.get, { companyId, id })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    expect((await call(router().routines.list, { companyId })).total).toBe(0)
    const twin = await create()
    await expect(call(router().routines.undelete, { companyId, id })).rejects.toMatchObject({ code: 'NAME_TAKEN' })
    await call(router().routines.remove, { companyId, id: twin.id })
    expect(await call(router().routines.undelete, { companyId, id })).toMatchObject({
      name: 'Report',
      revisionNumber: 1,
      nextDueAt: new Date('2026-11-21T09:00:00Z'),
    })
    expect(boundOf(id)).toEqual([plain('A', '1')])
    await expect(call(router().routines.undelete, { companyId, id })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  it('cannot be undone once the agent is gone', async () => {
    const { companyId } = company
    const { id } = await create()
    await call(router().routines.remove, { companyId, id })
    await database.sql.db.update(routines).set({ agentId: null }).where(eq(routines.id, id))
    await expect(call(router().routines.undelete, { companyId, id })).rejects.toMatchObject({ code: 'NOT_FOUND', data: { noun: 'agent' } })
  })
})

describe('duplicating', () => {
  it('makes a disabled copy under a free name', async () => {
    const { companyId } = company
    const { id } = await create({ name: 'n'.repeat(120), env: [plain('A', '1')], triggers: [nine] })
    const first = await call(router().routines.duplicate, { companyId, id })
    const second = await call(router().routines.duplicate, { companyId, id })
    expect(first).toMatchObject({ name: `${'n'.repeat(115)} copy`, enabled: false, nextDueAt: null, env: [plain('A', '1')] })
    expect(second.name).toBe(`${'n'.repeat(113)} copy 2`)
    expect(first.triggers[0]?.id).not.toBe((await call(router().routines.get, { companyId, id })).triggers[0]?.id)
  })
})

describe('triggers', () => {
  it('are added, changed and removed, each with a revision', async () => {
    const { companyId } = company
    const { id: routineId } = await create()
    const trigger = await call(router().triggers.create, { companyId, routineId, cron: ' 0  9 1 * 1 ', timezone: 'europe/berlin', label: 'Monthly' })
    expect(trigger).toMatchObject({
      cron: '0 9 1 * 1',
      timezone: 'Europe/Berlin',
      words: 'At 09:00, on day 1 of the month or on Monday',
      nextDueAt: new Date('2026-11-23T08:00:00Z'),
    })
    await call(router().triggers.update, { companyId, id: trigger.id, label: 'Both' })
    expect(await call(router().triggers.update, { companyId, id: trigger.id, enabled: false })).toMatchObject({
      enabled: false,
      nextDueAt: null,
      label: 'Both',
    })
    await call(router().triggers.update, { companyId, id: trigger.id, enabled: false })
    await expect(call(router().triggers.update, { companyId, id: trigger.id, cron: 'x' })).rejects.toMatchObject({
      code: 'INVALID_SCHEDULE',
      data: { field: 'expression' },
    })
    await call(router().triggers.remove, { companyId, id: trigger.id })
    await expect(call(router().triggers.remove, { companyId, id: trigger.id })).rejects.toMatchObject({
      code: 'NOT_FOUND',
      data: { noun: 'trigger' },
    })
    expect(await call(router().triggers.list, { companyId, routineId })).toEqual([])
    expect(await revisions(routineId)).toEqual([
      [5, ['triggers'], 'Removed trigger'],
      [4, ['triggers'], 'Changed trigger'],
      [3, ['triggers'], 'Changed trigger'],
      [2, ['triggers'], 'Added trigger'],
      [1, ['config'], 'Created'],
    ])
  })

  it('are at most twenty', async () => {
    const { id: routineId } = await create({ triggers: Array.from({ length: 20 }, () => nine) })
    await expect(call(router().triggers.create, { companyId: company.companyId, routineId, ...nine })).rejects.toMatchObject({ code: 'BAD_REQUEST' })
  })

  it('preview and list zones without saving anything', async () => {
    const preview = await call(router().triggers.preview, { ...nine, timezone: 'Europe/Berlin' })
    expect(preview).toMatchObject({ valid: true, dialect: 'five' })
    expect(preview.valid && preview.next).toHaveLength(5)
    await expect(call(router().triggers.preview, { ...nine, from: new Date('+100000-01-01') })).rejects.toMatchObject({ code: 'BAD_REQUEST' })
    expect((await call(router().triggers.timezones, {})).zones.length).toBeGreaterThan(300)
  })
})
