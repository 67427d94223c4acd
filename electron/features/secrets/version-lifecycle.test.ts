import { call } from '@orpc/server'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { failure, reference, type SecretsHarness, secretsHarness } from '../../adapters/memory/secrets-harness.ts'
import { type TestDatabase, testDatabase } from '../../adapters/memory/test-database.ts'

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
  id = (await h.create(companyId, 'Mail password', 'one')).id
})

const at = (version: number) => ({ companyId, id, version })
const rotate = (value: string, overlapHours: number | null = null) => call(h.router.rotate, { companyId, id, value, overlapHours })
const versions = async () => (await h.get(companyId, id)).versions.toReversed()
const version = async (number: number) => (await versions())[number - 1]
const hours = (count: number) => new Date(h.clock.now().getTime() + count * 3_600_000)

describe('a rotation', () => {
  it('keeps every version, says where its value came from and which values are the same', async () => {
    await call(h.router.rotate, { companyId, id, value: 'two', origin: 'pasted' })
    await call(h.router.rotate, { companyId, id, generate: { length: 24, alphabet: 'hex' } })
    await rotate('one')
    expect(await versions()).toMatchObject([
      { version: 1, origin: 'typed', sameAs: null, current: false, state: 'enabled' },
      { version: 2, origin: 'pasted', sameAs: null, current: false },
      { version: 3, origin: 'generated', sameAs: null, current: false },
      { version: 4, origin: 'typed', sameAs: 1, current: true },
    ])
    expect(await h.read(companyId, id, 3)).toMatch(/^[0-9a-f]{24}$/)
  })

  it('takes a value or makes one, never both or neither, and never tells it', async () => {
    const made = await call(h.router.rotate, { companyId, id, generate: {} })
    const value = await h.read(companyId, id)
    expect(value).toMatch(/^[A-Za-z0-9]{32}$/)
    expect(JSON.stringify([made, await h.get(companyId, id), h.live.changes])).not.toContain(value)
    for (const both of [{}, { value: 'x', generate: {} }]) {
      expect(await failure(call(h.router.rotate, { companyId, id, ...both }))).toMatchObject({ code: 'BAD_REQUEST' })
    }
  })

  it('with an overlap sets the day of the version that was current; without one it stays', async () => {
    await rotate('two', 24)
    expect(await version(1)).toMatchObject({ state: 'enabled', disableAt: hours(24) })
    await rotate('three')
    expect(await versions()).toMatchObject([{ disableAt: hours(24) }, { disableAt: null }, { disableAt: null }])
  })

  it('can be undone while its overlap runs, which ends it; the age is that of the value in use', async () => {
    await h.clock.advance(3_600_000)
    await rotate('two', 24)
    const back = await call(h.router.makeCurrent, { ...at(1), reason: 'two is refused' })
    expect(back).toMatchObject({ version: 1, rotatedAt: (await version(1))?.createdAt })
    expect(await versions()).toMatchObject([
      { current: true, disableAt: null },
      { current: false, disableAt: null, state: 'enabled' },
    ])
    expect(await h.read(companyId, id)).toBe('one')
    expect((await h.trailOf(companyId)).at(-1)).toEqual({
      secretId: id,
      version: 1,
      action: 'make_current',
      by: 'person',
      actor: 'ada',
      reason: 'two is refused',
    })
  })
})

