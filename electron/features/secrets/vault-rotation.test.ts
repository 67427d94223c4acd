import { randomBytes } from 'node:crypto'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { call } from '@orpc/server'
import { eq, sql } from 'drizzle-orm'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Crash, crashing } from '../../adapters/memory/crashing.ts'
import { memoryConfig } from '../../adapters/memory/memory-config.ts'
import { memoryKeyStore } from '../../adapters/memory/memory-key-store.ts'
import { secretsNeeds } from '../../adapters/memory/secrets-needs.ts'
import { type TestDatabase, testDatabase } from '../../adapters/memory/test-database.ts'
import { waitingForLock } from '../../adapters/memory/waiting-for-lock.ts'
import { nodeKeyStore } from '../../adapters/node/key-store.ts'
import { type KeyStore, KeyStoreFailure } from '../../ports/key-store.ts'
import { newId } from '../../ports/rows.ts'
import type { Sql } from '../../ports/sql.ts'
import { companies, companyDataKeys, companyMacKeys, companySecrets, companySecretVersions, instance } from '../../schema/index.ts'
import type { Sealed } from '../../schema/secrets.ts'
import { keyRowStore } from './key-row-store.ts'
import { resealStore } from './reseal-store.ts'
import { vaultPart } from './vault-part.ts'
import { settingsOfVault } from './vault-settings.ts'

let database: TestDatabase
let folder: string
beforeEach(async () => {
  ;[database, folder] = await Promise.all([testDatabase(), mkdtemp(join(tmpdir(), 'rotation-'))])
  await database.sql.db.insert(instance).values({ id: newId() }).onConflictDoNothing()
})
afterEach(() => Promise.all([database.close(), rm(folder, { recursive: true })]))

const fileStore = () =>
  nodeKeyStore({ folder, config: memoryConfig(), environment: { masterKey: undefined, masterKeyFile: undefined }, keychain: null })

/** A host's vault, as after a start. */
async function started(keyStore: KeyStore, port: Sql = database.sql) {
  const needs = { ...secretsNeeds(port), keyStore }
  const part = vaultPart({ ...needs, settings: settingsOfVault(needs), providers: async () => [], holdCompany: async () => {}, opened: () => {} })
  await part.start()
  return { ...part, live: needs.live, log: needs.log }
}
type Started = Awaited<ReturnType<typeof started>>

async function company(): Promise<string> {
  const id = newId()
  await database.sql.db.insert(companies).values({ id, name: id })
  return id
}

async function store({ vault }: Started, companyId: string, value: string, before: () => Promise<void> = async () => {}): Promise<void> {
  const place = { companyId, secretId: newId(), version: 1 }
  await database.sql.db.transaction(async (tx) => {
    const sealed = await vault.seal(tx, place, value)
    await tx.insert(companySecrets).values({ id: place.secretId, companyId, name: value, currentVersion: 1, createdBy: 'ada' })
    await tx.insert(companySecretVersions).values({ id: newId(), ...place, ...sealed, createdBy: 'ada' })
    await before()
  })
}

/** Does `work` up to its commit, `other` until it waits for a lock of that, and then lets both end. */
async function meeting(work: (beforeCommit: () => Promise<void>) => Promise<unknown>, other: () => Promise<unknown>): Promise<void> {
  const [reached, released] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const working = work(() => {
    reached.resolve()
    return released.promise
  })
  await reached.promise
  const waiting = other()
  await waitingForLock(database.sql.db)
  released.resolve()
  await Promise.all([working, waiting])
}

/** Opens every stored value; each is its secret's name. */
async function mustAllOpen({ vault }: Started): Promise<number> {
  const { rows } = await database.sql.db.execute<{
    companyId: string
    secretId: string
    name: string
    material: never
    wrapped: never
    mark: string
  }>(sql`
    select v.company_id "companyId", v.secret_id "secretId", s.name, v.material, k.wrapped, v.fingerprint mark
    from company_secret_versions v join company_secrets s on s.id = v.secret_id
    left join company_data_keys k on k.id::text = v.material ->> 'keyId'`)
  for (const { companyId, secretId, name, material, wrapped, mark } of rows) {
    expect(vault.unseal({ companyId, secretId, version: 1 }, material, wrapped)).toBe(name)
    expect(await vault.fingerprint(companyId, name)).toBe(mark)
  }
  return rows.length
}

const rotated = async (host: Started, companyId: string) => {
  await call(host.router.rotateDataKey, { companyId })
  await host.idle()
}
const keyIds = async (host: Started) => (await call(host.router.status, {})).keyId
const states = async () => (await database.sql.db.select({ state: companyDataKeys.state }).from(companyDataKeys)).map(({ state }) => state)

