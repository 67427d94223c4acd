/** Restores against a real vault: what became of the secrets of an earlier revision, and which of their versions come back. */
import { call } from '@orpc/server'
import { and, eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { recordingLive } from '../../adapters/memory/recording-live.ts'
import { secretsNeeds } from '../../adapters/memory/secrets-needs.ts'
import { type SeededCompany, seedCompany } from '../../adapters/memory/seed-company.ts'
import { silentLog } from '../../adapters/memory/silent-log.ts'
import { testClock } from '../../adapters/memory/test-clock.ts'
import { type TestDatabase, testDatabase } from '../../adapters/memory/test-database.ts'
import { newId } from '../../ports/rows.ts'
import { companySecretBindings, instance, routineRuns } from '../../schema/index.ts'
import { secretsFeature } from '../secrets/index.ts'
import { routinesFeature } from './index.ts'

let database: TestDatabase
let secrets: ReturnType<typeof secretsFeature>
let routines: ReturnType<typeof routinesFeature>['router']['routines']
let company: SeededCompany
const clock = testClock(new Date('2026-11-21T08:00:00Z'))

beforeAll(async () => {
  database = await testDatabase()
  await database.sql.db.insert(instance).values({ id: newId() })
  const base = { clock, live: recordingLive(), log: silentLog(), actor: 'ada' }
  secrets = secretsFeature({ ...secretsNeeds(database.sql), ...base })
  await secrets.start()
  const { bind, describe: describeEnv, compare, versionsAt, refuseInline } = secrets
  const env = { bind, describe: describeEnv, compare, versionsAt, refuseInline }
  routines = routinesFeature({ ...base, ...env, sql: database.sql, enqueue: async () => null, wake: () => {} }).router.routines
})
afterAll(async () => {
  await secrets.stop()
  await database.close()
})
beforeEach(async () => {
  company = await seedCompany(database.sql)
})

const of = (id: string) => ({ companyId: company.companyId, id })
const reference = (key: string, secretId: string, version: 'latest' | number = 'latest') => ({
  key,
  binding: { kind: 'secret' as const, secretId, version },
})
const note = (value: string) => ({ key: 'NOTE', binding: { kind: 'plain' as const, visibility: 'visible' as const, value } })
const later = () => clock.advance(60_000)

async function secret(name: string) {
  const { id } = await call(secrets.router.create, { companyId: company.companyId, name, value: `the first value of ${name}` })
  const rotate = async () => {
    await later()
    await call(secrets.router.rotate, { ...of(id), value: `another value of ${name} ${clock.now().toISOString()}` })
    await later()
  }
  return { id, rotate }
}

/** r1 refers to secrets; r2 holds a note alone and is current. */
async function past(env: ReturnType<typeof reference>[]) {
  const { companyId, agentId } = company
  const first = await call(routines.create, { companyId, agentId, name: 'Report', env: [...env, note('then')] })
  await later()
  const second = await call(routines.update, { companyId, id: first.id, env: [note('now')] })
  return { id: first.id, r1: first.revisionId, base: second.revisionId }
}

type Past = Awaited<ReturnType<typeof past>>
const plan = ({ id, r1 }: Past, request: object = {}) => call(routines.planRestore, { ...of(id), revisionId: r1, ...request })
const restore = ({ id, r1, base }: Past, request: object = {}) =>
  call(routines.restore, { ...of(id), revisionId: r1, baseRevisionId: base, reason: 'needed again', ...request })
const findings = async (one: Past, request: object = {}) => {
  const found = (await plan(one, request)).findings.filter(({ severity }) => severity !== 'note')
  return found.map(({ severity, code, subject }) => [severity, code, subject])
}
const versionsOf = ({ env }: Awaited<ReturnType<typeof restore>>) =>
  Object.fromEntries(env.flatMap(({ key, binding }) => (binding.kind === 'secret' ? [[key, binding.version]] : [])))
const boundTo = async (routineId: string) => {
  const b = companySecretBindings
  const rows = await database.sql.db
    .select()
    .from(b)
    .where(and(eq(b.targetType, 'routine'), eq(b.targetId, routineId)))
  return rows.map(({ configPath, versionSelector }) => `${configPath} ${versionSelector}`).sort()
}

describe('secrets of an earlier revision', () => {
  it('are bound again, and let go again by the next restore', async () => {
    const token = await secret('Token')
    const one = await past([reference('TOKEN', token.id)])
    expect(await boundTo(one.id)).toEqual([])
    const restored = await restore(one)
    expect(await boundTo(one.id)).toEqual(['env.TOKEN latest'])
    await call(routines.restore, { ...of(one.id), revisionId: one.base, baseRevisionId: restored.revisionId, reason: 'back' })
    expect(await boundTo(one.id)).toEqual([])
  })

  it('that were deleted are explained before, refused whole, and left out by choosing keys', async () => {
    const [token, other] = [await secret('Token'), await secret('Other')]
    const one = await past([reference('TOKEN', token.id), reference('OTHER', other.id)])
    await call(secrets.router.remove, of(token.id))
    expect(await findings(one)).toEqual([['blocker', 'secret_missing', 'TOKEN']])
    const { findings: said } = await plan(one)
    expect(said[0]?.message).toContain('TOKEN refers to Token, which was deleted.')
    await expect(restore(one)).rejects.toMatchObject({ code: 'UNKNOWN_SECRET', data: { keys: ['TOKEN'] } })
    expect(await boundTo(one.id)).toEqual([])
    const chosen = { scope: 'keys', keys: ['OTHER'] }
    expect(await findings(one, chosen)).toEqual([])
    await restore(one, chosen)
    expect(await boundTo(one.id)).toEqual(['env.OTHER latest'])
  })

  it('that are disabled come back with a warning', async () => {
    const token = await secret('Token')
    const one = await past([reference('TOKEN', token.id)])
    await call(secrets.router.setStatus, { ...of(token.id), status: 'disabled' })
    expect(await findings(one)).toEqual([['warning', 'secret_disabled', 'TOKEN']])
    await restore(one)
    expect(await boundTo(one.id)).toEqual(['env.TOKEN latest'])
  })

  it('never show a value, not even as a difference', async () => {
    const token = await secret('Token')
    const one = await past([reference('TOKEN', token.id)])
    const shown = JSON.stringify([await plan(one), await call(routines.compare, { ...of(one.id), beforeId: one.r1, afterId: one.base })])
    expect(shown).toContain('TOKEN')
    expect(shown).not.toContain('the first value')
  })
})

describe('versions of secrets', () => {
  it('follow the latest of today, or are pinned to those that were current when the revision was saved', async () => {
    const token = await secret('Token')
    await token.rotate()
    const one = await past([reference('TOKEN', token.id)])
    await token.rotate()
    expect((await plan(one)).env.find(({ key }) => key === 'TOKEN')?.after).toMatchObject({ selector: 'latest', version: 3 })
    expect((await plan(one, { versions: 'pinned' })).env.find(({ key }) => key === 'TOKEN')?.after).toMatchObject({ selector: 2, version: 2 })
    expect(versionsOf(await restore(one, { versions: 'pinned' }))).toEqual({ TOKEN: 2 })
    expect(await boundTo(one.id)).toEqual(['env.TOKEN 2'])
  })

  it('know that an older version had been made current', async () => {
    const token = await secret('Token')
    await token.rotate()
    await call(secrets.router.makeCurrent, { ...of(token.id), version: 1 })
    await later()
    const one = await past([reference('TOKEN', token.id)])
    await token.rotate()
    expect(versionsOf(await restore(one, { versions: 'pinned' }))).toEqual({ TOKEN: 1 })
  })

  it('are pinned to those that the last run of the revision was given', async () => {
    const token = await secret('Token')
    const one = await past([reference('TOKEN', token.id)])
    await token.rotate()
    await token.rotate()
    const used = { key: 'TOKEN', layer: 'routine' as const, kind: 'secret' as const, visibility: null, secretId: token.id, secretName: 'Token' }
    const { companyId, agentId } = company
    const run = { companyId, agentId, routineId: one.id, routineRevisionId: one.r1, source: 'manual' as const, actor: 'ada' }
    for (const version of [1, 2]) {
      const envReceipt = [{ ...used, selector: 'latest' as const, version, fingerprint: 'x' }]
      await database.sql.db.insert(routineRuns).values({ ...run, id: newId(), status: 'succeeded', envReceipt })
    }
    await database.sql.db.insert(routineRuns).values({ ...run, id: newId(), status: 'failed', envReceipt: [] })
    expect(versionsOf(await restore(one, { versions: 'pinned' }))).toEqual({ TOKEN: 2 })
  })

  it('that cannot be read any more become today’s, and the plan says so', async () => {
    const token = await secret('Token')
    const one = await past([reference('TOKEN', token.id), reference('PINNED', token.id, 1)])
    await token.rotate()
    await call(secrets.router.setVersionState, { ...of(token.id), version: 1, state: 'disabled' })
    expect(await findings(one)).toEqual([['warning', 'version_disabled', 'PINNED']])
    expect(await findings(one, { versions: 'pinned' })).toEqual([
      ['warning', 'version_disabled', 'TOKEN'],
      ['warning', 'version_disabled', 'PINNED'],
    ])
    const said = (await plan(one)).findings.find(({ subject }) => subject === 'PINNED')
    expect(said?.message).toBe('r1 asks for version 1 of Token, which is disabled. PINNED follows the latest version instead, v2 today.')
    expect(versionsOf(await restore(one, { versions: 'pinned' }))).toEqual({ TOKEN: 'latest', PINNED: 'latest' })
  })

  it('that the routine holds already stay as they are, readable or not', async () => {
    const token = await secret('Token')
    const { companyId, agentId } = company
    const { id, revisionId } = await call(routines.create, { companyId, agentId, name: 'Report', env: [reference('PINNED', token.id, 1)] })
    await token.rotate()
    await call(secrets.router.setVersionState, { ...of(token.id), version: 1, state: 'disabled', reason: 'leaked' })
    const { findings: said } = await call(routines.planRestore, { ...of(id), revisionId })
    expect(said.map(({ code }) => code)).toEqual(['nothing_changes'])
  })
})
