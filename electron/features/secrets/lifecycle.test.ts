import { randomBytes } from 'node:crypto'
import { call } from '@orpc/server'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { memoryKeyStore } from '../../adapters/memory/memory-key-store.ts'
import { failure, reference, type SecretsHarness, secretsHarness } from '../../adapters/memory/secrets-harness.ts'
import { type TestDatabase, testDatabase } from '../../adapters/memory/test-database.ts'
import { routines } from '../../schema/index.ts'
import { secretsFeature } from './index.ts'

let database: TestDatabase
let h: SecretsHarness
let companyId: string
let id: string

beforeAll(async () => {
  database = await testDatabase()
  h = await secretsHarness(database.sql)
})
afterAll(() => database.close())
beforeEach(async () => {
  companyId = await h.company()
  id = (await h.create(companyId, 'Mail password')).id
})

const secret = async () => (await h.get(companyId, id)).secret
const setStatus = (status: 'active' | 'disabled', reason = '') => call(h.router.setStatus, { companyId, id, status, reason })
const remove = (reason = '') => call(h.router.remove, { companyId, id, reason })
const undelete = () => call(h.router.undelete, { companyId, id })
const actions = async () => (await h.trailOf(companyId)).map(({ action, reason }) => (reason ? `${action}: ${reason}` : action))

/** Two users: an agent and a routine of another agent. */
async function use() {
  const agentId = await h.agent(companyId, 'Reporter', [reference('TOKEN', id, 1)])
  const other = await h.agent(companyId, 'Courier')
  const routineId = await h.routine(companyId, 'Nightly report', { agentId: other, env: [reference('API_KEY', id)] })
  return { agentId, routineId }
}

