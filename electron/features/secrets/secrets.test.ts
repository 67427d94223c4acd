import { randomBytes } from 'node:crypto'
import { call } from '@orpc/server'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Env, EnvLayer } from '#shared/contract/env.ts'
import { memoryKeyStore } from '../../adapters/memory/memory-key-store.ts'
import { recordingLive } from '../../adapters/memory/recording-live.ts'
import { secretsNeeds } from '../../adapters/memory/secrets-needs.ts'
import { silentLog } from '../../adapters/memory/silent-log.ts'
import { testClock } from '../../adapters/memory/test-clock.ts'
import { type TestDatabase, testDatabase } from '../../adapters/memory/test-database.ts'
import { newId } from '../../ports/rows.ts'
import type { LayerSource } from '../../ports/work.ts'
import * as schema from '../../schema/index.ts'
import { secretsFeature } from './index.ts'

const sentinel = 'S3NTINEL-xyz'
const key = randomBytes(32)

let database: TestDatabase
let secrets: ReturnType<typeof feature>
let companyId: string

function feature() {
  const live = recordingLive()
  return {
    live,
    ...secretsFeature({
      ...secretsNeeds(database.sql),
      clock: testClock(),
      live,
      log: silentLog(),
      keyStore: memoryKeyStore(Buffer.from(key)),
      actor: 'ada',
    }),
  }
}

async function company(): Promise<string> {
  const id = newId()
  await database.sql.db.insert(schema.companies).values({ id, name: `Company ${id}` })
  return id
}

const create = (name: string, value = sentinel, inCompany = companyId) => call(secrets.router.create, { companyId: inCompany, name, value })
const failure = (work: Promise<unknown>) =>
  work.then(
    () => expect.unreachable('it should have failed'),
    (error: unknown) => error as Error & { code: string; data: Record<string, unknown> },
  )
const layer = (name: EnvLayer, env: Env, sourceId: string = newId()): LayerSource => ({
  layer: name,
  sourceId,
  sourceName: `the ${name}`,
  env,
  changedAt: new Date(0),
  changedBy: 'grace',
})
const secretEntry = (name: string, secretId: string, version: 'latest' | number = 'latest'): Env[number] => ({
  key: name,
  binding: { kind: 'secret', secretId, version },
})
const bind = (targetType: EnvLayer, targetId: string, env: Env) =>
  database.sql.db.transaction((tx) => secrets.bind(tx, { companyId, targetType, targetId, env }))
const resolve = (layers: LayerSource[]) => secrets.resolve({ companyId, runId: newId(), routineId: newId(), actor: 'ada', layers })
const events = (inCompany = companyId) => call(secrets.router.access, { companyId: inCompany })
const { companySecretVersions: versions, companySecrets, companyDataKeys, instance } = schema

beforeAll(async () => {
  database = await testDatabase()
  await database.sql.db.insert(instance).values({ id: newId() }).onConflictDoNothing()
  secrets = feature()
})
afterAll(() => database.close())
beforeEach(async () => {
  companyId = await company()
})

