import { call } from '@orpc/server'
import { eq } from 'drizzle-orm'
import { afterAll, expect, test } from 'vitest'
import { recordingLive } from '../../adapters/memory/recording-live.ts'
import { seedCompany } from '../../adapters/memory/seed-company.ts'
import { testClock } from '../../adapters/memory/test-clock.ts'
import { testDatabase } from '../../adapters/memory/test-database.ts'
import { waitingForLock } from '../../adapters/memory/waiting-for-lock.ts'
import { newId } from '../../ports/rows.ts'
import { routineRevisions, routineRuns, routines, routineTriggers } from '../../schema/index.ts'
import { companiesFeature } from './index.ts'

const database = await testDatabase()
afterAll(() => database.close())

const evicted: string[] = []
const live = recordingLive()
const { router } = companiesFeature({ sql: database.sql, clock: testClock(), live, evict: async (id) => void evicted.push(id) })

test('a company is created, renamed, listed and deleted', async () => {
  const created = await call(router.create, { name: '  Acme  ' })
  expect(created).toMatchObject({ name: 'Acme', isSample: false, counts: { agents: 0, routines: 0, failedRuns24h: 0 } })
  const { id } = created
  expect(await call(router.update, { companyId: id, name: 'Acme Ltd' })).toMatchObject({ name: 'Acme Ltd', description: '' })
  expect((await call(router.list, {})).map((company) => company.name)).toContain('Acme Ltd')
  await call(router.remove, { companyId: id, confirmName: 'Acme Ltd' })
  expect(evicted).toEqual([id])
  await expect(call(router.get, { companyId: id })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  expect(live.changes.map((change) => change.kind)).toEqual(['created', 'updated', 'removed'])
})

test('a name is unique whatever its case', async () => {
  const first = await call(router.create, { name: 'Globex' })
  await expect(call(router.create, { name: 'GLOBEX' })).rejects.toMatchObject({ code: 'NAME_TAKEN', data: { name: 'GLOBEX' } })
  const second = await call(router.create, { name: 'Initech' })
  await expect(call(router.update, { companyId: second.id, name: 'globex' })).rejects.toMatchObject({ code: 'NAME_TAKEN' })
  expect(await call(router.update, { companyId: first.id, name: 'globex' })).toMatchObject({ name: 'globex' })
})

test('deleting goes through although the scheduler queues a run of it at that moment', async () => {
  const { companyId, agentId } = await seedCompany(database.sql)
  const { name } = await call(router.get, { companyId })
  const [routineId, revisionId, triggerId] = [newId(), newId(), newId()]
  const { db } = database.sql
  await db.insert(routines).values({ id: routineId, companyId, agentId, name: 'Nightly', revisionId, revisionNumber: 1 })
  await db.insert(routineRevisions).values({ id: revisionId, companyId, routineId, number: 1, snapshot: {} as never, changed: [], createdBy: 'ada' })
  await db.insert(routineTriggers).values({ id: triggerId, companyId, routineId, kind: 'cron', cron: '* * * * *', timezone: 'UTC' })
  let removal: Promise<unknown> | undefined
  // The scheduler holds the trigger, the deletion the company; each then wants the other.
  await database.sql.db.transaction(async (tx) => {
    await tx.select().from(routineTriggers).where(eq(routineTriggers.id, triggerId)).for('update')
    removal = call(router.remove, { companyId, confirmName: name })
    await waitingForLock(database.sql.db)
    await tx
      .insert(routineRuns)
      .values({ id: newId(), companyId, routineId, routineRevisionId: revisionId, agentId, triggerId, source: 'schedule', actor: 'schedule' })
  })
  await removal
  await expect(call(router.get, { companyId })).rejects.toMatchObject({ code: 'NOT_FOUND' })
})

test('deleting asks for the name, and changes nothing without it', async () => {
  const { id } = await call(router.create, { name: 'Kept' })
  await expect(call(router.remove, { companyId: id, confirmName: 'yes' })).rejects.toMatchObject({ code: 'BAD_REQUEST' })
  expect(await call(router.get, { companyId: id })).toMatchObject({ name: 'Kept' })
  expect(evicted).not.toContain(id)
})

test.each(['', '   ', 'two\nlines', 'x'.repeat(121), 'nul\0', 'half\ud800'])('refuses the name %j', async (name) => {
  await expect(call(router.create, { name })).rejects.toMatchObject({ code: 'BAD_REQUEST' })
})
