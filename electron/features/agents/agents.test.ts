import { call } from '@orpc/server'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { recordingEnv } from '../../adapters/memory/recording-env.ts'
import { recordingLive } from '../../adapters/memory/recording-live.ts'
import { testClock } from '../../adapters/memory/test-clock.ts'
import { type TestDatabase, testDatabase } from '../../adapters/memory/test-database.ts'
import { waitingForLock } from '../../adapters/memory/waiting-for-lock.ts'
import { newId } from '../../ports/rows.ts'
import * as schema from '../../schema/index.ts'
import { agentsFeature } from './index.ts'

const adapter = { kind: 'process' as const, command: 'node', args: ['-e', '0'] }
const plain = (key: string, value: string) => ({ key, binding: { kind: 'plain' as const, visibility: 'visible' as const, value } })

let database: TestDatabase
let companyId: string
const env = recordingEnv()
const clock = testClock()
const live = recordingLive()
let agents: ReturnType<typeof agentsFeature>

const failure = (work: Promise<unknown>) =>
  work.then(
    () => expect.unreachable('it should have failed'),
    (error: unknown) => error as Error,
  )
const stored = async (id: string) => (await database.sql.db.select().from(schema.agents).where(eq(schema.agents.id, id)))[0]

async function routine(agentId: string, name: string, deletedAt: Date | null = null) {
  const [id, revisionId] = [newId(), newId()]
  await database.sql.db.insert(schema.routines).values({ id, companyId, agentId, name, revisionId, revisionNumber: 1, deletedAt })
  const snapshot = { name, description: '', projectId: null, agentId, args: [], env: [], triggers: [] }
  await database.sql.db
    .insert(schema.routineRevisions)
    .values({ id: revisionId, companyId, routineId: id, number: 1, snapshot: snapshot as never, changed: [], createdBy: 'ada' })
  return { id, revisionId }
}

beforeAll(async () => {
  database = await testDatabase()
  agents = agentsFeature({ sql: database.sql, clock, live, ...env, actor: 'ada' })
})
afterAll(() => database.close())
beforeEach(async () => {
  companyId = newId()
  env.bound.length = 0
  live.changes.length = 0
  await database.sql.db.insert(schema.companies).values({ id: companyId, name: `Company ${companyId}` })
})

