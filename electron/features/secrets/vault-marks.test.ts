import { randomBytes } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { memoryKeyStore } from '../../adapters/memory/memory-key-store.ts'
import { silentLog } from '../../adapters/memory/silent-log.ts'
import { type TestDatabase, testDatabase } from '../../adapters/memory/test-database.ts'
import { newId } from '../../ports/rows.ts'
import { companies, companyDataKeys, companyMacKeys, instance } from '../../schema/index.ts'
import { keyRowStore } from './key-row-store.ts'
import { createMasterKey } from './master-key.ts'
import { createVault } from './vault.ts'

const key = randomBytes(32)
let database: TestDatabase
let companyId: string
beforeEach(async () => {
  database = await testDatabase()
  await database.sql.db.insert(instance).values({ id: newId() }).onConflictDoNothing()
  companyId = await company('Acme')
})
afterEach(() => database.close())

async function company(name: string): Promise<string> {
  const id = newId()
  await database.sql.db.insert(companies).values({ id, name })
  return id
}

async function vault(keyStore = memoryKeyStore(key)) {
  const keys = keyRowStore(database)
  const masterKey = createMasterKey({ keys, keyStore, log: silentLog(), onChange() {} })
  const made = createVault({ sql: database.sql, keys, masterKey })
  await made.open()
  return made
}

const sealed = async (from: Awaited<ReturnType<typeof vault>>, value: string, of = companyId) =>
  database.sql.db.transaction((tx) => from.seal(tx, { companyId: of, secretId: newId(), version: 1 }, value))
const chainKey = async (from: Awaited<ReturnType<typeof vault>>, of = companyId) => database.sql.db.transaction((tx) => from.chainKey(tx, of))

describe('fingerprints', () => {
  it('are the same for a sealed value and any other use of it, after a restart too, and in this company only', async () => {
    const one = await vault()
    const { fingerprint } = await sealed(one, 'v')
    expect(fingerprint).toMatch(/^[0-9a-f]{8}$/)
    expect(await one.fingerprint(companyId, 'v')).toBe(fingerprint)
    expect(await database.sql.db.transaction((tx) => one.fingerprint(companyId, 'v', tx))).toBe(fingerprint)
    expect(await one.fingerprint(companyId, 'w')).not.toBe(fingerprint)
    expect(await one.fingerprint(await company('Other'), 'v')).not.toBe(fingerprint)
    expect(await (await vault()).fingerprint(companyId, 'v')).toBe(fingerprint)
  })

  it('go on from the data key of a company that had secrets before there were MAC keys', async () => {
    const { fingerprint } = await sealed(await vault(), 'v')
    await database.sql.db.delete(companyMacKeys)
    const upgraded = await vault()
    const before = await upgraded.fingerprint(companyId, 'v')
    await database.sql.db.delete(companyMacKeys)
    expect(await (await vault()).fingerprint(companyId, 'v')).toBe(before)
    expect(before).not.toBe(fingerprint)
  })

  it('are null while the vault is locked', async () => {
    await sealed(await vault(), 'v')
    const locked = await vault(memoryKeyStore(randomBytes(32)))
    expect(await locked.fingerprint(companyId, 'v')).toBeNull()
    expect(await chainKey(locked)).toBeNull()
  })
})

describe('MAC keys', () => {
  it('are made once by many at once, with the data key or alone', async () => {
    const from = await vault()
    const others = await company('Other')
    const keys = await Promise.all(Array.from({ length: 6 }, () => chainKey(from, others)))
    expect(new Set(keys.map((bytes) => bytes?.toString('hex'))).size).toBe(1)
    await Promise.all(Array.from({ length: 6 }, (_, i) => sealed(from, String(i))))
    expect(await database.sql.db.$count(companyMacKeys)).toBe(2)
    expect(await database.sql.db.$count(companyDataKeys)).toBe(1)
    expect(await chainKey(from)).toHaveLength(32)
    expect(await chainKey(from)).not.toEqual(await chainKey(from, others))
  })

  it('of a transaction that was rolled back are never used again', async () => {
    const from = await vault()
    let lost: Buffer | null = null
    const undone = database.sql.db.transaction(async (tx) => {
      lost = await from.chainKey(tx, companyId)
      expect(await from.chainKey(tx, companyId)).toEqual(lost)
      throw new Error('undone')
    })
    await expect(undone).rejects.toThrow('undone')
    const kept = await chainKey(from)
    expect(kept).not.toEqual(lost)
    expect(await chainKey(await vault())).toEqual(kept)
  })

  it('cannot be moved to another company', async () => {
    const from = await vault()
    const other = await company('Other')
    await chainKey(from)
    await database.sql.db.update(companyMacKeys).set({ companyId: other })
    await expect(chainKey(await vault(), other)).rejects.toThrow('integrity check')
  })
})
