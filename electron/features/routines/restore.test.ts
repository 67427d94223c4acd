import { call } from '@orpc/server'
import { eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Env } from '#shared/contract/env.ts'
import { recordingEnv } from '../../adapters/memory/recording-env.ts'
import { recordingLive } from '../../adapters/memory/recording-live.ts'
import { type SeededCompany, seedCompany } from '../../adapters/memory/seed-company.ts'
import { silentLog } from '../../adapters/memory/silent-log.ts'
import { testClock } from '../../adapters/memory/test-clock.ts'
import { type TestDatabase, testDatabase } from '../../adapters/memory/test-database.ts'
import { newId } from '../../ports/rows.ts'
import type { Sql } from '../../ports/sql.ts'
import { agents } from '../../schema/agents.ts'
import { routines, routineTriggers } from '../../schema/routines.ts'
import { routinesFeature } from './index.ts'

let database: TestDatabase
let company: SeededCompany
const clock = testClock(new Date('2026-11-21T08:00:00Z'))
const live = recordingLive()
const env = recordingEnv()

const routerOver = (over: Sql) =>
  routinesFeature({ ...env, sql: over, clock, live, log: silentLog(), actor: 'ada', enqueue: async () => null, wake: () => {} }).router
const router = () => routerOver(database.sql)

beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.close())
beforeEach(async () => {
  company = await seedCompany(database.sql)
  env.bound.length = 0
  live.changes.length = 0
})

const nine = { cron: '0 9 * * *', timezone: 'UTC' }
const ten = { cron: '0 10 * * *', timezone: 'UTC' }
const plain = (key: string, value: string) => ({ key, binding: { kind: 'plain' as const, visibility: 'visible' as const, value } })
const masked = (key: string, value: string | null) => ({ key, binding: { kind: 'plain' as const, visibility: 'masked' as const, value } })

interface One {
  companyId: string
  id: string
}
const one = (id: string): One => ({ companyId: company.companyId, id })
const revisionIds = async (id: string) =>
  new Map((await call(router().routines.revisions, one(id))).items.map((revision) => [revision.number, revision.id]))
const current = (id: string) => call(router().routines.get, one(id))

/** r1 as created; r2 with another name, description, args, env and triggers. */
async function twoRevisions() {
  const { companyId, agentId } = company
  const first = { name: 'Report', description: 'first', args: ['--all'], env: [plain('A', '1'), masked('M', 'hidden-1')], triggers: [nine, ten] }
  const { id, triggers } = await call(router().routines.create, { companyId, agentId, ...first })
  const [gone, kept] = triggers.map((trigger) => trigger.id) as [string, string]
  const second = { name: 'Report 2', description: 'second', args: ['--some'], env: [plain('B', '2'), masked('M', 'hidden-2')] }
  await call(router().routines.update, { companyId, id, ...second })
  await call(router().triggers.remove, { companyId, id: gone })
  await call(router().triggers.update, { companyId, id: kept, timezone: 'Europe/Berlin' })
  await call(router().triggers.create, { companyId, routineId: id, cron: '*/5 * * * *', timezone: 'UTC' })
  const revisions = await revisionIds(id)
  return { id, gone, kept, r1: revisions.get(1) ?? '', base: revisions.get(5) ?? '' }
}

type Request = Partial<Parameters<ReturnType<typeof router>['routines']['restore']['~orpc']['handler']>[0]['input']>
function restore(id: string, revisionId: string, baseRevisionId: string, request: Request & object = {}, over = router()) {
  return call(over.routines.restore, { ...one(id), revisionId, baseRevisionId, reason: 'the new one fails', ...request })
}
const plan = (id: string, revisionId: string, request: object = {}) => call(router().routines.planRestore, { ...one(id), revisionId, ...request })
const codes = async (id: string, revisionId: string, request: object = {}) =>
  (await plan(id, revisionId, request)).findings.map(({ severity, code, subject }) => [severity, code, subject])

async function content(id: string) {
  const { snapshot } = await call(router().routines.revision, { ...one(id), revisionId: (await current(id)).revisionId })
  return snapshot
}
const stored = async (id: string): Promise<Env> => (await database.sql.db.select().from(routines).where(eq(routines.id, id)))[0]?.env ?? []

