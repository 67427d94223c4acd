import { call } from '@orpc/server'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { RunStatus } from '#shared/contract/runs.ts'
import { recordingEnv } from '../../adapters/memory/recording-env.ts'
import { recordingLive } from '../../adapters/memory/recording-live.ts'
import { type SeededCompany, seedCompany } from '../../adapters/memory/seed-company.ts'
import { silentLog } from '../../adapters/memory/silent-log.ts'
import { testClock } from '../../adapters/memory/test-clock.ts'
import { type TestDatabase, testDatabase } from '../../adapters/memory/test-database.ts'
import { newId } from '../../ports/rows.ts'
import { routineRuns } from '../../schema/index.ts'
import { routinesFeature } from './index.ts'

let database: TestDatabase
let company: SeededCompany
let router: ReturnType<typeof routinesFeature>['router']['routines']

/** Five routines: what they run by, and how their runs went, oldest first. */
const plans: Array<[name: string, cron: string | null, past: RunStatus[], enabled?: boolean]> = [
  ['Alpha', '0 12 * * *', ['failed', 'succeeded', 'cancelled']],
  ['beta', '0 9 * * *', ['succeeded', 'timed_out']],
  ['Gamma', null, [], false],
  ['delta', '0 9 * * *', ['succeeded', 'running']],
  ['Epsilon 100%', null, []],
]

beforeAll(async () => {
  database = await testDatabase()
  company = await seedCompany(database.sql)
  const { companyId, agentId, projectId } = company
  const needs = { sql: database.sql, clock: testClock(new Date('2026-11-21T08:00:00Z')), live: recordingLive(), log: silentLog(), actor: 'ada' }
  router = routinesFeature({ ...needs, ...recordingEnv(), enqueue: async () => null, wake: () => {} }).router.routines
  for (const [name, cron, past, enabled = true] of plans) {
    const triggers = cron ? [{ cron, timezone: 'UTC' }] : []
    const routine = await call(router.create, { companyId, agentId, name, enabled, triggers, projectId: name === 'beta' ? projectId : null })
    for (const [index, status] of past.entries()) {
      const row = {
        id: newId(),
        companyId,
        routineId: routine.id,
        routineRevisionId: routine.revisionId,
        source: 'manual' as const,
        actor: 'ada',
        status,
      }
      await database.sql.db.insert(routineRuns).values({ ...row, durationMs: status === 'running' ? null : (index + 1) * 100 })
    }
  }
})
afterAll(() => database.close())

const list = (input = {}) => call(router.list, { companyId: company.companyId, ...input })
const names = async (input = {}) => (await list(input)).items.map(({ name }) => name)

async function walk(input: object): Promise<string[]> {
  const found: string[] = []
  for (let cursor: string | undefined; ; ) {
    const page = await list({ ...input, limit: 2, ...(cursor ? { cursor } : {}) })
    expect(page.total).toBe(plans.length)
    found.push(...page.items.map(({ name }) => name))
    if (!page.nextCursor) return found
    cursor = page.nextCursor
  }
}

it('pages by name, whatever its case, and by next run, those without one last', async () => {
  expect(await walk({})).toEqual(['Alpha', 'beta', 'delta', 'Epsilon 100%', 'Gamma'])
  expect(await walk({ sort: 'next' })).toEqual(['beta', 'delta', 'Alpha', 'Epsilon 100%', 'Gamma'])
})

it('says how each is doing', async () => {
  const rows = new Map((await list()).items.map((row) => [row.name, row]))
  expect([...rows].map(([name, { status }]) => [name, status])).toEqual([
    ['Alpha', 'healthy'],
    ['beta', 'failing'],
    ['delta', 'running'],
    ['Epsilon 100%', 'never_ran'],
    ['Gamma', 'disabled'],
  ])
  expect(rows.get('Alpha')).toMatchObject({
    p50Ms: 200,
    p95Ms: 290,
    recent: [{ status: 'cancelled', durationMs: 300 }, { status: 'succeeded' }, { status: 'failed' }],
  })
  expect(rows.get('beta')).toMatchObject({ projectName: 'Project', nextDueAt: new Date('2026-11-21T09:00:00Z'), triggers: [{ words: 'At 09:00' }] })
})

it('filters by status, project, agent and text', async () => {
  const { projectId, agentId } = company
  expect(await names({ status: ['failing', 'running'] })).toEqual(['beta', 'delta'])
  expect((await list({ status: ['disabled'], limit: 1 })).total).toBe(1)
  expect(await names({ projectId })).toEqual(['beta'])
  expect(await names({ agentId })).toHaveLength(5)
  expect(await names({ query: 'ELTA' })).toEqual(['delta'])
  expect(await names({ query: '100%' })).toEqual(['Epsilon 100%'])
  expect(await names({ query: 'proj' })).toEqual(['beta'])
  expect(await names({ query: '%' })).toEqual(['Epsilon 100%'])
})

it("tells nothing by another company's routine as a cursor", async () => {
  const other = await seedCompany(database.sql)
  const { id } = await call(router.create, { companyId: other.companyId, agentId: other.agentId, name: 'Before all' })
  for (const [sort, cursor] of [
    ['name', id],
    ['next', `infinity.${id}`],
  ] as const) {
    expect((await list({ sort, cursor })).items.map(({ name }) => name)).not.toContain('Gamma')
  }
})

it('refuses a cursor it never gave, and hides other companies', async () => {
  for (const sort of ['name', 'next']) await expect(list({ sort, cursor: "x' or 1=1" })).rejects.toMatchObject({ code: 'BAD_REQUEST' })
  const other = await seedCompany(database.sql)
  expect(await list({ companyId: other.companyId })).toEqual({ items: [], nextCursor: null, total: 0 })
})
