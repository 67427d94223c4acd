import { randomBytes } from 'node:crypto'
import { call } from '@orpc/server'
import { eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { EnvLayer, StoredEnv, Visibility } from '#shared/contract/env.ts'
import { memoryConfig } from '../../adapters/memory/memory-config.ts'
import { memoryKeyStore } from '../../adapters/memory/memory-key-store.ts'
import { failure, reference } from '../../adapters/memory/secrets-harness.ts'
import { secretsNeeds } from '../../adapters/memory/secrets-needs.ts'
import { type TestDatabase, testDatabase } from '../../adapters/memory/test-database.ts'
import { newId } from '../../ports/rows.ts'
import { ProviderFailure, type ProviderFailureCode, type SecretProvider } from '../../ports/secret-provider.ts'
import type { LayerSource, ResolvedEnv } from '../../ports/work.ts'
import { companies, companySecrets, companySecretVersions, instance } from '../../schema/index.ts'
import { secretsFeature } from './index.ts'

const key = randomBytes(32)
let database: TestDatabase
let companyId: string
let secrets: ReturnType<typeof feature>

/** A provider that holds `there`, or fails. */
const cloud = { there: new Map<string, string>(), failing: null as ProviderFailureCode | null, asked: 0 }

function feature(keyOf: Buffer | null = Buffer.from(key)) {
  const provider = {
    id: 'aws_secrets_manager',
    async read(ref: string) {
      cloud.asked += 1
      if (cloud.failing) throw new ProviderFailure(cloud.failing, 'AWS asks to slow down: try again in a minute.')
      const value = cloud.there.get(ref)
      if (value === undefined) throw new ProviderFailure('missing', 'AWS has no such secret.')
      return { value, version: 'v-of-aws' }
    },
  } as Partial<SecretProvider> as SecretProvider
  const config = memoryConfig({ secrets: { aws: { region: 'eu-central-1' } } })
  const needs = { ...secretsNeeds(database.sql), config, openAwsSecretsManager: () => provider }
  // A vault without its key stays locked as soon as something is stored.
  return { log: needs.log, checkpoints: needs.checkpoints, ...secretsFeature({ ...needs, keyStore: memoryKeyStore(keyOf) }) }
}

beforeAll(async () => {
  database = await testDatabase()
  await database.sql.db.insert(instance).values({ id: newId() }).onConflictDoNothing()
  secrets = feature()
})
afterAll(() => database.close())
beforeEach(async () => {
  companyId = newId()
  await database.sql.db.insert(companies).values({ id: companyId, name: `Company ${companyId}` })
  Object.assign(cloud, { there: new Map(), failing: null, asked: 0 })
})

const create = async (name: string, value = `value of ${name}`) => (await call(secrets.router.create, { companyId, name, value })).id
const link = async (name: string) =>
  (await call(secrets.router.link, { companyId, provider: 'aws_secrets_manager', rows: [{ ref: `there/${name}`, name }] }))[0]?.id as string
const plainEntry = (name: string, value: string, visibility: Visibility = 'visible'): StoredEnv[number] => ({
  key: name,
  binding: { kind: 'plain', visibility, value },
})
const layer = (name: EnvLayer, env: StoredEnv): LayerSource => ({
  layer: name,
  sourceId: newId(),
  sourceName: name,
  env,
  changedAt: new Date(0),
  changedBy: 'ada',
})
const resolve = (layers: LayerSource[], from = secrets): Promise<ResolvedEnv> =>
  from.resolve({ companyId, runId: newId(), routineId: newId(), actor: 'ada', layers })
const inRoutine = (...env: StoredEnv) => resolve([layer('routine', env)])
const events = async () => (await call(secrets.router.access, { companyId, action: ['resolve'] })).items.reverse()
const problems = async (work: Promise<unknown>) =>
  ((await failure(work)) as unknown as { problems: Array<{ key: string; secretName: string; code: string }> }).problems

describe('what can go wrong', () => {
  /** Makes a secret that shows the problem and answers the layers that run into it, with the sentence. */
  const cases: Record<string, () => Promise<[LayerSource[], string]>> = {
    async secret_missing() {
      return [[layer('routine', [reference('K', newId())])], 'K refers to a secret that does not exist: choose another one.']
    },
    async secret_deleted() {
      const id = await create('token')
      await call(secrets.router.remove, { companyId, id })
      return [[layer('routine', [reference('K', id)])], 'K needs the secret token, which was deleted: choose another one.']
    },
    async secret_disabled() {
      const id = await create('token')
      await call(secrets.router.setStatus, { companyId, id, status: 'disabled', reason: 'leaked' })
      return [[layer('routine', [reference('K', id)])], 'K needs the secret token, which is disabled: enable it or choose another one.']
    },
    async version_missing() {
      return [
        [layer('routine', [reference('K', await create('token'), 9)])],
        'K needs version 9 of the secret token, which does not exist: choose a version it has.',
      ]
    },
    async version_disabled() {
      const id = await create('token')
      await call(secrets.router.rotate, { companyId, id, value: 'value of token 2' })
      await call(secrets.router.setVersionState, { companyId, id, version: 1, state: 'disabled', reason: 'old' })
      return [
        [layer('routine', [reference('K', id, 1)])],
        'K needs version 1 of the secret token, which is disabled: enable it or choose another version.',
      ]
    },
    async version_destroyed() {
      const id = await create('token')
      await call(secrets.router.rotate, { companyId, id, value: 'value of token 2' })
      await database.sql.db.update(companySecretVersions).set({ state: 'destroyed', material: null }).where(sql`secret_id = ${id} and version = 1`)
      return [[layer('routine', [reference('K', id, 1)])], 'K needs version 1 of the secret token, which was destroyed: choose another version.']
    },
    async not_bound() {
      return [
        [layer('project', [reference('K', await create('token'))])],
        'K needs the secret token, which is not bound to this project: save the environment of the project again.',
      ]
    },
    async provider_unavailable() {
      cloud.failing = 'throttled'
      return [
        [layer('routine', [reference('K', await link('token'))])],
        'K needs the secret token, which its provider could not hand out (throttled). AWS asks to slow down: try again in a minute.',
      ]
    },
    async missing_in_provider() {
      return [
        [layer('routine', [reference('K', await link('token'))])],
        'K needs the secret token, which its provider does not have any more: put it back there or choose another one.',
      ]
    },
    async secret_unreadable() {
      const [id, other] = [await create('token'), await create('other')]
      await database.sql.db.execute(
        sql`update company_secret_versions set material = (select material from company_secret_versions where secret_id = ${other}) where secret_id = ${id}`,
      )
      return [[layer('routine', [reference('K', id)])], 'K needs the secret token, whose stored value is damaged: give it a new value.']
    },
  }

  it.each(Object.keys(cases))('%s: one code, one sentence, one entry, and nothing handed out', async (code) => {
    const [layers, sentence] = (await cases[code]?.()) ?? [[], '']
    const error = await failure(resolve(layers))
    const secretName = code === 'secret_missing' ? 'missing secret' : 'token'
    expect(error).toMatchObject({ name: 'EnvUnresolved', problems: [{ key: 'K', secretName, code }] })
    expect(error.message).toBe(`1 environment key could not be resolved. The run was not started. ${sentence}`)
    expect(await events()).toMatchObject([
      {
        configPath: 'env.K',
        outcome: 'failure',
        code,
        reason: code === 'provider_unavailable' ? 'throttled' : code === 'missing_in_provider' ? 'missing' : '',
      },
    ])
    expect(JSON.stringify([error.message, await events()])).not.toMatch(/value of/)
  })

  it('vault_locked, with why, for what is sealed here alone; entries wait to be chained', async () => {
    const [here, there] = [await create('here'), await link('there')]
    cloud.there.set('there/there', 'from the cloud')
    const locked = feature(null)
    const error = await failure(resolve([layer('routine', [reference('A', here), reference('B', there)])], locked))
    expect(error).toMatchObject({ problems: [{ key: 'A', secretName: 'here', code: 'vault_locked' }] })
    expect(error.message).toMatch(
      /^1 environment key could not be resolved.*A needs the secret here, but the vault is locked\. The master key is missing/,
    )
    const alone = await resolve([layer('routine', [reference('B', there), plainEntry('P', 'hidden value', 'masked')])], locked)
    expect(alone.values).toEqual({ B: 'from the cloud', P: 'hidden value' })
    expect(alone.receipt.map(({ fingerprint }) => fingerprint)).toEqual([null, null])
    expect((await events()).map(({ code, seq }) => [code, seq])).toEqual([
      ['vault_locked', null],
      [null, null],
    ])
    // A vault that opens takes them up by itself.
    const opened = feature()
    await opened.start()
    await opened.stop()
    expect((await events()).map(({ seq }) => seq)).toEqual([3, 4])
    expect(await call(secrets.router.verifyAudit, { companyId })).toMatchObject([{ verdict: 'intact', unchained: 0 }])
  })

  it('everything at once is told at once, in order of the keys, and an overridden one is not', async () => {
    const ids = [await create('fine'), await link('gone'), await create('off')]
    const [fine, gone, off] = ids as [string, string, string]
    await call(secrets.router.setStatus, { companyId, id: off, status: 'disabled', reason: 'leaked' })
    const layers = [
      layer('agent', [reference('OVER', off), reference('UNBOUND', fine)]),
      layer('routine', [reference('OVER', fine), reference('Z', gone), reference('A', off), reference('M', newId())]),
    ]
    expect((await problems(resolve(layers))).map((one) => [one.key, one.code])).toEqual([
      ['A', 'secret_disabled'],
      ['M', 'secret_missing'],
      ['UNBOUND', 'not_bound'],
      ['Z', 'missing_in_provider'],
    ])
    expect((await events()).map(({ configPath }) => configPath)).toEqual(['env.A', 'env.M', 'env.UNBOUND', 'env.Z'])
  })
})

describe('what a provider keeps', () => {
  it('is read before anything is on record, once, and its fingerprint kept', async () => {
    const [linked, local] = [await link('token'), await create('same', 'the value')]
    cloud.there.set('there/token', 'the value')
    const { values, receipt, sensitive } = await inRoutine(reference('A', linked), reference('B', linked), reference('C', local))
    expect(values).toEqual({ A: 'the value', B: 'the value', C: 'the value' })
    expect(cloud.asked).toBe(1)
    // One value, one fingerprint, wherever it is kept.
    expect(new Set(receipt.map(({ fingerprint }) => fingerprint)).size).toBe(1)
    expect(sensitive.map(({ name }) => name)).toEqual(['token', 'token', 'same'])
    const [version] = await database.sql.db.select().from(companySecretVersions).where(eq(companySecretVersions.secretId, linked))
    expect(version?.fingerprint).toBe(receipt[0]?.fingerprint)
  })

  it('counts as missing from the day it was not found until it is found again', async () => {
    const id = await link('token')
    const missing = async () =>
      (await database.sql.db.select({ since: companySecrets.missingSince }).from(companySecrets).where(eq(companySecrets.id, id)))[0]?.since
    const described = async () => (await secrets.describe(companyId, [layer('routine', [reference('K', id)])]))[0]?.definitions[0]?.health
    await failure(inRoutine(reference('K', id)))
    const since = await missing()
    expect([since, await described()]).toEqual([expect.any(Date), 'missing_in_provider'])
    cloud.failing = 'unreachable'
    await failure(inRoutine(reference('K', id)))
    expect(await missing()).toEqual(since)
    Object.assign(cloud, { failing: null, there: new Map([['there/token', 'back']]) })
    await inRoutine(reference('K', id))
    expect([await missing(), await described()]).toEqual([null, 'ok'])
  })

  it('of another run stays out of it: an outage fails the run that asks, and no other', async () => {
    const [linked, local] = [await link('token'), await create('local')]
    cloud.failing = 'credentials_expired'
    const [bad, good] = await Promise.allSettled([inRoutine(reference('K', linked)), inRoutine(reference('K', local))])
    expect([bad.status, good.status]).toEqual(['rejected', 'fulfilled'])
  })
})

describe('what is handed out', () => {
  it('hidden plain values are kept out of logs, named by their key, and told apart by fingerprint', async () => {
    const layers = [layer('routine', [plainEntry('OPEN', 'one'), plainEntry('MASKED', 'two', 'masked'), plainEntry('SHUT', 'two', 'write_only')])]
    const { sensitive, receipt } = await resolve(layers)
    expect(sensitive).toEqual([
      { name: 'MASKED', value: 'two' },
      { name: 'SHUT', value: 'two' },
    ])
    const [masked, open, shut] = receipt
    expect(receipt.map(({ key: name, visibility }) => [name, visibility])).toEqual([
      ['MASKED', 'masked'],
      ['OPEN', 'visible'],
      ['SHUT', 'write_only'],
    ])
    expect(masked?.fingerprint).toMatch(/^[0-9a-f]{8}$/)
    expect([shut?.fingerprint, open?.fingerprint === masked?.fingerprint]).toEqual([masked?.fingerprint, false])
    const described = await secrets.describe(companyId, layers)
    expect(described.map(({ definitions: [one] }) => [one?.value, one?.fingerprint, one?.visibility])).toEqual([
      [null, masked?.fingerprint, 'masked'],
      ['one', null, 'visible'],
      [null, masked?.fingerprint, 'write_only'],
    ])
  })

  it('as much as an env may hold: 256 keys, values of 64 KiB, whatever they are called', async () => {
    const big = 'ß'.repeat(32_768)
    const ids = await Promise.all(Array.from({ length: 8 }, (_, n) => create(`s${n}`, `${n}${big.slice(1)}`)))
    const names = ['__proto__', 'constructor', 'toString', ...Array.from({ length: 253 }, (_, n) => `KEY_${n}`)]
    const { values, receipt } = await inRoutine(...names.map((name, n) => reference(name, ids[n % 8] as string)))
    expect(Object.keys(values).sort()).toEqual([...names].sort())
    expect(Object.entries(values).find(([name]) => name === '__proto__')?.[1]).toBe(`0${big.slice(1)}`)
    expect(receipt).toHaveLength(256)
    expect(await call(secrets.router.verifyAudit, { companyId })).toMatchObject([{ verdict: 'intact' }])
    expect((await call(secrets.router.accessSummary, { companyId })).resolved).toBe(256)
  })

  it('the version that was latest at that moment, and the pinned one', async () => {
    const id = await create('token', 'first')
    await call(secrets.router.rotate, { companyId, id, value: 'second' })
    const { values, receipt } = await inRoutine(reference('NOW', id), reference('THEN', id, 1))
    expect(values).toEqual({ NOW: 'second', THEN: 'first' })
    expect(receipt.map(({ selector, version }) => [selector, version])).toEqual([
      ['latest', 2],
      [1, 1],
    ])
    expect((await events()).map(({ version }) => version)).toEqual([2, 1])
  })

  it('never half of two worlds: rotations and runs at once each give a version with its own value', async () => {
    const id = await create('token', 'v1')
    const rotations = Array.from({ length: 6 }, (_, n) => call(secrets.router.rotate, { companyId, id, value: `v${n + 2}` }).then(() => null))
    const runs = Array.from({ length: 12 }, () => inRoutine(reference('K', id)))
    const resolved = (await Promise.all([...rotations, ...runs])).filter((one) => one !== null)
    // Rotations at once may come in any order, so a version's number says nothing of its value: its fingerprint does.
    const versions = new Map((await call(secrets.router.get, { companyId, id })).versions.map((one) => [one.version, one.fingerprint]))
    expect(versions.size).toBe(7)
    for (const { receipt } of resolved) expect(versions.get(receipt[0]?.version ?? 0)).toBe(receipt[0]?.fingerprint)
    expect(await call(secrets.router.verifyAudit, { companyId })).toMatchObject([{ verdict: 'intact', entries: 19 }])
  })
})
