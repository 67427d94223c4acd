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
import { projectsFeature } from './index.ts'

const plain = (key: string, value: string) => ({ key, binding: { kind: 'plain' as const, visibility: 'visible' as const, value } })

let database: TestDatabase
let companyId: string
const env = recordingEnv()
const clock = testClock()
const live = recordingLive()
let projects: ReturnType<typeof projectsFeature>

const failure = (work: Promise<unknown>) =>
  work.then(
    () => expect.unreachable('it should have failed'),
    (error: unknown) => error as Error,
  )
const stored = async (id: string) => (await database.sql.db.select().from(schema.projects).where(eq(schema.projects.id, id)))[0]

async function routine(projectId: string, name: string, deletedAt: Date | null = null): Promise<string> {
  const [id, agentId] = [newId(), newId()]
  await database.sql.db
    .insert(schema.agents)
    .values({ id: agentId, companyId, name: agentId, adapter: { kind: 'process', command: 'x', args: [], cwd: null, timeoutSec: 1, graceSec: 1 } })
  await database.sql.db.insert(schema.routines).values({ id, companyId, agentId, projectId, name, revisionId: newId(), revisionNumber: 1, deletedAt })
  return id
}

beforeAll(async () => {
  database = await testDatabase()
  projects = projectsFeature({ sql: database.sql, clock, live, ...env, actor: 'ada' })
})
afterAll(() => database.close())
beforeEach(async () => {
  companyId = newId()
  env.bound.length = 0
  live.changes.length = 0
  await database.sql.db.insert(schema.companies).values({ id: companyId, name: `Company ${companyId}` })
})

describe('projects', () => {
  it('are made with their env bound, and listed by name', async () => {
    const project = await call(projects.router.create, { companyId, name: 'reports', env: [plain('__proto__', '1')] })
    expect(project).toMatchObject({ name: 'reports', description: '', env: [plain('__proto__', '1')], routines: 0 })
    expect(env.bound).toEqual([{ companyId, targetType: 'project', targetId: project.id, env: project.env }])
    expect(live.changes).toEqual([{ noun: 'project', id: project.id, companyId, kind: 'created' }])
    const other = await call(projects.router.create, { companyId, name: 'Operations' })
    expect(await call(projects.router.list, { companyId })).toEqual([other, project])
  })

  it('keep the env when it is not given, and remember who changed it only when it changed', async () => {
    const { id } = await call(projects.router.create, { companyId, name: 'a', env: [plain('A', '1'), plain('B', '2')] })
    const before = await stored(id)
    await clock.advance(1000)
    env.bound.length = 0
    expect(await call(projects.router.update, { companyId, id, name: 'b' })).toMatchObject({ name: 'b', env: before?.env })
    expect(env.bound).toEqual([])
    await call(projects.router.update, { companyId, id, env: [plain('B', '2'), plain('A', '1')] })
    expect(await stored(id)).toMatchObject({ envChangedAt: before?.envChangedAt, updatedAt: clock.now() })
    await call(projects.router.update, { companyId, id, env: [] })
    expect(await stored(id)).toMatchObject({ envChangedAt: clock.now(), envChangedBy: 'ada', env: [] })
    expect(env.bound).toHaveLength(2)
  })

  it('are saved completely or not at all', async () => {
    const env = [plain('BROKEN', 'x')]
    expect(await failure(call(projects.router.create, { companyId, name: 'a', env }))).toMatchObject({ code: 'UNKNOWN_SECRET' })
    expect(await call(projects.router.list, { companyId })).toEqual([])
    const { id } = await call(projects.router.create, { companyId, name: 'a' })
    expect(await failure(call(projects.router.update, { companyId, id, name: 'b', env }))).toMatchObject({ code: 'UNKNOWN_SECRET' })
    expect(await call(projects.router.get, { companyId, id })).toMatchObject({ name: 'a', env: [] })
  })

  it('have names of their own in their company', async () => {
    await call(projects.router.create, { companyId, name: 'Reports' })
    const other = await call(projects.router.create, { companyId, name: 'Other' })
    expect(await failure(call(projects.router.create, { companyId, name: 'REPORTS' }))).toMatchObject({ code: 'NAME_TAKEN' })
    expect(await failure(call(projects.router.update, { companyId, id: other.id, name: 'reports' }))).toMatchObject({ code: 'NAME_TAKEN' })
  })

  it('of another company, or of none, are not found', async () => {
    const { id } = await call(projects.router.create, { companyId, name: 'a' })
    const foreign = newId()
    await database.sql.db.insert(schema.companies).values({ id: foreign, name: foreign })
    for (const attempt of [
      () => call(projects.router.get, { companyId: foreign, id }),
      () => call(projects.router.update, { companyId: foreign, id, name: 'x' }),
      () => call(projects.router.remove, { companyId: foreign, id }),
    ]) {
      expect(await failure(attempt())).toMatchObject({ code: 'NOT_FOUND', data: { noun: 'project' } })
    }
    for (const attempt of [
      () => call(projects.router.list, { companyId: newId() }),
      () => call(projects.router.create, { companyId: newId(), name: 'a' }),
    ]) {
      expect(await failure(attempt())).toMatchObject({ code: 'NOT_FOUND', data: { noun: 'company' } })
    }
  })

  it('are removed with their bindings, but not while a routine belongs to them', async () => {
    const { id } = await call(projects.router.create, { companyId, name: 'a' })
    const nightly = await routine(id, 'Nightly')
    const gone = await routine(id, 'Archive', new Date())
    expect(await call(projects.router.get, { companyId, id })).toMatchObject({ routines: 1 })
    expect(await failure(call(projects.router.remove, { companyId, id }))).toMatchObject({
      code: 'IN_USE',
      data: { count: 1, users: ['routine Nightly'] },
    })
    await database.sql.db.update(schema.routines).set({ projectId: null }).where(eq(schema.routines.id, nightly))
    await call(projects.router.remove, { companyId, id })
    expect(env.bound.at(-1)).toEqual({ companyId, targetType: 'project', targetId: id, env: [] })
    expect(await stored(id)).toBeUndefined()
    expect((await database.sql.db.select().from(schema.routines).where(eq(schema.routines.id, gone)))[0]).toMatchObject({ projectId: null })
    expect(live.changes.at(-1)).toEqual({ noun: 'project', id, companyId, kind: 'removed' })
  })

  it('stay when one of their deleted routines is brought back at that very moment', async () => {
    const { id } = await call(projects.router.create, { companyId, name: 'a' })
    const gone = await routine(id, 'Archive', new Date())
    let removal: Promise<Error> | undefined
    await database.sql.db.transaction(async (tx) => {
      await tx.update(schema.routines).set({ deletedAt: null }).where(eq(schema.routines.id, gone))
      removal = failure(call(projects.router.remove, { companyId, id }))
      await waitingForLock(database.sql.db)
    })
    expect(await removal).toMatchObject({ code: 'IN_USE', data: { users: ['routine Archive'] } })
  })
})