describe('a secret', () => {
  it('changes in name, description, rotation and expiry; the trail says what changed, not to what', async () => {
    const expiresAt = new Date('2027-01-01T00:00:00Z')
    const changed = { name: 'Mail key', description: 'd', rotateEveryDays: 90, expiresAt }
    expect(await call(h.router.update, { companyId, id, ...changed })).toMatchObject(changed)
    expect(await call(h.router.update, { companyId, id, ...changed, expiresAt: new Date(expiresAt) })).toMatchObject(changed)
    expect(await call(h.router.update, { companyId, id, name: 'mail KEY', expiresAt: null })).toMatchObject({ name: 'mail KEY', expiresAt: null })
    await call(h.router.update, { companyId, id })
    expect(await actions()).toEqual(['create', 'update: Changed: name, description, rotation, expiry.', 'update: Changed: name, expiry.'])
  })

  it('is disabled and enabled, with who, when and why', async () => {
    expect(await setStatus('disabled', 'leaked')).toMatchObject({
      status: 'disabled',
      statusReason: 'leaked',
      statusBy: 'ada',
      statusAt: h.clock.now(),
    })
    expect(await failure(h.read(companyId, id))).toMatchObject({ problems: [{ code: 'secret_disabled' }] })
    expect(await failure(setStatus('disabled', 'again'))).toMatchObject({
      code: 'WRONG_STATE',
      data: { state: 'disabled' },
      message: 'Mail password is disabled already. Nothing was changed.',
    })
    expect(await setStatus('active', 'new password')).toMatchObject({ status: 'active', statusReason: 'new password' })
    expect(await h.read(companyId, id)).toBe('a value')
    expect(await actions()).toEqual(['create', 'disable: leaked', 'enable: new password'])
  })

  it('that is in use is neither disabled nor deleted without a reason, and the refusal says what would fail', async () => {
    const { agentId, routineId } = await use()
    for (const [work, done] of [
      [() => setStatus('disabled'), 'disabled'],
      [() => remove('  '), 'deleted'],
    ] as const) {
      const refused = await failure(work())
      expect(refused).toMatchObject({
        code: 'IN_USE',
        data: { count: 2, users: ['agent Reporter (env.TOKEN)', 'routine Nightly report (env.API_KEY)'] },
      })
      const verb = done === 'disabled' ? 'disable' : 'delete'
      expect(refused.message).toBe(
        `The secret Mail password was not ${done}: it is used at 2 places, and the next run of 1 routine would fail: Nightly report. Say why to ${verb} it all the same.`,
      )
    }
    expect(await secret()).toMatchObject({ status: 'active', usedBy: 2 })
    expect(await actions()).toEqual(['create'])
    await h.save(companyId, 'agent', agentId, [])
    await database.sql.db.update(routines).set({ deletedAt: new Date() }).where(eq(routines.id, routineId))
    expect((await secret()).usedBy).toBe(0)
    await setStatus('disabled')
    await remove()
    expect(await failure(h.get(companyId, id))).toMatchObject({ code: 'NOT_FOUND' })
  })

  it('in use is deleted for a reason; its trail and bindings stay, and undeleting mends what failed', async () => {
    await use()
    await remove('the vendor is gone')
    expect(await call(h.router.list, { companyId })).toEqual([])
    expect(await failure(h.read(companyId, id))).toMatchObject({ problems: [{ code: 'secret_deleted' }] })
    expect(await failure(remove('again'))).toMatchObject({ code: 'NOT_FOUND' })
    expect(await undelete()).toMatchObject({ id, name: 'Mail password', status: 'active', usedBy: 2 })
    expect(await h.read(companyId, id)).toBe('a value')
    expect(await failure(undelete())).toMatchObject({ code: 'WRONG_STATE', data: { state: 'active' } })
    expect(await actions()).toEqual(['create', 'delete: the vendor is gone', 'undelete'])
  })

  it('comes back as it was: a disabled one disabled, with the reason it had', async () => {
    await setStatus('disabled', 'leaked')
    await remove()
    expect(await undelete()).toMatchObject({ status: 'disabled', statusReason: 'leaked' })
    await setStatus('active', 'mended')
    await call(h.router.rotate, { companyId, id, value: 'two' })
    await call(h.router.setVersionState, { companyId, id, version: 1, state: 'disabled', reason: 'the version, not the secret' })
    await remove()
    expect(await undelete()).toMatchObject({ status: 'active', statusReason: 'mended' })
  })

  it('comes back under its name only while that is free', async () => {
    await remove()
    const heir = await h.create(companyId, 'MAIL password')
    expect(await failure(undelete())).toMatchObject({ code: 'NAME_TAKEN', data: { name: 'Mail password' } })
    await call(h.router.update, { companyId, id: heir.id, name: 'Other' })
    expect(await undelete()).toMatchObject({ name: 'Mail password' })
  })

  it('cannot be bound and removed at the same time', async () => {
    for (let round = 0; round < 10; round++) {
      const racer = await h.create(companyId, `racer ${round}`)
      const projectId = await h.project(companyId, `project ${round}`)
      const [bound, removed] = await Promise.allSettled([
        h.save(companyId, 'project', projectId, [reference('K', racer.id)]),
        call(h.router.remove, { companyId, id: racer.id }),
      ])
      expect([bound.status, removed.status].sort()).toEqual(['fulfilled', 'rejected'])
    }
  })

  it('can be looked after while the vault is locked, but gets no new value', async () => {
    await call(h.router.rotate, { companyId, id, value: 'two' })
    const { router } = secretsFeature({ ...h, sql: database.sql, keyStore: memoryKeyStore(randomBytes(32)) })
    for (const work of [
      () => call(router.create, { companyId, name: 'New', value: 'x' }),
      () => call(router.rotate, { companyId, id, value: 'x' }),
      () => call(router.import, { companyId, rows: [{ name: 'New', value: 'x' }] }),
      () => call(router.planImport, { companyId, rows: [{ name: 'New', value: 'x' }] }),
    ]) {
      expect(await failure(work())).toMatchObject({ code: 'VAULT_LOCKED' })
    }
    expect(await call(router.list, { companyId })).toEqual(await call(h.router.list, { companyId }))
    await call(router.update, { companyId, id, name: 'Renamed' })
    await call(router.setStatus, { companyId, id, status: 'disabled', reason: 'locked' })
    await call(router.setVersionState, { companyId, id, version: 1, state: 'disabled' })
    await call(router.scheduleDestruction, { companyId, id, version: 1, reason: 'x' })
    expect((await call(router.get, { companyId, id })).secret).toMatchObject({ name: 'Renamed', status: 'disabled', version: 2 })
    expect((await call(router.exportReferences, { companyId })).text).toContain('Renamed')
    await call(router.remove, { companyId, id })
    await call(router.undelete, { companyId, id })
    expect((await actions()).map((action) => action.split(':')[0])).toEqual([
      'create',
      'rotate',
      'update',
      'disable',
      'disable',
      'schedule_destruction',
      'export',
      'delete',
      'undelete',
    ])
  })
})