describe('secrets', () => {
  it('are kept sealed and come back without their value', async () => {
    const secret = await create('Stripe key')
    expect(secret).toMatchObject({ name: 'Stripe key', status: 'active', version: 1, usedBy: 0, lastAccessedAt: null })
    expect(secret.fingerprint).toMatch(/^[0-9a-f]{8}$/)
    const got = await call(secrets.router.get, { companyId, id: secret.id })
    expect(got.versions).toEqual([{ version: 1, current: true, fingerprint: secret.fingerprint, createdAt: expect.any(Date), createdBy: 'ada' }])
    expect(await call(secrets.router.list, { companyId })).toEqual([secret])
    const dump = JSON.stringify([
      got,
      secret,
      await database.sql.db.select().from(versions),
      await database.sql.db.select().from(companyDataKeys),
      secrets.live.changes,
    ])
    expect(dump).not.toContain(sentinel)
    expect(dump).not.toContain(Buffer.from(sentinel).toString('base64').slice(0, 12))
    expect(dump).not.toContain(key.toString('base64'))
    expect(secrets.live.changes).toContainEqual({ noun: 'secret', id: secret.id, companyId, kind: 'created' })
  })

  it('have names that are unique in their company whatever the case, and free again after removal', async () => {
    const secret = await create('Stripe key')
    expect(await failure(create('STRIPE KEY'))).toMatchObject({ code: 'NAME_TAKEN', data: { name: 'STRIPE KEY' } })
    const other = await create('Other')
    expect(await failure(call(secrets.router.update, { companyId, id: other.id, name: 'stripe key' }))).toMatchObject({ code: 'NAME_TAKEN' })
    await create('Stripe key', sentinel, await company())
    await call(secrets.router.remove, { companyId, id: secret.id })
    await create('stripe KEY')
    expect((await call(secrets.router.list, { companyId })).map((each) => each.name)).toEqual(['Other', 'stripe KEY'])
  })

  it('change in name, description and status', async () => {
    const { id } = await create('a')
    expect(await call(secrets.router.update, { companyId, id, name: 'b', description: 'd', status: 'disabled' })).toMatchObject({
      name: 'b',
      description: 'd',
      status: 'disabled',
    })
    expect(await call(secrets.router.update, { companyId, id })).toMatchObject({ name: 'b', status: 'disabled' })
  })

  it('of another company, or of none, are not found', async () => {
    const { id } = await create('a')
    const foreign = await company()
    const target = { companyId: foreign, id }
    for (const attempt of [
      () => call(secrets.router.get, target),
      () => call(secrets.router.update, { ...target, name: 'x' }),
      () => call(secrets.router.rotate, { ...target, value: sentinel }),
      () => call(secrets.router.remove, target),
      () => call(secrets.router.access, { companyId: foreign, secretId: id }),
    ]) {
      expect(await failure(attempt())).toMatchObject({ code: 'NOT_FOUND', data: { noun: 'secret' } })
    }
    for (const attempt of [() => call(secrets.router.list, { companyId: newId() }), () => events(newId()), () => create('a', sentinel, newId())]) {
      expect(await failure(attempt())).toMatchObject({ code: 'NOT_FOUND', data: { noun: 'company' } })
    }
    expect((await call(secrets.router.get, { companyId, id })).secret.name).toBe('a')
  })

  it('keep every version through concurrent rotations', async () => {
    const { id } = await create('a', 'value 1')
    await Promise.all(Array.from({ length: 8 }, (_, i) => call(secrets.router.rotate, { companyId, id, value: `rotated ${i}` })))
    const { secret, versions: kept } = await call(secrets.router.get, { companyId, id })
    expect(secret.version).toBe(9)
    expect(kept.map((version) => version.version)).toEqual([9, 8, 7, 6, 5, 4, 3, 2, 1])
    const values = await Promise.all(kept.map(async ({ version }) => (await resolve([layer('routine', [secretEntry('K', id, version)])])).values.K))
    expect(new Set(values)).toEqual(new Set(['value 1', ...Array.from({ length: 8 }, (_, i) => `rotated ${i}`)]))
    expect(new Set(kept.map((version) => version.fingerprint)).size).toBe(9)
  })

  it('show the same fingerprint for the same value inside a company only', async () => {
    const [a, b] = [await create('a'), await create('b')]
    const elsewhere = await create('a', sentinel, await company())
    expect(b.fingerprint).toBe(a.fingerprint)
    expect(elsewhere.fingerprint).not.toBe(a.fingerprint)
  })

  it('stay while something live uses them', async () => {
    const { id } = await create('a')
    const agentId = newId()
    await database.sql.db.insert(schema.agents).values({
      id: agentId,
      companyId,
      name: 'Reporter',
      adapter: { kind: 'process', command: 'x', args: [], cwd: null, timeoutSec: 1, graceSec: 1 },
    })
    await bind('agent', agentId, [secretEntry('TOKEN', id, 1)])
    const routineId = newId()
    await database.sql.db
      .insert(schema.routines)
      .values({ id: routineId, companyId, agentId, name: 'Nightly report', revisionId: newId(), revisionNumber: 1 })
    await bind('routine', routineId, [secretEntry('API_KEY', id)])
    const refused = await failure(call(secrets.router.remove, { companyId, id }))
    expect(refused).toMatchObject({
      code: 'IN_USE',
      data: { count: 2, users: ['agent Reporter (env.TOKEN)', 'routine Nightly report (env.API_KEY)'] },
    })
    const { secret, bindings } = await call(secrets.router.get, { companyId, id })
    expect(secret.usedBy).toBe(2)
    expect(bindings).toEqual([
      { targetType: 'agent', targetId: agentId, targetName: 'Reporter', configPath: 'env.TOKEN', version: 1 },
      { targetType: 'routine', targetId: routineId, targetName: 'Nightly report', configPath: 'env.API_KEY', version: 'latest' },
    ])
    await bind('agent', agentId, [])
    await database.sql.db.update(schema.routines).set({ deletedAt: new Date() }).where(eq(schema.routines.id, routineId))
    expect((await call(secrets.router.get, { companyId, id })).secret.usedBy).toBe(0)
    await call(secrets.router.remove, { companyId, id })
    expect(await failure(call(secrets.router.get, { companyId, id }))).toMatchObject({ code: 'NOT_FOUND' })
  })

  it('cannot be bound and removed at the same time', async () => {
    for (let round = 0; round < 10; round++) {
      const { id } = await create(`racer ${round}`)
      const targetId = newId()
      const [bound, removed] = await Promise.allSettled([
        bind('project', targetId, [secretEntry('K', id)]),
        call(secrets.router.remove, { companyId, id }),
      ])
      expect([bound.status, removed.status].sort()).toEqual(['fulfilled', 'rejected'])
    }
  })

  it('never bring a value into an error, even when the database refuses', async () => {
    await database.sql.db.execute('alter table company_secret_versions add constraint planted check (version < 3) not valid')
    try {
      const { id } = await create('a')
      await call(secrets.router.rotate, { companyId, id, value: `${sentinel} 2` })
      const refused = await failure(call(secrets.router.rotate, { companyId, id, value: `${sentinel} 3` }))
      const everything = JSON.stringify(
        [refused, refused.message, refused.stack, (refused.cause as Error | undefined)?.message, refused.cause],
        (_, value) => value ?? null,
      )
      expect(everything).toContain('planted')
      expect(everything).not.toContain(sentinel)
      expect((await call(secrets.router.get, { companyId, id })).secret.version).toBe(2)
    } finally {
      await database.sql.db.execute('alter table company_secret_versions drop constraint planted')
    }
  })
})