describe('a version', () => {
  it('of a number that no version can have is refused as that', async () => {
    const { router } = h
    const asked = [
      { ...at(2 ** 31), reason: 'x' },
      { ...at(0), reason: 'x' },
    ]
    for (const input of asked) {
      for (const procedure of [router.makeCurrent, router.cancelDestruction, router.scheduleDestruction, router.blastRadius]) {
        expect(await failure(call(procedure as typeof router.makeCurrent, input))).toMatchObject({ code: 'BAD_REQUEST' })
      }
    }
    expect(await failure(call(router.makeCurrent, at(2 ** 31 - 1)))).toMatchObject({ code: 'NOT_FOUND' })
  })

  beforeEach(() => rotate('two'))

  it('is disabled and enabled, each with its trail', async () => {
    await call(h.router.setVersionState, { ...at(1), state: 'disabled', reason: 'leaked' })
    expect(await version(1)).toMatchObject({ state: 'disabled', stateReason: 'leaked', stateBy: 'ada', stateAt: h.clock.now() })
    expect(await failure(h.read(companyId, id, 1))).toMatchObject({ problems: [{ code: 'version_disabled' }] })
    await call(h.router.setVersionState, { ...at(1), state: 'enabled' })
    expect(await h.read(companyId, id, 1)).toBe('one')
    expect((await h.trailOf(companyId)).slice(2)).toMatchObject([
      { action: 'disable', version: 1, reason: 'leaked' },
      { action: 'enable', version: 1, reason: '' },
    ])
  })

  it('that is pinned needs a reason to be disabled, and the refusal says what would fail', async () => {
    const agentId = await h.agent(companyId, 'Reporter')
    await h.routine(companyId, 'Nightly report', { agentId, env: [reference('MAIL', id, 1), reference('OTHER', id)] })
    expect((await version(1))?.pinnedBy).toBe(1)
    const refused = await failure(call(h.router.setVersionState, { ...at(1), state: 'disabled', reason: ' ' }))
    expect(refused).toMatchObject({ code: 'IN_USE', data: { count: 1, users: ['routine Nightly report (env.MAIL)'] } })
    expect(refused.message).toBe(
      'Version 1 of Mail password was not disabled: it is used at 1 place, and the next run of 1 routine would fail: Nightly report. Say why to disable it all the same.',
    )
    expect((await h.trailOf(companyId)).map(({ action }) => action)).toEqual(['create', 'rotate'])
    await call(h.router.setVersionState, { ...at(1), state: 'disabled', reason: 'leaked' })
    expect(await version(1)).toMatchObject({ state: 'disabled' })
  })

  it('to be destroyed is disabled at once, and comes back disabled when that is cancelled', async () => {
    await call(h.router.scheduleDestruction, { ...at(1), reason: 'leaked' })
    expect(await version(1)).toMatchObject({ state: 'disabled', destroyAt: hours(7 * 24), stateReason: 'leaked' })
    expect((await h.get(companyId, id)).secret.needs).toEqual(['destruction_scheduled'])
    expect(await failure(call(h.router.setVersionState, { ...at(1), state: 'enabled' }))).toMatchObject({
      code: 'WRONG_STATE',
      data: { state: 'scheduled' },
    })
    await call(h.router.cancelDestruction, at(1))
    expect(await version(1)).toMatchObject({ state: 'disabled', destroyAt: null })
    await call(h.router.setVersionState, { ...at(1), state: 'enabled' })
    expect(await h.read(companyId, id, 1)).toBe('one')
  })

  it('refuses what does not fit its state, and changes nothing then', async () => {
    const before = await h.get(companyId, id)
    const trail = await h.trailOf(companyId)
    const refusals = [
      [
        () => call(h.router.setVersionState, { ...at(2), state: 'disabled', reason: 'x' }),
        'current',
        /another one current first, or disable the whole secret/,
      ],
      [() => call(h.router.scheduleDestruction, { ...at(2), reason: 'x' }), 'current', /Make another one current first/],
      [() => call(h.router.makeCurrent, at(2)), 'current', /already/],
      [() => call(h.router.setVersionState, { ...at(1), state: 'enabled' }), 'enabled', /already/],
      [() => call(h.router.cancelDestruction, at(1)), 'enabled', /is not to be destroyed/],
    ] as const
    for (const [work, state, message] of refusals) {
      const refused = await failure(work())
      expect(refused).toMatchObject({ code: 'WRONG_STATE', data: { state } })
      expect(refused.message).toMatch(message)
    }
    expect(await failure(call(h.router.scheduleDestruction, { ...at(1), reason: '  ' }))).toMatchObject({ code: 'BAD_REQUEST' })
    expect(await failure(call(h.router.makeCurrent, at(9)))).toMatchObject({ code: 'NOT_FOUND', data: { noun: 'version' } })
    expect(await h.get(companyId, id)).toEqual(before)
    expect(await h.trailOf(companyId)).toEqual(trail)
  })

  it('of another company is not found', async () => {
    const place = { companyId: await h.company(), id, version: 1 }
    for (const work of [
      () => call(h.router.makeCurrent, place),
      () => call(h.router.setVersionState, { ...place, state: 'disabled' }),
      () => call(h.router.scheduleDestruction, { ...place, reason: 'x' }),
      () => call(h.router.cancelDestruction, place),
      () => call(h.router.setStatus, { ...place, status: 'disabled' }),
      () => call(h.router.blastRadius, place),
      () => call(h.router.undelete, place),
    ]) {
      expect(await failure(work())).toMatchObject({ code: 'NOT_FOUND', data: { noun: 'secret' } })
    }
  })
})