describe('a new master key', () => {
  it('opens everything, in this host and in the next, and is not the old one', async () => {
    const host = await started(fileStore())
    const one = await company()
    await store(host, one, 'a')
    const before = [await keyIds(host), await database.sql.db.transaction((tx) => host.vault.chainKey(tx, one))]
    const answer = await call(host.router.rotateMasterKey, {})
    expect(answer).toMatchObject({ keyId: expect.stringMatching(/^[0-9a-f]{16}$/), dataKeys: 1 })
    expect(answer.keyId).not.toBe(before[0])
    await store(host, await company(), 'b')
    const next = await started(fileStore())
    for (const each of [host, next]) {
      expect(await keyIds(each)).toBe(answer.keyId)
      expect(await mustAllOpen(each)).toBe(2)
      expect(await database.sql.db.transaction((tx) => each.vault.chainKey(tx, one))).toEqual(before[1])
    }
    expect(await readdir(folder)).toEqual(['master.key'])
  })

  it('survives a crash between any two steps, and can then be made again', async () => {
    const first = await started(fileStore())
    for (const name of ['a', 'b', 'c']) await store(first, await company(), name)
    let steps = 0
    for (let ended = false; !ended; steps += 1) {
      // Started whole: what dies is the rotation.
      const death = crashing()
      const host = await started(death.port(fileStore()), death.sql(database.sql))
      death.dieAfter(steps)
      ended = await call(host.router.rotateMasterKey, {}).then(
        () => true,
        (error: unknown) => {
          if (!(error instanceof Crash) && !(error instanceof Error && error.cause instanceof Crash)) throw error
          return false
        },
      )
      const next = await started(fileStore())
      expect(await next.health()).toMatchObject([{ state: 'pass' }])
      expect(await mustAllOpen(next)).toBe(3)
      expect(await readdir(folder)).toEqual(['master.key'])
    }
    expect(steps).toBeGreaterThan(12)
  })

  it('is found again when it could not be put in its place', async () => {
    const file = fileStore()
    const host = await started({ ...file, promote: () => Promise.reject(Object.assign(new Crash('disk full'))) })
    await store(host, await company(), 'a')
    await expect(call(host.router.rotateMasterKey, {})).rejects.toThrow()
    expect(await mustAllOpen(host)).toBe(1)
    const next = await started(file)
    expect(await mustAllOpen(next)).toBe(1)
    expect((await readdir(folder)).sort()).toEqual(['master.key'])
  })

  it('opens the vault though the key before cannot be removed yet', async () => {
    const file = fileStore()
    const host = await started(file)
    await store(host, await company(), 'a')
    const next = await started({ ...file, settle: () => Promise.reject(new KeyStoreFailure('another program holds it')) })
    expect(await mustAllOpen(next)).toBe(1)
    expect(next.log.entries).toContainEqual(expect.objectContaining({ level: 'warn', event: 'left over from a rotation' }))
  })

  it('waits for a first key that is just being wrapped with the old one', async () => {
    const host = await started(memoryKeyStore())
    const [one, two] = [await company(), await company()]
    await store(host, one, 'a')
    await meeting(
      (beforeCommit) => store(host, two, 'b', beforeCommit),
      () => call(host.router.rotateMasterKey, {}),
    )
    expect(await mustAllOpen(host)).toBe(2)
  })

  it('among many that are sealing loses nothing', async () => {
    const host = await started(memoryKeyStore())
    const ids = await Promise.all(Array.from({ length: 12 }, () => company()))
    await Promise.all([...ids.map((id, i) => store(host, id, `v${i}`)), call(host.router.rotateMasterKey, {})])
    expect(await mustAllOpen(host)).toBe(12)
    await call(host.router.rotateMasterKey, {})
    await Promise.all([...ids.map((id, i) => store(host, id, `w${i}`)), call(host.router.rotateMasterKey, {})])
    expect(await mustAllOpen(host)).toBe(24)
  })

  it('is refused in words while another one is being made, and where the key comes from outside', async () => {
    const host = await started(memoryKeyStore())
    const both = await Promise.allSettled([call(host.router.rotateMasterKey, {}), call(host.router.rotateMasterKey, {})])
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    const environment = { masterKey: randomBytes(32).toString('hex'), masterKeyFile: undefined }
    const outside = await started(nodeKeyStore({ folder, config: memoryConfig(), environment, keychain: null }))
    await expect(call(outside.router.rotateMasterKey, {})).rejects.toMatchObject({ code: 'VAULT_LOCKED' })
    await database.sql.db.update(instance).set({ keyCheck: null })
    await outside.vault.open()
    await expect(call(outside.router.rotateMasterKey, {})).rejects.toMatchObject({
      code: 'WRONG_STATE',
      message: expect.stringMatching(/given by the variable WHEELHOUSE_SECRETS_MASTER_KEY.*--key-file PATH/),
    })
    expect(await readdir(folder)).toEqual([])
  })

  it('is noticed by another host on the same database, which locks until it has the key', async () => {
    const [here, there] = [memoryKeyStore(randomBytes(32)), memoryKeyStore()]
    await there.replace((await here.load()) as Buffer)
    const [host, other] = [await started(here), await started(there)]
    await store(host, await company(), 'a')
    expect(await mustAllOpen(other)).toBe(1)
    await call(host.router.rotateMasterKey, {})
    expect(await call(other.router.status, {})).toMatchObject({ state: 'locked', reason: expect.stringContaining('is not the one that wrote') })
    await there.replace((await here.load()) as Buffer)
    expect(await call(other.router.status, {})).toMatchObject({ state: 'open', reason: '' })
  })
})