describe('access', () => {
  it('pages by cursor, newest first, with the total, and can be asked for one secret', async () => {
    const [a, b] = [await create('a'), await create('b')]
    for (let i = 0; i < 5; i++) await resolve([layer('routine', [secretEntry('K', (i % 2 === 0 ? a : b).id)])])
    await call(secrets.router.remove, { companyId, id: b.id })
    const seen: string[] = []
    let cursor: string | undefined
    do {
      const page = await call(secrets.router.access, { companyId, limit: 2, ...(cursor ? { cursor } : {}) })
      expect(page.total).toBe(5)
      seen.push(...page.items.map((event) => event.id))
      cursor = page.nextCursor ?? undefined
    } while (cursor)
    expect(seen).toEqual([...new Set(seen)].sort((x, y) => Number(y) - Number(x)))
    expect(seen).toHaveLength(5)
    const ofB = await call(secrets.router.access, { companyId, secretId: b.id })
    expect(ofB.items.map((event) => event.secretName)).toEqual(['b', 'b'])
    expect(ofB.nextCursor).toBeNull()
    expect(await failure(call(secrets.router.access, { companyId, cursor: "1' or 1" }))).toMatchObject({
      code: 'BAD_REQUEST',
      data: { issues: [{ path: ['cursor'] }] },
    })
  })
})

describe('many secrets', () => {
  it('are listed quickly', async () => {
    await create('the first')
    await database.sql.db.execute(`
      insert into company_secrets (id, company_id, name, current_version, created_by)
        select gen_random_uuid(), '${companyId}', 'secret ' || n, 1, 'ada' from generate_series(1, 10000) n;
      insert into company_secret_versions (id, company_id, secret_id, version, material, fingerprint, created_by)
        select gen_random_uuid(), company_id, id, 1, '{}', '00000000', 'ada' from company_secrets s where name like 'secret %' and company_id = '${companyId}';
      analyze company_secrets, company_secret_versions`)
    const started = performance.now()
    expect(await call(secrets.router.list, { companyId })).toHaveLength(10_001)
    expect(performance.now() - started).toBeLessThan(10_000)
    expect(await database.sql.db.$count(companySecrets, eq(companySecrets.companyId, companyId))).toBe(10_001)
  })
})