describe('restoring', () => {
  it('appends a revision with the whole content of the earlier one, and leaves those between', async () => {
    const { id, r1, base, gone, kept } = await twoRevisions()
    env.bound.length = 0
    live.changes.length = 0
    const restored = await restore(id, r1, base)
    expect(restored).toMatchObject({ name: 'Report', description: 'first', args: ['--all'], revisionNumber: 6, envNumber: 3 })
    const { items } = await call(router().routines.revisions, one(id))
    expect(items.map(({ number, restoredFrom, summary, current: is }) => [number, restoredFrom, summary, is])).toEqual([
      [6, 1, 'Restored r1: the new one fails', true],
      ...[5, 4, 3, 2, 1].map((number) => [number, null, expect.any(String), false]),
    ])
    const then = await call(router().routines.revision, { ...one(id), revisionId: r1 })
    expect(await content(id)).toEqual(then.snapshot)
    expect(await stored(id)).toEqual([plain('A', '1'), masked('M', 'hidden-1')])
    expect(env.bound).toMatchObject([{ targetId: id, env: [{ key: 'A' }, { key: 'M' }] }])
    expect(restored.triggers.map((trigger) => trigger.id)).toEqual(expect.arrayContaining([gone, kept]))
    expect(live.changes).toEqual([{ noun: 'routine', id, companyId: company.companyId, kind: 'updated' }])
  })

  it('fires nothing for the past, and leaves alone what an unchanged trigger waits for', async () => {
    const { companyId, agentId } = company
    const { id, triggers } = await call(router().routines.create, { companyId, agentId, name: 'Report', triggers: [nine, ten] })
    const [first, second] = triggers.map((trigger) => trigger.id) as [string, string]
    await call(router().triggers.remove, { companyId, id: first })
    const due = new Date('2026-11-20T10:00:00Z')
    await database.sql.db.update(routineTriggers).set({ nextDueAt: due }).where(eq(routineTriggers.id, second))
    const revisions = await revisionIds(id)
    await restore(id, revisions.get(1) ?? '', revisions.get(2) ?? '')
    const rows = await database.sql.db.select().from(routineTriggers).where(eq(routineTriggers.routineId, id))
    expect(new Map(rows.map((row) => [row.id, row.nextDueAt]))).toEqual(
      new Map([
        [first, new Date('2026-11-21T09:00:00Z')],
        [second, due],
      ]),
    )
  })

  it.each([
    ['config', { name: 'Report', args: ['--all'] }, ['B', 'M'], 2],
    ['triggers', { name: 'Report 2', args: ['--some'] }, ['B', 'M'], 2],
    ['env', { name: 'Report 2', args: ['--some'] }, ['A', 'M'], 3],
  ] as const)('brings back %s alone', async (scope, fields, keys, envNumber) => {
    const { id, r1, base, gone } = await twoRevisions()
    const restored = await restore(id, r1, base, { scope })
    expect(restored).toMatchObject({ ...fields, envNumber })
    expect(restored.env.map(({ key }) => key)).toEqual(keys)
    expect(restored.triggers.some((trigger) => trigger.id === gone)).toBe(scope === 'triggers')
  })

  it('brings back chosen keys alone: one that was not there goes', async () => {
    const { id, r1, base } = await twoRevisions()
    await restore(id, r1, base, { scope: 'keys', keys: ['A', 'B'] })
    expect(await stored(id)).toEqual([masked('M', 'hidden-2'), plain('A', '1')])
  })

  it('never flips enabled by itself', async () => {
    const { id, r1 } = await twoRevisions()
    const off = await call(router().routines.setEnabled, { ...one(id), enabled: false })
    expect(await plan(id, r1)).toMatchObject({ enabledThen: true, nextDueAt: new Date('2026-11-21T09:00:00Z') })
    expect(await codes(id, r1)).toContainEqual(['note', 'would_enable', 'enabled'])
    const restored = await restore(id, r1, off.revisionId)
    expect(restored).toMatchObject({ enabled: false, nextDueAt: null })
    const again = await restore(id, off.revisionId, restored.revisionId, { enable: true })
    expect(again).toMatchObject({ name: 'Report 2', enabled: true, nextDueAt: new Date('2026-11-21T08:05:00Z') })
  })

  it('refuses what is not this routine’s, and leaves a foreign company in the dark', async () => {
    const { id, r1, base } = await twoRevisions()
    const other = await twoRevisionsElsewhere()
    for (const attempt of [
      () => restore(id, other.r1, base),
      () => plan(id, other.r1),
      () => call(router().routines.compare, { ...one(id), beforeId: r1, afterId: other.r1 }),
      () => call(router().routines.restore, { companyId: other.companyId, id, revisionId: r1, baseRevisionId: base, reason: 'x' }),
      () => call(router().routines.planRestore, { companyId: other.companyId, id, revisionId: r1 }),
    ]) {
      await expect(attempt()).rejects.toMatchObject({ code: 'NOT_FOUND' })
    }
  })

  it('refuses a restore that changes nothing, and one without a reason', async () => {
    const { id, r1, base } = await twoRevisions()
    await expect(restore(id, base, base)).rejects.toMatchObject({ code: 'WRONG_STATE' })
    await expect(restore(id, r1, base, { scope: 'keys', keys: [] })).rejects.toMatchObject({ code: 'WRONG_STATE' })
    await expect(restore(id, r1, base, { reason: '  ' })).rejects.toMatchObject({ code: 'BAD_REQUEST' })
    expect(await codes(id, base)).toEqual([['blocker', 'nothing_changes', '']])
    expect((await current(id)).revisionId).toBe(base)
  })
})

