import { call } from '@orpc/server'
import { afterAll, expect, test } from 'vitest'
import { recordingLive } from '../../adapters/memory/recording-live.ts'
import { testClock } from '../../adapters/memory/test-clock.ts'
import { testDatabase } from '../../adapters/memory/test-database.ts'
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

test('deleting asks for the name, and changes nothing without it', async () => {
  const { id } = await call(router.create, { name: 'Kept' })
  await expect(call(router.remove, { companyId: id, confirmName: 'yes' })).rejects.toMatchObject({ code: 'BAD_REQUEST' })
  expect(await call(router.get, { companyId: id })).toMatchObject({ name: 'Kept' })
  expect(evicted).not.toContain(id)
})

test.each(['', '   ', 'two\nlines', 'x'.repeat(121), 'nul\0', 'half\ud800'])('refuses the name %j', async (name) => {
  await expect(call(router.create, { name })).rejects.toMatchObject({ code: 'BAD_REQUEST' })
})