describe('a new data key', () => {
  it('seals everything anew and takes the old one away; fingerprints and chain stay', async () => {
    const host = await started(memoryKeyStore(randomBytes(32)))
    const [one, two] = [await company(), await company()]
    for (const name of ['a', 'b']) await store(host, one, name)
    await store(host, two, 'c')
    const before = await database.sql.db.select().from(companySecretVersions).orderBy(companySecretVersions.id)
    const marks = await database.sql.db.select().from(companyMacKeys)
    await rotated(host, one)
    expect(await mustAllOpen(host)).toBe(3)
    const after = await database.sql.db.select().from(companySecretVersions).orderBy(companySecretVersions.id)
    expect(after.map(({ material }, i) => material?.keyId === before[i]?.material?.keyId)).toEqual([false, false, true])
    expect(after.map(({ fingerprint }) => fingerprint)).toEqual(before.map(({ fingerprint }) => fingerprint))
    expect(await database.sql.db.select().from(companyMacKeys)).toEqual(marks)
    expect(await states()).toEqual(['active', 'active'])
    expect(host.live.changes.filter(({ noun, companyId }) => noun === 'vault' && companyId === one).length).toBeGreaterThan(1)
    expect((await call(host.router.status, {})).dataKeyRotation).toBeNull()
  })

  it('survives a crash between any two steps, and is finished by the next start', async () => {
    const keyStore = memoryKeyStore(randomBytes(32))
    const first = await started(keyStore)
    const id = await company()
    for (let i = 0; i < 5; i += 1) await store(first, id, `v${i}`)
    let steps = 0
    for (let ended = false; !ended; steps += 1) {
      const death = crashing()
      const host = await started(keyStore, death.sql(database.sql))
      death.dieAfter(steps)
      await call(host.router.rotateDataKey, { companyId: id }).catch((error: unknown) => {
        if (!(error instanceof Crash)) throw error
      })
      await host.idle()
      ended = !death.dead()
      const next = await started(keyStore)
      expect(await mustAllOpen(next)).toBe(5)
      await next.idle()
      expect(await states()).toEqual(['active'])
      expect(await mustAllOpen(next)).toBe(5)
    }
    expect(steps).toBeGreaterThan(10)
  })

  it('waits for what is just being sealed with the old one', async () => {
    const host = await started(memoryKeyStore(randomBytes(32)))
    const id = await company()
    await store(host, id, 'a')
    await meeting(
      (beforeCommit) => store(host, id, 'late', beforeCommit),
      () => rotated(host, id),
    )
    expect(await states()).toEqual(['active'])
    expect(await mustAllOpen(host)).toBe(2)
  })

  it('leaves alone the one that another rotation has just made: something may be sealing with it', async () => {
    const host = await started(memoryKeyStore(randomBytes(32)))
    const id = await company()
    await store(host, id, 'a')
    const renew = (beforeCommit: () => Promise<void>) =>
      database.sql.db.transaction(async (tx) => {
        await host.vault.renewDataKey(tx, id)
        await beforeCommit()
      })
    await meeting(renew, () => renew(async () => {}))
    expect((await states()).sort()).toEqual(['active', 'retired'])
    expect(await mustAllOpen(host)).toBe(1)
  })

  it('is found by whoever looks for one while the next is being made', async () => {
    const host = await started(memoryKeyStore(randomBytes(32)))
    const id = await company()
    await store(host, id, 'a')
    await meeting(
      (beforeRenewal) =>
        database.sql.db.transaction(async (tx) => {
          await tx.execute(sql`select from company_data_keys for update`)
          await beforeRenewal()
          await host.vault.renewDataKey(tx, id)
        }),
      () =>
        database.sql.db.transaction(async (tx) => {
          const [{ wrapped } = { wrapped: {} as Sealed }] = await tx.select().from(companyDataKeys)
          const found = await keyRowStore(database).addDataKey(tx, id, () => wrapped)
          expect(await tx.select({ id: companyDataKeys.id }).from(companyDataKeys).where(eq(companyDataKeys.state, 'active'))).toEqual([
            { id: found.id },
          ])
        }),
    )
    expect((await states()).sort()).toEqual(['active', 'retired'])
  })

  it('and a new master key do not wait for each other', async () => {
    const host = await started(memoryKeyStore(randomBytes(32)))
    const id = await company()
    await store(host, id, 'a')
    const keys = keyRowStore(database)
    await meeting(
      (beforeRewrap) =>
        database.sql.db.transaction(async (tx) => {
          await keys.holdKeyCheck(tx)
          await beforeRewrap()
          await keys.rewrap(tx, await keys.allKeys(tx))
        }),
      () => rotated(host, id),
    )
    expect(await mustAllOpen(host)).toBe(1)
  })

  it('keeps an old one with which something was still being sealed when it was to go', async () => {
    const host = await started(memoryKeyStore(randomBytes(32)))
    const id = await company()
    await store(host, id, 'a')
    await database.sql.db.delete(companySecretVersions)
    await meeting(
      (beforeCommit) => store(host, id, 'late', beforeCommit),
      async () => {
        await database.sql.db.update(companyDataKeys).set({ state: 'retired' })
        expect(await resealStore(database).dropUnused(id)).toBe(1)
      },
    )
    expect(await states()).toEqual(['retired'])
    expect(await mustAllOpen(host)).toBe(1)
  })

  it('does not bring back what is just being destroyed', async () => {
    const host = await started(memoryKeyStore(randomBytes(32)))
    const id = await company()
    await store(host, id, 'a')
    await meeting(
      (beforeCommit) =>
        database.sql.db.transaction(async (tx) => {
          await tx.update(companySecretVersions).set({ material: null, state: 'destroyed' })
          await beforeCommit()
        }),
      () => rotated(host, id),
    )
    expect(await database.sql.db.select({ material: companySecretVersions.material }).from(companySecretVersions)).toEqual([{ material: null }])
    expect(await states()).toEqual(['active'])
  })

  it('loses nothing of what is sealed, changed and destroyed meanwhile', async () => {
    const host = await started(memoryKeyStore(randomBytes(32)))
    const id = await company()
    for (let i = 0; i < 450; i += 1) await store(host, id, `v${i}`)
    const rotations = Array.from({ length: 3 }, () => rotated(host, id))
    const news = Array.from({ length: 20 }, (_, i) => store(host, id, `n${i}`))
    const destroyed = database.sql.db.execute(sql`update company_secret_versions set material = null, state = 'destroyed'
      where secret_id in (select id from company_secrets where name in ('v1', 'v449'))`)
    await Promise.all([...rotations, ...news, destroyed])
    await host.idle()
    expect(await states()).toEqual(['active'])
    await database.sql.db.execute(sql`delete from company_secret_versions where material is null`)
    expect(await mustAllOpen(host)).toBe(468)
  })

  it('keeps the old one for a value that is damaged, and says so', async () => {
    const host = await started(memoryKeyStore(randomBytes(32)))
    const id = await company()
    await store(host, id, 'a')
    await database.sql.db.execute(sql`update company_secret_versions set material = jsonb_set(material, '{tag}', '"AAAAAAAAAAAAAAAAAAAAAA=="')`)
    await rotated(host, id)
    expect((await states()).sort()).toEqual(['active', 'retired'])
    expect(host.log.entries).toContainEqual({ level: 'warn', event: 'values not sealed anew', fields: { companyId: id, left: 1 } })
  })

  it('waits for a locked vault to open', async () => {
    const keyStore = memoryKeyStore(randomBytes(32))
    const host = await started(keyStore)
    const id = await company()
    await store(host, id, 'a')
    await database.sql.db.update(companyDataKeys).set({ state: 'retired' })
    let away = true
    const next = await started({ ...keyStore, load: async () => (away ? null : keyStore.load()) })
    await expect(call(next.router.rotateDataKey, { companyId: id })).rejects.toMatchObject({ code: 'VAULT_LOCKED' })
    away = false
    await next.vault.open()
    await next.idle()
    expect(await mustAllOpen(next)).toBe(1)
  })
})
