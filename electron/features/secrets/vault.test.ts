import { randomBytes } from 'node:crypto'
import { call } from '@orpc/server'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { memoryKeyStore } from '../../adapters/memory/memory-key-store.ts'
import { secretsNeeds } from '../../adapters/memory/secrets-needs.ts'
import { type TestDatabase, testDatabase } from '../../adapters/memory/test-database.ts'
import { type KeyStore, KeyStoreFailure } from '../../ports/key-store.ts'
import { newId } from '../../ports/rows.ts'
import type { LayerSource } from '../../ports/work.ts'
import { companies, companyDataKeys, instance, type Sealed } from '../../schema/index.ts'
import { secretsFeature } from './index.ts'

/** A key store whose key can be taken away and put back while a host runs. */
function keyBox(key: Buffer | null) {
  const box = { key, made: 0 }
  const store: KeyStore = {
    ...memoryKeyStore(),
    load: async () => (box.key ? Buffer.from(box.key) : null),
    async create() {
      box.made++
      box.key = randomBytes(32)
      return Buffer.from(box.key)
    },
  }
  return { box, store }
}

let database: TestDatabase
let companyId: string
beforeEach(async () => {
  database = await testDatabase()
  await database.sql.db.insert(instance).values({ id: newId() }).onConflictDoNothing()
  companyId = newId()
  await database.sql.db.insert(companies).values({ id: companyId, name: 'Acme' })
})
afterEach(() => database.close())

function host(keyStore: KeyStore) {
  const needs = { ...secretsNeeds(database.sql), keyStore }
  return { log: needs.log, ...secretsFeature(needs) }
}

const create = (from: ReturnType<typeof host>, name = 'a') => call(from.router.create, { companyId, name, value: 'S3NTINEL-xyz' })
const read = async (from: ReturnType<typeof host>, secretId: string) => {
  const source: LayerSource = {
    layer: 'routine',
    sourceId: newId(),
    sourceName: 'r',
    env: [{ key: 'K', binding: { kind: 'secret', secretId, version: 'latest' } }],
    changedAt: new Date(),
    changedBy: 'ada',
  }
  return {
    resolved: () => from.resolve({ companyId, runId: newId(), routineId: newId(), actor: 'ada', layers: [source] }),
    described: () => from.describe(companyId, [source]),
  }
}
const keyCheck = async () => (await database.sql.db.select().from(instance))[0]?.keyCheck