describe('agents', () => {
  it('are made with defaults and their env bound', async () => {
    const agent = await call(agents.router.create, { companyId, name: 'Reporter', adapter, env: [plain('A', '1')] })
    expect(agent).toMatchObject({ name: 'Reporter', description: '', env: [plain('A', '1')], routines: 0, activeRuns: 0, lastRunAt: null })
    expect(agent.adapter).toEqual({ ...adapter, cwd: null, timeoutSec: 3600, graceSec: 10 })
    expect(env.bound).toEqual([{ companyId, targetType: 'agent', targetId: agent.id, env: agent.env }])
    expect(live.changes).toEqual([{ noun: 'agent', id: agent.id, companyId, kind: 'created' }])
    expect(await call(agents.router.get, { companyId, id: agent.id })).toEqual(agent)
    expect(await call(agents.router.list, { companyId })).toEqual([agent])
  })

  it('count routines and active runs, and know when they last ran', async () => {
    const { id } = await call(agents.router.create, { companyId, name: 'Reporter', adapter })
    const idle = await call(agents.router.create, { companyId, name: 'Idle', adapter })
    const { id: routineId, revisionId } = await routine(id, 'one')
    await routine(id, 'two')
    await routine(id, 'gone', new Date())
    const run = { companyId, routineId, routineRevisionId: revisionId, agentId: id, source: 'manual' as const, actor: 'ada' }
    const startedAt = new Date('2026-01-01T10:00:00Z')
    await database.sql.db.insert(schema.routineRuns).values([
      { ...run, id: newId(), status: 'succeeded', queuedAt: new Date('2026-01-01T09:00:00Z') },
      { ...run, id: newId(), status: 'running', queuedAt: new Date('2026-01-01T09:59:00Z') },
      { ...run, id: newId(), status: 'queued', queuedAt: new Date('2026-01-01T09:59:00Z'), startedAt },
    ])
    expect(await call(agents.router.list, { companyId })).toMatchObject([
      { id: idle.id, routines: 0, activeRuns: 0, lastRunAt: null },
      { id, routines: 2, activeRuns: 2, lastRunAt: startedAt },
    ])
  })

  it('keep the env when it is not given, and remember who changed it only when it changed', async () => {
    const { id } = await call(agents.router.create, { companyId, name: 'a', adapter, env: [plain('A', '1'), plain('B', '2')] })
    const before = await stored(id)
    await database.sql.db.update(schema.agents).set({ envChangedBy: 'someone' }).where(eq(schema.agents.id, id))
    await clock.advance(1000)
    env.bound.length = 0
    expect(await call(agents.router.update, { companyId, id, name: 'b', description: 'd' })).toMatchObject({
      name: 'b',
      description: 'd',
      env: before?.env,
    })
    expect(env.bound).toEqual([])
    await call(agents.router.update, { companyId, id, env: [plain('B', '2'), plain('A', '1')] })
    expect(await stored(id)).toMatchObject({ envChangedAt: before?.envChangedAt, envChangedBy: 'someone', updatedAt: clock.now() })
    expect(env.bound).toHaveLength(1)
    await call(agents.router.update, { companyId, id, env: [plain('A', '1')] })
    expect(await stored(id)).toMatchObject({ envChangedAt: clock.now(), envChangedBy: 'ada', env: [plain('A', '1')] })
    expect(live.changes.at(-1)).toMatchObject({ kind: 'updated', id })
  })

  it('are saved completely or not at all', async () => {
    const refusedEnv = [plain('BROKEN', 'x')]
    expect(await failure(call(agents.router.create, { companyId, name: 'a', adapter, env: refusedEnv }))).toMatchObject({ code: 'UNKNOWN_SECRET' })
    expect(await call(agents.router.list, { companyId })).toEqual([])
    const { id } = await call(agents.router.create, { companyId, name: 'a', adapter })
    expect(await failure(call(agents.router.update, { companyId, id, name: 'b', env: refusedEnv }))).toMatchObject({ code: 'UNKNOWN_SECRET' })
    expect(await call(agents.router.get, { companyId, id })).toMatchObject({ name: 'a', env: [] })
  })

  it('have names of their own in their company', async () => {
    await call(agents.router.create, { companyId, name: 'Reporter', adapter })
    const other = await call(agents.router.create, { companyId, name: 'Other', adapter })
    expect(await failure(call(agents.router.create, { companyId, name: 'REPORTER', adapter }))).toMatchObject({ code: 'NAME_TAKEN' })
    expect(await failure(call(agents.router.update, { companyId, id: other.id, name: 'reporter' }))).toMatchObject({
      code: 'NAME_TAKEN',
      data: { name: 'reporter' },
    })
  })

  it('work in an absolute folder only', async () => {
    const relative = { ...adapter, cwd: 'work' }
    const refusal = { code: 'BAD_REQUEST', data: { issues: [{ path: ['adapter', 'cwd'] }] } }
    expect(await failure(call(agents.router.create, { companyId, name: 'a', adapter: relative }))).toMatchObject(refusal)
    const { id } = await call(agents.router.create, { companyId, name: 'a', adapter: { ...adapter, cwd: process.cwd() } })
    expect(await failure(call(agents.router.update, { companyId, id, adapter: relative }))).toMatchObject(refusal)
  })

  it('of another company, or of none, are not found', async () => {
    const { id } = await call(agents.router.create, { companyId, name: 'a', adapter })
    const foreign = newId()
    await database.sql.db.insert(schema.companies).values({ id: foreign, name: foreign })
    for (const attempt of [
      () => call(agents.router.get, { companyId: foreign, id }),
      () => call(agents.router.update, { companyId: foreign, id, name: 'x' }),
      () => call(agents.router.remove, { companyId: foreign, id }),
    ]) {
      expect(await failure(attempt())).toMatchObject({ code: 'NOT_FOUND', data: { noun: 'agent' } })
    }
    for (const attempt of [
      () => call(agents.router.list, { companyId: newId() }),
      () => call(agents.router.create, { companyId: newId(), name: 'a', adapter }),
    ]) {
      expect(await failure(attempt())).toMatchObject({ code: 'NOT_FOUND', data: { noun: 'company' } })
    }
  })

  it('are removed with their bindings, but not while a routine is assigned', async () => {
    const { id } = await call(agents.router.create, { companyId, name: 'a', adapter })
    const nightly = await routine(id, 'Nightly')
    const gone = await routine(id, 'Archive', new Date())
    expect(await failure(call(agents.router.remove, { companyId, id }))).toMatchObject({
      code: 'IN_USE',
      data: { count: 1, users: ['routine Nightly'] },
    })
    await database.sql.db.delete(schema.routines).where(eq(schema.routines.id, nightly.id))
    await call(agents.router.remove, { companyId, id })
    // A deleted routine stays, with its runs, and keeps no agent in place.
    expect((await database.sql.db.select().from(schema.routines).where(eq(schema.routines.id, gone.id)))[0]).toMatchObject({ agentId: null })
    expect(env.bound.at(-1)).toEqual({ companyId, targetType: 'agent', targetId: id, env: [] })
    expect(await stored(id)).toBeUndefined()
    expect(live.changes.at(-1)).toEqual({ noun: 'agent', id, companyId, kind: 'removed' })
  })

  it('stay when one of their deleted routines is brought back at that very moment', async () => {
    const { id } = await call(agents.router.create, { companyId, name: 'a', adapter })
    const gone = await routine(id, 'Archive', new Date())
    let removal: Promise<Error> | undefined
    await database.sql.db.transaction(async (tx) => {
      await tx.update(schema.routines).set({ deletedAt: null }).where(eq(schema.routines.id, gone.id))
      removal = failure(call(agents.router.remove, { companyId, id }))
      await waitingForLock(database.sql.db)
    })
    expect(await removal).toMatchObject({ code: 'IN_USE', data: { users: ['routine Archive'] } })
  })

  it('are listed quickly with 10,000 routines and 100,000 runs', async () => {
    await database.sql.db.execute(`
      insert into agents (id, company_id, name, adapter) select gen_random_uuid(), '${companyId}', 'agent ' || n, '${JSON.stringify({ ...adapter, cwd: null, timeoutSec: 1, graceSec: 1 })}' from generate_series(1, 50) n;
      insert into routines (id, company_id, agent_id, name, revision_id, revision_number)
        select gen_random_uuid(), '${companyId}', a.id, a.name || ' routine ' || n, gen_random_uuid(), 1 from agents a, generate_series(1, 200) n where a.company_id = '${companyId}';
      insert into routine_revisions (id, company_id, routine_id, number, snapshot, changed, created_by) select revision_id, company_id, id, 1, '{}', '{}', 'ada' from routines where company_id = '${companyId}';
      insert into routine_runs (id, company_id, routine_id, routine_revision_id, agent_id, source, actor, status)
        select gen_random_uuid(), company_id, id, revision_id, agent_id, 'manual', 'ada', case when n = 10 and random() < 0.01 then 'running' else 'succeeded' end from routines, generate_series(1, 10) n where company_id = '${companyId}';
      analyze agents, routines, routine_runs`)
    await call(agents.router.list, { companyId })
    const started = performance.now()
    const list = await call(agents.router.list, { companyId })
    expect(performance.now() - started).toBeLessThan(5_000)
    expect(list).toHaveLength(50)
    expect(list.every((agent) => agent.routines === 200 && agent.lastRunAt !== null)).toBe(true)
  })
})
