/** Whatever is done to a secret in whatever order, what must hold of it holds: by random operations against a short model. */
import { call } from '@orpc/server'
import { eq } from 'drizzle-orm'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { reference, type SecretsHarness, secretsHarness } from '../../adapters/memory/secrets-harness.ts'
import { type TestDatabase, testDatabase } from '../../adapters/memory/test-database.ts'
import { companySecrets } from '../../schema/index.ts'

const HOUR = 3_600_000
const values = ['alpha', 'beta', 'gamma']

let database: TestDatabase
let h: SecretsHarness

beforeAll(async () => {
  database = await testDatabase()
  h = await secretsHarness(database.sql)
  await h.secrets.start()
})
afterAll(async () => {
  const stopped = h.secrets.stop()
  await h.clock.advance(10_000)
  await stopped
  await database.close()
})

const version = fc.integer({ min: 1, max: 5 })
const reason = fc.constantFrom('', 'because')
const operation = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('rotate' as const), value: fc.constantFrom(...values), overlapHours: fc.constantFrom(null, 1, 48) }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('makeCurrent' as const), version }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('disable' as const, 'enable' as const), version, reason }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('schedule' as const), version, days: fc.integer({ min: 1, max: 3 }) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('cancel' as const), version }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('setActive' as const, 'setDisabled' as const), reason }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('remove' as const), reason }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('undelete' as const) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('wait' as const), hours: fc.constantFrom(1, 12, 30, 80) }) },
)
type Operation = typeof operation extends fc.Arbitrary<infer T> ? T : never
type Change = Exclude<Operation, { do: 'wait' }>

interface Subject {
  companyId: string
  id: string
}

async function stateOf({ companyId, id }: Subject) {
  const [secret] = await database.sql.db.select().from(companySecrets).where(eq(companySecrets.id, id))
  if (!secret) throw new Error('The secret is gone.')
  return { secret, versions: await h.versionRows(id), trail: await h.trailOf(companyId) }
}
type State = Awaited<ReturnType<typeof stateOf>>

function carryOut(subject: Subject, change: Change): Promise<unknown> {
  const { router } = h
  switch (change.do) {
    case 'rotate':
      return call(router.rotate, { ...subject, value: change.value, overlapHours: change.overlapHours })
    case 'makeCurrent':
      return call(router.makeCurrent, { ...subject, version: change.version })
    case 'disable':
    case 'enable':
      return call(router.setVersionState, { ...subject, version: change.version, state: `${change.do}d`, reason: change.reason })
    case 'schedule':
      return call(router.scheduleDestruction, { ...subject, version: change.version, days: change.days, reason: 'because' })
    case 'cancel':
      return call(router.cancelDestruction, { ...subject, version: change.version })
    case 'setActive':
    case 'setDisabled':
      return call(router.setStatus, { ...subject, status: change.do === 'setActive' ? 'active' : 'disabled', reason: change.reason })
    case 'remove':
      return call(router.remove, { ...subject, reason: change.reason })
    case 'undelete':
      return call(router.undelete, subject)
  }
}

const actions: Record<Change['do'], string> = {
  rotate: 'rotate',
  makeCurrent: 'make_current',
  disable: 'disable',
  enable: 'enable',
  schedule: 'schedule_destruction',
  cancel: 'cancel_destruction',
  setActive: 'enable',
  setDisabled: 'disable',
  remove: 'delete',
  undelete: 'undelete',
}

/** The code that the change is refused with; null when it is done. The secret is used twice: as the latest and pinned to version 1. */
function refusal({ secret, versions }: State, change: Change): string | null {
  const deleted = secret.status === 'deleted'
  if (change.do === 'undelete') return deleted ? null : 'WRONG_STATE'
  if (deleted) return 'NOT_FOUND'
  switch (change.do) {
    case 'rotate':
      return null
    case 'setActive':
      return secret.status === 'active' ? 'WRONG_STATE' : null
    case 'setDisabled':
      if (secret.status === 'disabled') return 'WRONG_STATE'
      return change.reason === '' ? 'IN_USE' : null
    case 'remove':
      return change.reason === '' ? 'IN_USE' : null
    default: {
      const chosen = versions[change.version - 1]
      return chosen ? versionRefusal(chosen, chosen.version === secret.currentVersion, change) : 'NOT_FOUND'
    }
  }
}