describe('the vault at start', () => {
  it('makes the master key once and works with it after a restart', async () => {
    const { box, store } = keyBox(null)
    const first = host(store)
    await first.start()
    await first.start()
    expect(box.made).toBe(1)
    expect(await keyCheck()).toBeNull()
    const { id } = await create(first)
    expect(await keyCheck()).toMatchObject({ keyId: expect.stringMatching(/^[0-9a-f]{16}$/) })
    const second = host(store)
    await second.start()
    expect((await (await read(second, id)).resolved()).values).toEqual({ K: 'S3NTINEL-xyz' })
    expect(await second.health()).toEqual([expect.objectContaining({ id: 'vault', state: 'pass' })])
    expect(JSON.stringify(second.log.entries)).not.toContain(box.key?.toString('base64'))
  })

  it('asked by many at once, makes one key and one data key', async () => {
    const { box, store } = keyBox(null)
    const from = host(store)
    await Promise.all(Array.from({ length: 6 }, (_, i) => create(from, `s${i}`)))
    expect(box.made).toBe(1)
    expect(await database.sql.db.select().from(companyDataKeys)).toHaveLength(1)
  })

  it('never makes a new key over ciphertext: missing, it locks, and opens when the key is back', async () => {
    const { box, store } = keyBox(null)
    const { id } = await create(host(store))
    const kept = box.key
    box.key = null
    const from = host(store)
    await from.start()
    const why = /The master key is missing \(memory\)\. .* Put the key file back, or restore the key from its recovery kit\./
    await expect(create(from, 'b')).rejects.toMatchObject({ code: 'VAULT_LOCKED', data: { reason: expect.stringMatching(why) } })
    await expect(call(from.router.rotate, { companyId, id, value: 'x' })).rejects.toMatchObject({ code: 'VAULT_LOCKED' })
    expect(await from.health()).toEqual([
      expect.objectContaining({
        state: 'critical',
        detail: expect.stringMatching(/^The master key is missing \(memory\)\./),
        fix: expect.stringMatching(/^Put the key file back/),
      }),
    ])
    // Names stay listed and can be changed, the effective env says why it would fail, and a run says so too.
    expect(await call(from.router.list, { companyId })).toMatchObject([{ id, name: 'a' }])
    await call(from.router.update, { companyId, id, name: 'renamed' })
    const { resolved, described } = await read(from, id)
    expect((await described())[0]?.definitions[0]).toMatchObject({ secretName: 'renamed', health: 'vault_locked', fingerprint: expect.any(String) })
    await expect(resolved()).rejects.toMatchObject({
      message: expect.stringMatching(why),
      problems: [{ key: 'K', secretName: 'renamed', code: 'vault_locked' }],
    })
    expect((await call(from.router.access, { companyId })).items[0]).toMatchObject({ outcome: 'failure', code: 'vault_locked' })
    expect(box.made).toBe(1)

    box.key = kept
    expect((await resolved()).values).toEqual({ K: 'S3NTINEL-xyz' })
    expect(await from.health()).toMatchObject([{ state: 'pass' }])
  })

  it('does not make one either while only the key check, or only a data key, is left', async () => {
    const { box, store } = keyBox(null)
    await create(host(store))
    const check = await keyCheck()
    box.key = null
    await database.sql.db.update(instance).set({ keyCheck: null })
    await expect(create(host(store), 'b')).rejects.toMatchObject({ code: 'VAULT_LOCKED' })
    await database.sql.db.update(instance).set({ keyCheck: check ?? null })
    await database.sql.db.delete(companyDataKeys)
    await expect(create(host(store), 'b')).rejects.toMatchObject({ code: 'VAULT_LOCKED' })
    expect(box.made).toBe(1)
  })

  it('reports a wrong key by name and uses it for nothing', async () => {
    const { box, store } = keyBox(null)
    const { id } = await create(host(store))
    const wrote = (await keyCheck())?.keyId ?? ''
    const right = box.key
    box.key = randomBytes(32)
    const from = host(store)
    await from.start()
    expect(from.log.entries).toMatchObject([{ level: 'warn', event: 'vault locked', fields: { reason: expect.stringContaining(wrote) } }])
    await expect(create(from, 'b')).rejects.toMatchObject({
      code: 'VAULT_LOCKED',
      message: expect.stringMatching(/is not the one that wrote the stored secrets/),
    })
    await database.sql.db.update(instance).set({ keyCheck: null })
    await expect((await read(from, id)).resolved()).rejects.toMatchObject({ problems: [{ code: 'vault_locked' }] })
    box.key = right
    expect((await (await read(from, id)).resolved()).values).toEqual({ K: 'S3NTINEL-xyz' })
  })

  it('of two hosts that start empty with different keys, lets only the first write', async () => {
    const [one, two] = [host(keyBox(randomBytes(32)).store), host(keyBox(randomBytes(32)).store)]
    await Promise.all([one.start(), two.start()])
    await create(one)
    const other = newId()
    await database.sql.db.insert(companies).values({ id: other, name: 'Other' })
    await expect(call(two.router.create, { companyId: other, name: 'b', value: 'v' })).rejects.toMatchObject({ code: 'VAULT_LOCKED' })
    expect(await database.sql.db.select().from(companyDataKeys)).toHaveLength(1)
  })

  it('passes on what the key store says is wrong with the key', async () => {
    const failing = { ...memoryKeyStore(), load: () => Promise.reject(new KeyStoreFailure('The file holds no key.')) }
    await expect(create(host(failing))).rejects.toMatchObject({ code: 'VAULT_LOCKED', data: { reason: 'The file holds no key.' } })
    const open = { ...memoryKeyStore(), warnings: async () => [{ detail: 'Others can read it.', fix: 'chmod 600' }] }
    expect(await host(open).health()).toEqual([
      { id: 'vault', title: 'Secret vault', state: 'warning', detail: 'Others can read it.', fix: 'chmod 600' },
    ])
  })
})

describe('data keys', () => {
  it('cannot be moved to another company or changed', async () => {
    const { store } = keyBox(null)
    const from = host(store)
    const { id } = await create(from)
    const [row] = await database.sql.db.select().from(companyDataKeys)
    const wrapped = row?.wrapped as Sealed
    const tampered = [
      { ...wrapped, keyId: '0000000000000000' },
      { ...wrapped, tag: wrapped.nonce },
      { ...wrapped, ciphertext: Buffer.alloc(32).toString('base64') },
    ]
    for (const sealed of tampered) {
      await database.sql.db.update(companyDataKeys).set({ wrapped: sealed })
      await expect((await read(host(store), id)).resolved()).rejects.toMatchObject({ problems: [{ code: 'secret_unreadable' }] })
    }
    await database.sql.db.update(companyDataKeys).set({ wrapped, id: newId() })
    await expect((await read(host(store), id)).resolved()).rejects.toMatchObject({ problems: [{ code: 'secret_unreadable' }] })
  })

  it('of a transaction that was rolled back are never used again', async () => {
    const { store } = keyBox(null)
    const from = host(store)
    await from.start()
    await database.sql.db.execute('alter table company_secrets add constraint planted check (false) not valid')
    await expect(create(from)).rejects.toThrow()
    await database.sql.db.execute('alter table company_secrets drop constraint planted')
    expect(await keyCheck()).toBeNull()
    const { id } = await create(from)
    expect((await (await read(host(store), id)).resolved()).values).toEqual({ K: 'S3NTINEL-xyz' })
  })
})
