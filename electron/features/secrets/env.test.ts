import { randomBytes } from 'node:crypto'
import { call } from '@orpc/server'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { EnvLayer, StoredEnv } from '#shared/contract/env.ts'
import { memoryCheckpoint } from '../../adapters/memory/memory-checkpoint.ts'
import { memoryKeyStore } from '../../adapters/memory/memory-key-store.ts'
import { recordingLive } from '../../adapters/memory/recording-live.ts'
import { secretsNeeds } from '../../adapters/memory/secrets-needs.ts'
import { silentLog } from '../../adapters/memory/silent-log.ts'
import { testClock } from '../../adapters/memory/test-clock.ts'
import { type TestDatabase, testDatabase } from '../../adapters/memory/test-database.ts'
import { type KeyStore, KeyStoreFailure } from '../../ports/key-store.ts'
import { newId } from '../../ports/rows.ts'
import type { LayerSource } from '../../ports/work.ts'
import * as schema from '../../schema/index.ts'
import { secretsFeature } from './index.ts'

const sentinel = 'S3NTINEL-xyz'
const key = randomBytes(32)

let database: TestDatabase
let secrets: ReturnType<typeof feature>
let companyId: string

function feature(keyStore: KeyStore = memoryKeyStore(Buffer.from(key))) {
  const live = recordingLive()
  return {
    live,
    ...secretsFeature({
      ...secretsNeeds(database.sql),
      clock: testClock(),
      live,
      log: silentLog(),
      keyStore,
      checkpoints: memoryCheckpoint(),
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
const layer = (name: EnvLayer, env: StoredEnv, sourceId: string = newId()): LayerSource => ({
  layer: name,
  sourceId,
  sourceName: `the ${name}`,
  env,
  changedAt: new Date(0),
  changedBy: 'grace',
})
const secretEntry = (name: string, secretId: string, version: 'latest' | number = 'latest'): StoredEnv[number] => ({
  key: name,
  binding: { kind: 'secret', secretId, version },
})
const bind = (targetType: EnvLayer, targetId: string, env: StoredEnv) =>
  database.sql.db.transaction((tx) => secrets.bind(tx, { companyId, targetType, targetId, env }))
const resolve = (layers: LayerSource[], inCompany = companyId, from = secrets) =>
  from.resolve({ companyId: inCompany, runId: newId(), routineId: newId(), actor: 'ada', layers })
const events = () => call(secrets.router.access, { companyId, action: ['resolve'] })
const { companySecretVersions: versions, companySecretBindings, instance } = schema

beforeAll(async () => {
  database = await testDatabase()
  await database.sql.db.insert(instance).values({ id: newId() }).onConflictDoNothing()
  secrets = feature()
})
afterAll(() => database.close())
beforeEach(async () => {
  companyId = await company()
})

describe('bindings', () => {
  it('follow the env, and name every key whose secret the company does not have', async () => {
    const [a, b, gone] = [await create('a'), await create('b'), await create('gone')]
    const foreign = await create('a', sentinel, await company())
    await call(secrets.router.remove, { companyId, id: gone.id })
    const targetId = newId()
    const stored = () =>
      database.sql.db
        .select()
        .from(companySecretBindings)
        .where(eq(companySecretBindings.targetId, targetId))
        .orderBy(companySecretBindings.configPath)
    await bind('project', targetId, [
      secretEntry('A', a.id),
      secretEntry('B', b.id, 3),
      { key: 'P', binding: { kind: 'plain', visibility: 'visible', value: 'x' } },
    ])
    const before = await stored()
    expect(before).toMatchObject([
      { configPath: 'env.A', secretId: a.id, versionSelector: 'latest', targetType: 'project', companyId },
      { configPath: 'env.B', secretId: b.id, versionSelector: '3' },
    ])
    const refused = await failure(
      bind('project', targetId, [secretEntry('A', a.id), secretEntry('X', gone.id), secretEntry('Y', foreign.id), secretEntry('Z', newId())]),
    )
    expect(refused).toMatchObject({ code: 'UNKNOWN_SECRET', data: { keys: ['X', 'Y', 'Z'] } })
    expect(await stored()).toEqual(before)
    await bind('project', targetId, [secretEntry('A', b.id, 2), secretEntry('__proto__', a.id)])
    expect(await stored()).toMatchObject([
      { configPath: 'env.A', secretId: b.id, versionSelector: '2', id: before[0]?.id },
      { configPath: 'env.__proto__', secretId: a.id },
    ])
    await bind('project', targetId, [])
    expect(await stored()).toEqual([])
  })

  it('accept a disabled secret', async () => {
    const { id } = await create('a')
    await call(secrets.router.setStatus, { companyId, id, status: 'disabled', reason: 'test' })
    await bind('routine', newId(), [secretEntry('K', id)])
  })
})

describe('resolve', () => {
  it('hands out the winners only, with receipt, what to mask, and one event per access', async () => {
    const [low, high] = [await create('low', 'value of low'), await create('high', 'value of high')]
    await call(secrets.router.rotate, { companyId, id: high.id, value: 'newer value of high' })
    const agentId = newId()
    await bind('agent', agentId, [secretEntry('KEY', low.id), secretEntry('OLD', high.id, 1)])
    const resolved = await resolve([
      layer(
        'agent',
        [
          secretEntry('KEY', low.id),
          secretEntry('OLD', high.id, 1),
          { key: 'PLAIN', binding: { kind: 'plain', visibility: 'visible', value: 'agent' } },
        ],
        agentId,
      ),
      layer('routine', [
        secretEntry('KEY', high.id),
        secretEntry('__proto__', high.id),
        { key: 'PLAIN', binding: { kind: 'plain', visibility: 'visible', value: 'routine' } },
      ]),
    ])
    expect(Object.entries(resolved.values)).toEqual([
      ['KEY', 'newer value of high'],
      ['OLD', 'value of high'],
      ['PLAIN', 'routine'],
      ['__proto__', 'newer value of high'],
    ])
    expect(resolved.receipt.find((entry) => entry.key === 'KEY')).toEqual({
      key: 'KEY',
      layer: 'routine',
      kind: 'secret',
      visibility: null,
      secretId: high.id,
      secretName: 'high',
      selector: 'latest',
      version: 2,
      fingerprint: expect.stringMatching(/^[0-9a-f]{8}$/),
    })
    expect(resolved.receipt.find((entry) => entry.key === 'PLAIN')).toMatchObject({ layer: 'routine', kind: 'plain', secretName: null })
    expect(new Set(resolved.sensitive.map((entry) => entry.value))).toEqual(new Set(['newer value of high', 'value of high']))
    const { items, total } = await events()
    expect(total).toBe(3)
    expect(items.map((event) => [event.configPath, event.secretName, event.version, event.outcome, event.code, event.actor]).reverse()).toEqual([
      ['env.KEY', 'high', 2, 'success', null, 'ada'],
      ['env.OLD', 'high', 1, 'success', null, 'ada'],
      ['env.__proto__', 'high', 2, 'success', null, 'ada'],
    ])
    expect(JSON.stringify(items)).not.toMatch(/value of/)
    const list = await call(secrets.router.list, { companyId })
    expect(list.map((secret) => secret.lastAccessedAt)).toEqual([expect.any(Date), null])
  })

  it('fails as a whole, lists every problem, and records each', async () => {
    const [fine, off, gone, unbound] = [await create('fine'), await create('off'), await create('gone'), await create('unbound')]
    await call(secrets.router.setStatus, { companyId, id: off.id, status: 'disabled', reason: 'test' })
    await call(secrets.router.remove, { companyId, id: gone.id })
    const foreign = await create('foreign name', sentinel, await company())
    const error = await failure(
      resolve([
        layer('routine', [
          secretEntry('A_FINE', fine.id),
          secretEntry('B_OFF', off.id),
          secretEntry('C_GONE', gone.id),
          secretEntry('D_VERSION', fine.id, 7),
          secretEntry('E_FOREIGN', foreign.id),
        ]),
        layer('agent', [secretEntry('F_UNBOUND', unbound.id), secretEntry('B_OFF', newId())]),
      ]),
    )
    expect(error).toMatchObject({
      name: 'EnvUnresolved',
      problems: [
        { key: 'B_OFF', secretName: 'off', code: 'secret_disabled' },
        { key: 'C_GONE', secretName: 'gone', code: 'secret_deleted' },
        { key: 'D_VERSION', secretName: 'fine', code: 'version_missing' },
        { key: 'E_FOREIGN', secretName: 'missing secret', code: 'secret_missing' },
        { key: 'F_UNBOUND', secretName: 'unbound', code: 'not_bound' },
      ],
    })
    expect(error.message).toBe(
      '5 environment keys could not be resolved. The run was not started. B_OFF needs the secret off, which is disabled: enable it or choose another one. C_GONE needs the secret gone, which was deleted: choose another one. D_VERSION needs version 7 of the secret fine, which does not exist: choose a version it has. E_FOREIGN refers to a secret that does not exist: choose another one. F_UNBOUND needs the secret unbound, which is not bound to this agent: save the environment of the agent again.',
    )
    const { items } = await events()
    expect(items.map((event) => [event.configPath, event.code]).reverse()).toEqual([
      ['env.B_OFF', 'secret_disabled'],
      ['env.C_GONE', 'secret_deleted'],
      ['env.D_VERSION', 'version_missing'],
      ['env.E_FOREIGN', 'secret_missing'],
      ['env.F_UNBOUND', 'not_bound'],
    ])
    expect(items.every((event) => event.outcome === 'failure')).toBe(true)
    expect((await call(secrets.router.list, { companyId })).every((secret) => secret.lastAccessedAt === null)).toBe(true)
  })

  it('is not stopped by a broken reference that is overridden', async () => {
    const { id } = await create('a')
    const { values } = await resolve([layer('project', [secretEntry('K', newId())]), layer('routine', [secretEntry('K', id)])])
    expect(values).toEqual({ K: sentinel })
  })

  it('needs no vault for an env without secrets', async () => {
    const locked = feature({ ...memoryKeyStore(), load: () => Promise.reject(new KeyStoreFailure('gone')) })
    expect(
      (await resolve([layer('agent', [{ key: 'K', binding: { kind: 'plain', visibility: 'visible', value: 'v' } }])], companyId, locked)).values,
    ).toEqual({ K: 'v' })
    expect(await resolve([])).toEqual({ values: {}, receipt: [], sensitive: [] })
  })

  it('gives no value when the access cannot be recorded', async () => {
    const { id } = await create('a')
    await database.sql.db.execute('alter table secret_access_events add constraint planted check (false) not valid')
    try {
      const refused = await failure(resolve([layer('routine', [secretEntry('K', id)])]))
      expect(JSON.stringify([refused, refused.message, refused.cause])).not.toContain(sentinel)
    } finally {
      await database.sql.db.execute('alter table secret_access_events drop constraint planted')
    }
    expect((await events()).total).toBe(0)
  })

  it('survives many runs that share secrets in different orders', async () => {
    const ids = await Promise.all(Array.from({ length: 6 }, async (_, i) => (await create(`s${i}`)).id))
    const runs = Array.from({ length: 24 }, (_, run) => {
      const order = run % 2 === 0 ? ids : [...ids].reverse()
      return resolve([
        layer(
          'routine',
          order.map((id, i) => secretEntry(`K${i}`, id)),
        ),
      ])
    })
    expect((await Promise.all(runs)).every((resolved) => Object.keys(resolved.values).length === 6)).toBe(true)
    expect((await events()).total).toBe(24 * 6)
  })

  it('refuses ciphertext that was moved to another secret, version or company', async () => {
    const [a, b] = [await create('a', 'value of a'), await create('b', 'value of b')]
    await call(secrets.router.rotate, { companyId, id: a.id, value: 'value 2 of a' })
    const elsewhere = await company()
    const c = await create('c', 'value of c', elsewhere)
    const material = async (secretId: string, version: number) =>
      (await database.sql.db.select().from(versions).where(eq(versions.secretId, secretId))).find((row) => row.version === version)?.material
    const put = async (secretId: string, sealed: Awaited<ReturnType<typeof material>>) => {
      if (sealed) await database.sql.db.update(versions).set({ material: sealed }).where(eq(versions.secretId, secretId))
    }
    const original = await material(b.id, 1)
    for (const stolen of [await material(a.id, 1), await material(a.id, 2), await material(c.id, 1)]) {
      await put(b.id, stolen)
      const error = await failure(resolve([layer('routine', [secretEntry('K', b.id)])]))
      expect(error).toMatchObject({ problems: [{ key: 'K', secretName: 'b', code: 'secret_unreadable' }] })
      expect(error.message).not.toMatch(/value.{0,3} of/)
    }
    await put(b.id, original)
    expect((await resolve([layer('routine', [secretEntry('K', b.id)])])).values).toEqual({ K: 'value of b' })
    // An older version under a newer number is refused too.
    await database.sql.db.update(versions).set({ version: 12 }).where(eq(versions.secretId, b.id))
    expect(await failure(resolve([layer('routine', [secretEntry('K', b.id, 12)])]))).toMatchObject({ problems: [{ code: 'secret_unreadable' }] })
  })
})

describe('describe', () => {
  it('shows every definition, winner first, with health and without values', async () => {
    const [a, off, gone] = [await create('a'), await create('off'), await create('gone')]
    await call(secrets.router.rotate, { companyId, id: a.id, value: `${sentinel} 2` })
    await call(secrets.router.setStatus, { companyId, id: off.id, status: 'disabled', reason: 'test' })
    await call(secrets.router.remove, { companyId, id: gone.id })
    const layers = [
      layer('agent', [secretEntry('K', a.id, 1), secretEntry('OFF', off.id), secretEntry('GONE', gone.id)]),
      layer('project', [
        { key: 'K', binding: { kind: 'plain', visibility: 'visible', value: 'seen' } },
        secretEntry('V', a.id, 9),
        secretEntry('NONE', newId()),
      ]),
      layer('routine', [secretEntry('K', a.id)]),
    ]
    const described = await secrets.describe(companyId, layers)
    const short = described.map(({ key: name, definitions }) => [
      name,
      definitions.map((each) => [each.layer, each.kind, each.value, each.secretName, each.version, each.health]),
    ])
    expect(short).toEqual([
      ['GONE', [['agent', 'secret', null, 'gone', { selector: 'latest', current: 1 }, 'secret_missing']]],
      [
        'K',
        [
          ['routine', 'secret', null, 'a', { selector: 'latest', current: 2 }, 'ok'],
          ['project', 'plain', 'seen', null, null, 'ok'],
          ['agent', 'secret', null, 'a', { selector: 1, current: 2 }, 'ok'],
        ],
      ],
      ['NONE', [['project', 'secret', null, null, { selector: 'latest', current: null }, 'secret_missing']]],
      ['OFF', [['agent', 'secret', null, 'off', { selector: 'latest', current: 1 }, 'secret_disabled']]],
      ['V', [['project', 'secret', null, 'a', { selector: 9, current: 2 }, 'version_missing']]],
    ])
    const winner = described.find((entry) => entry.key === 'K')
    expect(winner).toMatchObject({ changedAt: new Date(0), changedBy: 'grace' })
    expect(winner?.definitions[0]?.fingerprint).not.toBe(winner?.definitions[2]?.fingerprint)
    expect(JSON.stringify(described)).not.toContain(sentinel)
  })

  it("does not tell the name of another company's secret", async () => {
    const foreign = await create('private name', sentinel, await company())
    const [entry] = await secrets.describe(companyId, [layer('routine', [secretEntry('K', foreign.id)])])
    expect(entry?.definitions[0]).toMatchObject({ secretName: null, fingerprint: null, health: 'secret_missing' })
  })
})