function versionRefusal({ version: number, state, destroyAt }: State['versions'][number], current: boolean, change: Change): string | null {
  const scheduled = destroyAt !== null
  switch (change.do) {
    case 'makeCurrent':
      return state === 'enabled' && !current ? null : 'WRONG_STATE'
    case 'disable':
      if (state !== 'enabled' || current) return 'WRONG_STATE'
      return number === 1 && change.reason === '' ? 'IN_USE' : null
    case 'enable':
      return state === 'disabled' && !scheduled ? null : 'WRONG_STATE'
    case 'schedule':
      return state !== 'destroyed' && !current && !scheduled ? null : 'WRONG_STATE'
    default:
      return scheduled ? null : 'WRONG_STATE'
  }
}

function mustHold({ secret, versions }: State, now: Date): void {
  expect(versions.map((row) => row.version)).toEqual(versions.map((_, index) => index + 1))
  expect(versions[secret.currentVersion - 1]).toMatchObject({ state: 'enabled', disableAt: null, destroyAt: null })
  expect(secret.rotatedAt).toEqual(versions[secret.currentVersion - 1]?.createdAt)
  for (const { state, material, destroyAt, disableAt } of versions) {
    expect(material === null).toBe(state === 'destroyed')
    if (destroyAt) expect(state).toBe('disabled')
    if (disableAt) expect(state).toBe('enabled')
    for (const date of [destroyAt, disableAt]) if (date) expect(date.getTime()).toBeGreaterThan(now.getTime())
  }
}

async function changeAndCheck(subject: Subject, before: State, change: Change): Promise<State> {
  const outcome = await carryOut(subject, change).then(
    () => null,
    (error: unknown) => (error as { code: string }).code,
  )
  expect(outcome).toBe(refusal(before, change))
  const after = await stateOf(subject)
  if (outcome !== null) expect(after).toEqual(before)
  else {
    expect(after.trail.slice(0, -1)).toEqual(before.trail)
    expect(after.trail.at(-1)).toMatchObject({ secretId: subject.id, action: actions[change.do], by: 'person', actor: 'ada' })
    expect(after.versions).toHaveLength(before.versions.length + (change.do === 'rotate' ? 1 : 0))
  }
  return after
}

async function waitAndCheck(subject: Subject, before: State, hours: number): Promise<State> {
  h.clock.set(new Date(h.clock.now().getTime() + hours * HOUR - 60_000))
  await h.clock.advance(60_000)
  const now = h.clock.now()
  const after = await stateOf(subject)
  const passed = (date: Date | null) => date !== null && date <= now
  const expected = before.versions.map(({ state, disableAt, destroyAt }) =>
    passed(destroyAt) ? 'destroyed' : passed(disableAt) ? 'disabled' : state,
  )
  expect(after.versions.map(({ state }) => state)).toEqual(expected)
  const changed = expected.filter((state, index) => state !== before.versions[index]?.state)
  const added = after.trail.slice(before.trail.length)
  expect(added.map(({ by }) => by)).toEqual(changed.map(() => 'host'))
  expect(added.map(({ action }) => `${action}ed`.replace('ee', 'e')).sort()).toEqual(
    changed.map((state) => (state === 'destroyed' ? 'destroyed' : 'disabled')).sort(),
  )
  return after
}

it('keeps what must hold of a secret through any order of operations', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(operation, { minLength: 8, maxLength: 30 }), async (operations) => {
      const companyId = await h.company()
      const { id } = await h.create(companyId, 'subject', 'alpha')
      await h.agent(companyId, 'Agent', [reference('LATEST', id), reference('PINNED', id, 1)])
      const given = ['alpha']
      const subject = { companyId, id }
      let state = await stateOf(subject)
      for (const each of operations) {
        const before = state
        state = each.do === 'wait' ? await waitAndCheck(subject, before, each.hours) : await changeAndCheck(subject, before, each)
        mustHold(state, h.clock.now())
        if (each.do === 'rotate' && state.versions.length > before.versions.length) given.push(each.value)
        for (const [index, { state: was }] of before.versions.entries())
          if (was === 'destroyed') expect(state.versions[index]?.state).toBe('destroyed')
      }
      if (state.secret.status !== 'active') return
      for (const { version: number, state: now } of state.versions) {
        if (now === 'enabled') expect(await h.read(companyId, id, number)).toBe(given[number - 1])
      }
    }),
    { numRuns: 25 },
  )
})
