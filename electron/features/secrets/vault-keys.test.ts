import { randomBytes } from 'node:crypto'
import { mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { call } from '@orpc/server'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { memoryConfig } from '../../adapters/memory/memory-config.ts'
import { secretsNeeds } from '../../adapters/memory/secrets-needs.ts'
import { type TestDatabase, testDatabase } from '../../adapters/memory/test-database.ts'
import { type Keychain, nodeKeyStore } from '../../adapters/node/key-store.ts'
import { newId } from '../../ports/rows.ts'
import { companies, instance } from '../../schema/index.ts'
import { vaultPart } from './vault-part.ts'
import { settingsOfVault } from './vault-settings.ts'

const passphrase = 'correct horse battery'
let database: TestDatabase
let home: string
let config: ReturnType<typeof memoryConfig>
beforeEach(async () => {
  ;[database, home] = await Promise.all([testDatabase(), mkdtemp(join(tmpdir(), 'vault-keys-'))])
  config = memoryConfig()
  await database.sql.db.insert(instance).values({ id: newId() }).onConflictDoNothing()
})
afterEach(() => Promise.all([database.close(), rm(home, { recursive: true })]))

const keyFile = () => join(home, 'secrets', 'master.key')

interface Machine {
  folder?: string
  keychain?: Keychain | null
  masterKey?: string
  strictModeForced?: boolean | null
}

/** A host on this database; its key is kept in the folder of its machine. */
async function host({ folder = join(home, 'secrets'), keychain = null, masterKey, strictModeForced = null }: Machine = {}) {
  const keyStore = nodeKeyStore({ folder, config, environment: { masterKey, masterKeyFile: undefined }, keychain })
  const needs = { ...secretsNeeds(database.sql), config, keyStore, strictModeForced }
  const part = vaultPart({ ...needs, settings: settingsOfVault(needs), providers: async () => [], holdCompany: async () => {}, opened: () => {} })
  await part.start()
  return { ...part, log: needs.log, live: needs.live, status: () => call(part.router.status, {}) }
}
type Host = Awaited<ReturnType<typeof host>>

async function writeSomething({ vault }: Host): Promise<void> {
  const companyId = newId()
  await database.sql.db.insert(companies).values({ id: companyId, name: companyId })
  await database.sql.db.transaction((tx) => vault.seal(tx, { companyId, secretId: newId(), version: 1 }, 'v'))
}

describe('the status', () => {
  it('is open, without a warning while there is nothing to lose, and asks for a kit as soon as there is', async () => {
    const from = await host()
    expect(await from.status()).toMatchObject({
      state: 'open',
      reason: '',
      fix: '',
      keySource: 'home_file',
      keyLocation: keyFile(),
      keychain: 'none',
      warnings: [],
      kitMadeAt: null,
      providers: [{ provider: 'local_encrypted', state: 'pass' }],
    })
    await writeSomething(from)
    expect((await from.status()).warnings).toEqual([
      expect.objectContaining({ detail: expect.stringMatching(/A backup of the database without the key cannot be read/) }),
    ])
    await call(from.router.exportKit, { passphrase })
    expect((await from.status()).warnings).toEqual([expect.objectContaining({ detail: 'The recovery kit was never tested.' })])
    const { text } = await call(from.router.exportKit, { passphrase })
    await call(from.router.testKit, { kit: text, passphrase })
    expect(await from.status()).toMatchObject({ warnings: [], kitMadeAt: expect.any(Date), kitTestedAt: expect.any(Date) })
    await call(from.router.rotateMasterKey, {})
    expect(await from.status()).toMatchObject({ kitMadeAt: null, kitTestedAt: null })
  })

  it('of an open vault tells when its file vanishes or changes, and the vault stays open until the next start', async () => {
    const from = await host()
    await writeSomething(from)
    await rename(keyFile(), join(home, 'away'))
    expect(await from.status()).toMatchObject({
      state: 'open',
      warnings: [
        { detail: expect.stringMatching(/is gone.*stays open until Wheelhouse stops/), fix: expect.stringContaining('make a recovery kit') },
        {},
      ],
      providers: [{ state: 'warning' }],
    })
    expect(await from.health()).toEqual([expect.objectContaining({ state: 'warning' })])
    await writeFile(keyFile(), randomBytes(32).toString('hex'))
    expect((await from.status()).warnings[0]?.detail).toMatch(/now holds another key/)
    await writeFile(keyFile(), 'damaged')
    expect((await from.status()).warnings[0]?.detail).toMatch(/does not hold a 32-byte key/)
    await writeSomething(from)
    const next = await host()
    expect(await next.status()).toMatchObject({
      state: 'locked',
      fix: expect.stringContaining('Put the original file back'),
      providers: [{ state: 'critical' }],
    })
    await rename(join(home, 'away'), keyFile())
    expect(await next.status()).toMatchObject({ state: 'open' })
    expect(next.live.changes.filter(({ noun }) => noun === 'vault').length).toBeGreaterThan(1)
  })

  it('names a variable that gives a wrong key or none, and makes no other', async () => {
    await writeSomething(await host({ masterKey: randomBytes(32).toString('base64') }))
    for (const masterKey of [randomBytes(32).toString('hex'), '', 'nonsense']) {
      const status = await (await host({ masterKey })).status()
      expect(status).toMatchObject({ state: 'locked', keySource: 'environment', keyLocation: 'WHEELHOUSE_SECRETS_MASTER_KEY' })
      expect(status.fix).toContain('start again')
    }
    await expect(readdir(join(home, 'secrets'))).rejects.toThrow('ENOENT')
  })
})

describe('a recovery kit', () => {
  it('brings the key back on another machine, and only there', async () => {
    const from = await host()
    await writeSomething(from)
    const { text, keyId, fileName } = await call(from.router.exportKit, { passphrase })
    expect(fileName).toBe(`wheelhouse-recovery-kit-${keyId}-2026-01-05.txt`)
    expect(await call(from.router.testKit, { kit: text, passphrase })).toMatchObject({ keyId, fits: true })
    await expect(call(from.router.restoreKit, { kit: text, passphrase })).rejects.toMatchObject({ code: 'WRONG_STATE', data: { state: 'open' } })

    const there = await host({ folder: join(home, 'other machine') })
    expect(await there.status()).toMatchObject({ state: 'locked', keyId })
    expect(await call(there.router.testKit, { kit: text, passphrase })).toMatchObject({ fits: true })
    await expect(call(there.router.restoreKit, { kit: text, passphrase: 'wrong horse battery' })).rejects.toMatchObject({
      code: 'KIT_REFUSED',
      data: { cause: 'passphrase' },
    })
    expect(await call(there.router.restoreKit, { kit: text, passphrase })).toMatchObject({ state: 'open', keyId })
    expect(await (await host({ folder: join(home, 'other machine') })).status()).toMatchObject({ state: 'open', keyId })
    const told = JSON.stringify([from.log.entries, there.log.entries, config.sections])
    for (const secret of [passphrase, (await readFile(keyFile(), 'utf8')).trim()]) expect(told).not.toContain(secret)
  })

  it('replaces a key that is not the right one, and keeps that', async () => {
    const from = await host()
    await writeSomething(from)
    const { text } = await call(from.router.exportKit, { passphrase })
    const stranger = randomBytes(32).toString('base64')
    await writeFile(keyFile(), stranger)
    const next = await host()
    expect(await call(next.router.restoreKit, { kit: text, passphrase })).toMatchObject({ state: 'open' })
    const [, kept] = (await readdir(join(home, 'secrets'))).sort()
    expect(await readFile(join(home, 'secrets', kept ?? ''), 'utf8')).toBe(stranger)
  })

  it('of another key, or of the time before a rotation, fits no more and is refused', async () => {
    const from = await host()
    await writeSomething(from)
    const { text } = await call(from.router.exportKit, { passphrase })
    await call(from.router.rotateMasterKey, {})
    expect(await call(from.router.testKit, { kit: text, passphrase })).toMatchObject({ fits: false })
    expect(await from.status()).toMatchObject({ kitTestedAt: null })
    await rm(keyFile())
    const next = await host()
    await expect(call(next.router.restoreKit, { kit: text, passphrase })).rejects.toMatchObject({ code: 'KIT_REFUSED', data: { cause: 'other_key' } })
    expect(await readdir(join(home, 'secrets'))).toEqual([])
  })
})

describe('settings', () => {
  it('are changed field by field, two at once too, and strict mode follows unless it is forced', async () => {
    const from = await host()
    const aws = { region: 'eu-central-1' }
    await Promise.all([
      call(from.router.configure, { strictMode: true }),
      call(from.router.configure, { aws: { ...aws, prefix: 'w/', kmsKeyId: null, endpoint: null, profile: null } }),
    ])
    expect(await call(from.router.settings, {})).toMatchObject({ strictMode: true, aws, localEncrypted: { keyFilePath: null, keychain: false } })
    expect(await from.status()).toMatchObject({ strictMode: true, strictModeForced: false })
    expect(await (await host({ strictModeForced: false })).status()).toMatchObject({ strictMode: false, strictModeForced: true })
    config.sections['secrets'] = { strictMode: 'perhaps', defaultProvider: 'aws_secrets_manager' }
    expect(await call(from.router.settings, {})).toMatchObject({ strictMode: true, defaultProvider: 'aws_secrets_manager', aws: null })
  })

  it('name another key file only if it holds the key, or while there is nothing to lose', async () => {
    const from = await host()
    const path = join(home, 'elsewhere.key')
    const move = (keyFilePath: string | null) => call(from.router.configure, { localEncrypted: { keyFilePath } })
    await expect(move('relative.key')).rejects.toMatchObject({ code: 'BAD_REQUEST' })
    await move(path)
    expect(await from.status()).toMatchObject({ state: 'open', keySource: 'config_file', keyLocation: path })
    await writeSomething(from)
    expect((await readFile(path, 'utf8')).length).toBe(45)
    await expect(move(join(home, 'nothing.key'))).rejects.toMatchObject({
      code: 'WRONG_STATE',
      message: expect.stringMatching(/Copy the key file there first/),
    })
    await expect(move(null)).rejects.toMatchObject({ code: 'WRONG_STATE' })
    await writeFile(keyFile(), await readFile(path))
    await move(null)
    await rm(path)
    expect(await (await host()).status()).toMatchObject({ state: 'open', keySource: 'home_file' })
  })
})

describe('the keychain', () => {
  const keychain: Keychain = {
    available: async () => true,
    wrap: async (text) => Buffer.from(Buffer.from(text).map((byte) => byte ^ 42)),
    unwrap: async (wrapped) => Buffer.from(wrapped.map((byte) => byte ^ 42)).toString(),
  }
  const use = (from: Host, on: boolean) => call(from.router.configure, { localEncrypted: { keychain: on } })

  it('wraps the file only when a kit of this very key was tested', async () => {
    const from = await host({ keychain })
    await writeSomething(from)
    await expect(use(await host(), true)).rejects.toMatchObject({ code: 'WRONG_STATE', data: { state: 'no_keychain' } })
    await expect(use(from, true)).rejects.toMatchObject({ code: 'WRONG_STATE', data: { state: 'kit_untested' } })
    const { text } = await call(from.router.exportKit, { passphrase })
    await expect(use(from, true)).rejects.toMatchObject({ data: { state: 'kit_untested' } })
    await call(from.router.testKit, { kit: text, passphrase })
    await use(from, true)
    expect(await from.status()).toMatchObject({ state: 'open', keychain: 'wrapped' })
    expect(await (await host({ keychain })).status()).toMatchObject({ state: 'open', keychain: 'wrapped' })

    const headless = await host()
    expect(await headless.status()).toMatchObject({
      state: 'locked',
      keychain: 'wrapped',
      reason: expect.stringMatching(/cannot be read without a window/),
      fix: 'Start the desktop window, or restore the key from its recovery kit.',
    })
    await expect(use(headless, false)).rejects.toMatchObject({ code: 'WRONG_STATE' })
    expect(await call(headless.router.settings, {})).toMatchObject({ localEncrypted: { keychain: true } })
    expect(await call(headless.router.restoreKit, { kit: text, passphrase })).toMatchObject({ state: 'open' })
  })

  it('lets go of the file when it is turned off, and after a rotation until a kit of the new key was tested', async () => {
    const from = await host({ keychain })
    await writeSomething(from)
    const proven = async () => {
      const { text } = await call(from.router.exportKit, { passphrase })
      await call(from.router.testKit, { kit: text, passphrase })
    }
    await proven()
    await use(from, true)
    await call(from.router.rotateMasterKey, {})
    expect(await from.status()).toMatchObject({ keychain: 'available', warnings: [{ detail: expect.stringContaining('There is no recovery kit') }] })
    expect(await (await host()).status()).toMatchObject({ state: 'open' })
    await proven()
    expect(await from.status()).toMatchObject({ keychain: 'wrapped', warnings: [] })
    await use(from, false)
    expect(await (await host()).status()).toMatchObject({ state: 'open' })
  })
})