async function twoRevisionsElsewhere() {
  const mine = company
  company = await seedCompany(database.sql)
  const theirs = { ...(await twoRevisions()), companyId: company.companyId }
  company = mine
  return theirs
}

describe('the plan', () => {
  it('shows now and after, changes nothing, and names what goes back', async () => {
    const { id, r1, base, gone } = await twoRevisions()
    const shown = await plan(id, r1)
    expect(shown).toMatchObject({ creates: 6, restores: 1, baseRevisionId: base, activeRuns: 0 })
    expect(shown.fields.map(({ field, before, after }) => [field, before, after])).toEqual([
      ['name', 'Report 2', 'Report'],
      ['description', 'second', 'first'],
      ['args', '--some', '--all'],
    ])
    expect(shown.triggers).toContainEqual({ field: gone, before: '', after: 'At 09:00 (0 9 * * *, UTC), on', body: false })
    expect(shown.triggers).toHaveLength(3)
    expect(shown.env.map(({ key, change }) => [key, change])).toEqual([
      ['A', 'added'],
      ['B', 'removed'],
      ['M', 'value_changed'],
    ])
    expect(JSON.stringify(shown)).not.toContain('hidden')
    expect(shown.findings.map(({ code, subject }) => [code, subject])).toEqual([
      ['older_configuration', 'config'],
      ['older_configuration', 'triggers'],
      ['older_configuration', 'env'],
    ])
    expect((await current(id)).revisionId).toBe(base)
  })

  it('explains parts that were never tried together', async () => {
    const { id, r1 } = await twoRevisions()
    expect(await codes(id, r1, { scope: 'env' })).toContainEqual(['warning', 'env_without_its_config', ''])
    expect(await codes(id, r1, { scope: 'config' })).toContainEqual(['warning', 'config_without_its_env', ''])
  })

  it('explains before what a restore refuses: agent, project, name and credential, with the way around', async () => {
    const { companyId, projectId, agentId } = company
    const passing = newId()
    await database.sql.db.insert(agents).values({ ...(await agentRow(agentId)), id: passing, name: 'Passing' })
    const { id } = await call(router().routines.create, { companyId, agentId: passing, projectId, name: 'Report', env: [plain('A', '1')] })
    await call(router().routines.update, { companyId, id, agentId, projectId: null, name: 'Renamed', env: [] })
    await call(router().routines.create, { companyId, agentId, name: 'Report' })
    await database.sql.db.delete(agents).where(eq(agents.id, passing))
    await database.sql.db.execute(sql`delete from projects where id = ${projectId}`)
    const revisions = await revisionIds(id)
    const [r1, base] = [revisions.get(1) ?? '', revisions.get(2) ?? '']
    const blockers = (await plan(id, r1)).findings.filter(({ severity }) => severity === 'blocker')
    expect(blockers.map(({ code }) => code)).toEqual(['agent_missing', 'project_missing', 'name_taken'])
    await expect(restore(id, r1, base)).rejects.toMatchObject({ code: 'NOT_FOUND', data: { noun: 'agent' } })
    expect(await restore(id, r1, base, { scope: 'env' })).toMatchObject({ name: 'Renamed', revisionNumber: 3 })
  })

  it('names the keys that strict mode refuses', async () => {
    const { companyId, agentId } = company
    const { id } = await call(router().routines.create, { companyId, agentId, name: 'Report' })
    const inline = [plain('INLINE', 'x'), plain('A', '1')]
    const r1 = (await current(id)).revisionId
    await database.sql.db.execute(
      sql`update routine_revisions set snapshot = jsonb_set(snapshot, '{env}', ${JSON.stringify(inline)}::jsonb) where id = ${r1}`,
    )
    const base = (await call(router().routines.update, { companyId, id, name: 'Other' })).revisionId
    expect(await codes(id, r1)).toContainEqual(['blocker', 'inline_refused', 'INLINE'])
    await expect(restore(id, r1, base)).rejects.toMatchObject({ code: 'INLINE_SECRET' })
    expect(await codes(id, r1, { scope: 'keys', keys: ['A'] })).not.toContainEqual(['blocker', 'inline_refused', 'INLINE'])
    expect((await restore(id, r1, base, { scope: 'keys', keys: ['A'] })).env).toEqual([plain('A', '1')])
  })
})

