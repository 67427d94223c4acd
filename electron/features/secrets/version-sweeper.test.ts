import { call } from '@orpc/server'
import { eq, sql } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { failure, type SecretsHarness, secretsHarness } from '../../adapters/memory/secrets-harness.ts'
import { type TestDatabase, testDatabase } from '../../adapters/memory/test-database.ts'
import { companySecretVersions } from '../../schema/index.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR

let database: TestDatabase
let h: SecretsHarness
let companyId: string
let id: string

beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.close())
beforeEach(async () => {
  h = await secretsHarness(database.sql)
  companyId = await h.company()
  id = (await h.create(companyId, 'Mail password', 'one')).id
})
afterEach(async () => {
  const stopped = h.secrets.stop()
  await h.clock.advance(10_000)
  await stopped
})

/** Lets the machine sleep until a minute before, so that days pass without a look a minute. */
async function later(ms: number): Promise<void> {
  const awake = Math.min(ms, 60_000)
  h.clock.set(new Date(h.clock.now().getTime() + ms - awake))
  await h.clock.advance(awake)
}

const rotate = (value: string, overlapHours: number | null = null) => call(h.router.rotate, { companyId, id, value, overlapHours })
const schedule = (version: number, days: number) => call(h.router.scheduleDestruction, { companyId, id, version, days, reason: 'leaked' })
const states = async () => (await h.versionRows(id)).map(({ state }) => state)
const byHost = async () => (await h.trailOf(companyId)).filter(({ by }) => by === 'host')

describe('the sweeper', () => {
  it('disables a version when its overlap ends, not a moment before', async () => {
    await h.secrets.start()
    await rotate('two', 3)
    await later(3 * HOUR - 1)
    expect(await states()).toEqual(['enabled', 'enabled'])
    await later(1)
    expect(await states()).toEqual(['disabled', 'enabled'])
    const reason = 'The overlap of a rotation ended; version 2 is current.'
    expect((await h.get(companyId, id)).versions[1]).toMatchObject({ stateReason: reason, stateBy: 'wheelhouse', disableAt: null })
    expect(await byHost()).toEqual([{ secretId: id, version: 1, action: 'disable', by: 'host', actor: 'wheelhouse', reason }])
    expect(h.live.changes.at(-1)).toEqual({ noun: 'secret', id, companyId, kind: 'updated' })
  })

  it('leaves a version alone whose overlap ended because it is current again', async () => {
    await h.secrets.start()
    await rotate('two', 3)
    await call(h.router.makeCurrent, { companyId, id, version: 1 })
    await later(DAY)
    expect(await states()).toEqual(['enabled', 'enabled'])
    expect(await byHost()).toEqual([])
  })

  it('destroys a value when its day has come; what is known about it stays', async () => {
    await h.secrets.start()
    await rotate('two')
    await schedule(1, 7)
    const before = (await h.get(companyId, id)).versions[1]
    await later(7 * DAY - 1)
    expect(await states()).toEqual(['disabled', 'enabled'])
    await later(1)
    const [row] = await h.versionRows(id)
    expect(row).toMatchObject({ state: 'destroyed', material: null, providerVersion: null, destroyAt: null })
    expect((await h.get(companyId, id)).versions[1]).toEqual({ ...before, state: 'destroyed', stateAt: h.clock.now(), destroyAt: null })
    expect(await byHost()).toEqual([{ secretId: id, version: 1, action: 'destroy', by: 'host', actor: 'wheelhouse', reason: 'leaked' }])
    expect(await failure(h.read(companyId, id, 1))).toMatchObject({ problems: [{ code: 'version_destroyed' }] })
    for (const work of [
      () => call(h.router.makeCurrent, { companyId, id, version: 1 }),
      () => call(h.router.setVersionState, { companyId, id, version: 1, state: 'enabled' }),
      () => call(h.router.setVersionState, { companyId, id, version: 1, state: 'disabled' }),
      () => call(h.router.cancelDestruction, { companyId, id, version: 1 }),
      () => schedule(1, 1),
    ]) {
      expect(await failure(work())).toMatchObject({ code: 'WRONG_STATE', data: { state: 'destroyed' } })
    }
  })

  it('does what is overdue when it starts, of deleted secrets too, once', async () => {
    await rotate('two', 1)
    await rotate('three')
    await schedule(2, 1)
    await call(h.router.remove, { companyId, id })
    await later(2 * DAY)
    expect(await states()).toEqual(['enabled', 'disabled', 'enabled'])
    await h.secrets.start()
    expect(await states()).toEqual(['disabled', 'destroyed', 'enabled'])
    await later(DAY)
    expect((await byHost()).map(({ action }) => action)).toEqual(['disable', 'destroy'])
  })

  it('never touches the version that is current, and takes the date away', async () => {
    await rotate('two')
    const past = new Date(0)
    await database.sql.db.update(companySecretVersions).set({ destroyAt: past }).where(eq(companySecretVersions.secretId, id))
    await h.secrets.start()
    expect(await states()).toEqual(['destroyed', 'enabled'])
    expect((await h.versionRows(id))[1]).toMatchObject({ destroyAt: null })
    expect(await byHost()).toMatchObject([
      { version: 1, action: 'destroy' },
      { version: 2, action: 'cancel_destruction', reason: 'It is the current version.' },
    ])
  })

  it('leaves due what fails, does the rest, and comes back to it', async () => {
    const other = await h.create(companyId, 'Other', 'x')
    await call(h.router.rotate, { companyId, id: other.id, value: 'y', overlapHours: 1 })
    await rotate('two', 1)
    const guard = sql.raw(`alter table company_secret_versions add constraint planted check (secret_id <> '${id}' or state = 'enabled') not valid`)
    await database.sql.db.execute(guard)
    await later(2 * HOUR)
    await h.secrets.start()
    expect(await states()).toEqual(['enabled', 'enabled'])
    expect((await h.versionRows(other.id)).map(({ state }) => state)).toEqual(['disabled', 'enabled'])
    expect(await byHost()).toHaveLength(1)
    await database.sql.db.execute('alter table company_secret_versions drop constraint planted')
    await h.clock.advance(60_000)
    expect(await states()).toEqual(['disabled', 'enabled'])
    expect(await byHost()).toHaveLength(2)
  })

  it('sleeps when there is nothing to do, and for good once it is stopped', async () => {
    await rotate('two', 1)
    await h.secrets.start()
    const stopped = h.secrets.stop()
    await h.clock.advance(10_000)
    await stopped
    await later(DAY)
    expect(await states()).toEqual(['enabled', 'enabled'])
  })
})
