import { call } from '@orpc/server'
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type EnvLayer, type StoredBinding, type StoredEnv, visibilities } from '#shared/contract/env.ts'
import { sameEnv } from '#shared/domain/env.ts'
import { memoryKeyStore } from '../../adapters/memory/memory-key-store.ts'
import { reference, type SecretsHarness, secretsHarness } from '../../adapters/memory/secrets-harness.ts'
import { secretsNeeds } from '../../adapters/memory/secrets-needs.ts'
import { type TestDatabase, testDatabase } from '../../adapters/memory/test-database.ts'
import { newId } from '../../ports/rows.ts'
import type { LayerSource } from '../../ports/work.ts'
import { secretsFeature } from './index.ts'

let database: TestDatabase
let vault: SecretsHarness
let companyId: string
beforeAll(async () => {
  database = await testDatabase()
  vault = await secretsHarness(database.sql)
})
afterAll(() => database.close())
beforeEach(async () => {
  companyId = await vault.company()
})

const plain = (key: string, value: string, visibility: 'visible' | 'masked' | 'write_only' = 'visible'): StoredEnv[number] => ({
  key,
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
const compare = (before: LayerSource[], after: LayerSource[]) => vault.secrets.compare(companyId, before, after)
const changes = (found: Awaited<ReturnType<typeof compare>>) => Object.fromEntries(found.map(({ key, change }) => [key, change]))

describe('two moments of the layers', () => {
  it('are compared by winner, without a hidden value', async () => {
    const [a, b] = [await vault.create(companyId, 'a', 'S3NTINEL-a'), await vault.create(companyId, 'b', 'S3NTINEL-b')]
    const before = [
      layer('agent', [plain('MOVED', 'x'), plain('OVER', 'loses'), reference('POINTED', a.id)]),
      layer('routine', [
        plain('SEEN', 'one'),
        plain('HID', 'S3NTINEL-1', 'masked'),
        plain('SAME', 'S3NTINEL-1', 'write_only'),
        plain('SHOWN', 'two', 'masked'),
        plain('OVER', 'wins'),
        plain('KIND', 'S3NTINEL-a', 'masked'),
        reference('RULE', a.id),
        plain('GONE', 'x'),
      ]),
    ]
    const after = [
      layer('agent', [plain('OVER', 'other loser'), reference('POINTED', b.id)]),
      layer('routine', [
        plain('SEEN', 'other'),
        plain('HID', 'S3NTINEL-2', 'masked'),
        plain('SAME', 'S3NTINEL-1', 'write_only'),
        plain('SHOWN', 'two'),
        plain('MOVED', 'x'),
        plain('OVER', 'wins'),
        reference('KIND', a.id),
        reference('RULE', a.id, 1),
        plain('NEW', 'x'),
      ]),
    ]
    const found = await compare(before, after)
    expect(changes(found)).toEqual({
      SEEN: 'value_changed',
      HID: 'value_changed',
      SAME: 'unchanged',
      SHOWN: 'visibility_changed',
      MOVED: 'moved_layer',
      OVER: 'unchanged',
      KIND: 'kind_changed',
      RULE: 're_versioned',
      POINTED: 're_pointed',
      GONE: 'removed',
      NEW: 'added',
    })
    expect(JSON.stringify(found)).not.toContain('S3NTINEL')
    const of = (key: string) => found.find((one) => one.key === key)
    expect(of('SEEN')).toMatchObject({ before: { value: 'one', fingerprint: null }, after: { value: 'other', fingerprint: null } })
    expect(of('HID')?.before).toMatchObject({ value: null, fingerprint: expect.stringMatching(/^[0-9a-f]{8}$/) })
    // The value became a secret: whoever looks sees by the fingerprint that it is the same one.
    expect(of('KIND')?.before?.fingerprint).toBe(of('KIND')?.after?.fingerprint)
    expect(of('POINTED')).toMatchObject({ before: { secretName: 'a', version: 1, selector: 'latest' }, after: { secretName: 'b' } })
  })

  it('show a secret that is gone or another company’s by its id alone', async () => {
    const foreign = await vault.create(await vault.company(), 'private name')
    const [change] = await compare([layer('routine', [reference('K', foreign.id)])], [layer('routine', [reference('K', foreign.id, 2)])])
    expect(change).toMatchObject({ change: 're_versioned', before: { secretId: foreign.id, secretName: null, version: null, fingerprint: null } })
  })

  it('are told apart while the vault is locked, too', async () => {
    await vault.create(companyId, 'a')
    const locked = secretsFeature({ ...secretsNeeds(database.sql), keyStore: memoryKeyStore() })
    const before = [layer('routine', [plain('A', 'S3NTINEL-1', 'masked'), plain('B', 'S3NTINEL-1', 'masked')])]
    const after = [layer('routine', [plain('A', 'S3NTINEL-2', 'masked'), plain('B', 'S3NTINEL-1', 'masked')])]
    const found = await locked.compare(companyId, before, after)
    expect(found.map(({ change, before: side }) => [change, side?.fingerprint])).toEqual([
      ['value_changed', null],
      ['unchanged', null],
    ])
  })

  it('differ in some key exactly when the envs differ', async () => {
    const ids = [(await vault.create(companyId, 'a', 'x')).id, (await vault.create(companyId, 'b', 'x')).id]
    await call(vault.router.rotate, { companyId, id: ids[0] as string, value: 'y' })
    const binding: fc.Arbitrary<StoredBinding> = fc.oneof(
      fc.record({ kind: fc.constant('plain' as const), visibility: fc.constantFrom(...visibilities), value: fc.constantFrom('x', 'y') }),
      fc.record({ kind: fc.constant('secret' as const), secretId: fc.constantFrom(...ids), version: fc.constantFrom('latest' as const, 1, 2) }),
    )
    const env = fc
      .dictionary(fc.constantFrom('A', '__proto__'), binding)
      .map((keys): StoredEnv => Object.entries(keys).map(([key, one]) => ({ key, binding: one })))
    await fc.assert(
      fc.asyncProperty(env, env, async (before, after) => {
        const found = await compare([layer('routine', before)], [layer('routine', after)])
        expect(found.every(({ change }) => change === 'unchanged')).toBe(sameEnv(before, after))
      }),
      { numRuns: 60 },
    )
  })
})

describe('a receipt and now', () => {
  const give = async (layers: LayerSource[]) =>
    (await vault.secrets.resolve({ companyId, runId: newId(), routineId: newId(), actor: 'ada', layers })).receipt
  const since = (receipt: Awaited<ReturnType<typeof give>>, was: LayerSource[], now: LayerSource[]) =>
    vault.secrets.compareReceipt({ companyId, receipt, was, now })

  it('differ by what has become of layers and secrets', async () => {
    const [a, b] = [await vault.create(companyId, 'a', 'S3NTINEL-a'), await vault.create(companyId, 'b', 'S3NTINEL-b')]
    const agent = layer('agent', [plain('AGENT', 'one'), plain('HID', 'S3NTINEL-1', 'masked')])
    const routine = layer('routine', [reference('A', a.id), reference('PIN', a.id, 1), reference('B', b.id), plain('P', 'one')])
    const receipt = await give([agent, routine])
    expect(await since(receipt, [agent, routine], [agent, routine])).toEqual([])
    // The agent's env has changed since: what it was is known by fingerprint alone.
    const other = { ...agent, env: [plain('AGENT', 'two'), plain('HID', 'S3NTINEL-1', 'masked')] }
    await call(vault.router.rotate, { companyId, id: a.id, value: 'S3NTINEL-2' })
    await call(vault.router.rotate, { companyId, id: b.id, value: 'S3NTINEL-b' })
    const found = await since(receipt, [routine], [other, routine])
    expect(changes(found)).toEqual({ A: 're_versioned', AGENT: 'value_changed', B: 'same_value' })
    expect(found[0]).toMatchObject({ before: { version: 1, secretName: 'a' }, after: { version: 2 } })
    expect(JSON.stringify(found)).not.toContain('S3NTINEL')
  })

  it('of before receipts said so much, are still compared', async () => {
    const { id } = await vault.create(companyId, 'a', 'value')
    const routine = layer('routine', [reference('A', id), plain('P', 'one'), plain('Q', 'S3NTINEL', 'masked')])
    const old = (await give([routine])).map((entry) => ({
      ...entry,
      visibility: null,
      secretId: null,
      selector: null,
      fingerprint: entry.kind === 'plain' ? null : entry.fingerprint,
    }))
    expect(await since(old, [routine], [routine])).toEqual([])
    const now = {
      ...routine,
      env: [reference('A', (await vault.create(companyId, 'b', 'value')).id), plain('P', 'two'), plain('Q', 'S3NTINEL', 'masked')],
    }
    const found = await since(old, [routine], [now])
    expect(changes(found)).toEqual({ A: 're_pointed', P: 'value_changed' })
    expect(found.find((one) => one.key === 'P')).toMatchObject({ before: { value: 'one' }, after: { value: 'two' } })
    // What cannot be known to be the same is not said to be.
    expect(changes(await since(old, [], [routine]))).toEqual({ P: 'value_changed', Q: 'value_changed' })
  })
})