const agentRow = async (id: string) => (await database.sql.db.select().from(agents).where(eq(agents.id, id)))[0] as typeof agents.$inferSelect

describe('comparing', () => {
  it('shows an env-only change, without its value', async () => {
    const { companyId, agentId } = company
    const { id } = await call(router().routines.create, { companyId, agentId, name: 'Report', env: [masked('M', 'hidden-1'), plain('A', '1')] })
    await call(router().routines.update, { companyId, id, env: [masked('M', 'hidden-2'), plain('A', '1')] })
    const revisions = await revisionIds(id)
    const [beforeId, afterId] = [revisions.get(1) ?? '', revisions.get(2) ?? '']
    const shown = await call(router().routines.compare, { ...one(id), beforeId, afterId })
    expect(shown).toMatchObject({ before: { number: 1 }, after: { number: 2, current: true }, fields: [], triggers: [] })
    expect(shown.env.map(({ key, change, before, after }) => [key, change, before?.value, after?.value])).toEqual([
      ['M', 'value_changed', null, null],
    ])
    const same = await call(router().routines.compare, { ...one(id), beforeId: afterId, afterId })
    expect([...same.fields, ...same.triggers, ...same.env]).toEqual([])
  })
})

describe('when it goes wrong', () => {
  it('leaves nothing half-applied, whichever step it fails at', async () => {
    const { id, r1, base } = await twoRevisions()
    const before = await everything(id)
    for (let step = 1; ; step += 1) {
      const crash = crashingAt(database.sql, step)
      const outcome = await restore(id, r1, base, {}, routerOver(crash.sql)).then(
        () => 'done',
        (error: unknown) => String(error instanceof Error ? error.message : error),
      )
      if (outcome === 'done') {
        expect(crash.steps()).toBeLessThan(step)
        expect(step).toBeGreaterThan(10)
        break
      }
      expect(outcome).toContain(`step ${step}`)
      expect(await everything(id)).toEqual(before)
    }
    expect(await current(id)).toMatchObject({ name: 'Report', revisionNumber: 6 })
  })

  it('lets one of several restores and saves win, and tells the others', async () => {
    const { id, r1, base } = await twoRevisions()
    const save = (name: string) => call(router().routines.update, { ...one(id), name, baseRevisionId: base })
    const outcomes = await Promise.allSettled([restore(id, r1, base), save('Mine'), restore(id, r1, base, { scope: 'env' }), save('Yours')])
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    const { revisionId, revisionNumber } = await current(id)
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'CONFLICT', data: { currentRevisionId: revisionId } })
    }
    expect(revisionNumber).toBe(6)
  })
})

/** The rows that a restore may touch. */
async function everything(id: string) {
  const read = async (table: string, column: string) =>
    (await database.sql.db.execute(sql.raw(`select * from ${table} where ${column} = '${id}' order by id`))).rows
  return [await read('routines', 'id'), await read('routine_triggers', 'routine_id'), await read('routine_revisions', 'routine_id')]
}

/** A database whose transactions die at their nth statement, as they do when the host is killed there. */
function crashingAt({ db }: Sql, step: number): { sql: Sql; steps: () => number } {
  let count = 0
  const statements = new Set<string | symbol>(['select', 'insert', 'update', 'delete', 'execute'])
  const counted = <T extends object>(tx: T): T =>
    new Proxy(tx, {
      get(target, name) {
        const value: unknown = Reflect.get(target, name)
        if (typeof value !== 'function') return value
        return (...args: unknown[]) => {
          if (statements.has(name) && ++count === step) throw new Error(`killed at step ${step}`)
          return value.apply(target, args)
        }
      },
    })
  const transaction: Sql['db']['transaction'] = (work, config) => db.transaction((tx) => work(counted(tx)), config)
  const crashing = new Proxy(db, { get: (target, name) => (name === 'transaction' ? transaction : Reflect.get(target, name)) })
  return { sql: { db: crashing }, steps: () => count }
}
