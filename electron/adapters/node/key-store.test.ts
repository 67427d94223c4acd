import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { KeyStoreFailure } from '../../ports/key-store.ts'
import { keyStoreSuite } from '../memory/key-store-suite.ts'
import { memoryConfig } from '../memory/memory-config.ts'
import { type Keychain, type KeyStoreOptions, nodeKeyStore } from './key-store.ts'
import { takeSecretsEnvironment } from './secrets-environment.ts'

let home: string
let folder: string
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'key-store-'))
  folder = join(home, 'geheime Schlüssel')
})
afterEach(() => rm(home, { recursive: true }))

const key = randomBytes(32)
const mode = async (path: string) => (await stat(path)).mode & 0o777

function store(options: Partial<KeyStoreOptions> = {}) {
  return nodeKeyStore({ folder, config: memoryConfig(), environment: { masterKey: undefined, masterKeyFile: undefined }, keychain: null, ...options })
}
const named = (keyFilePath: unknown) => store({ config: memoryConfig({ secrets: { localEncrypted: { keyFilePath } } }) })

async function keyFile(content: string | Buffer, path = join(folder, 'master.key')): Promise<string> {
  await mkdir(folder, { recursive: true })
  await writeFile(path, content)
  return path
}

keyStoreSuite('the file of the home', async () => ({ open: () => store() }))

keyStoreSuite('a file that the configuration names', async () => ({ open: () => named(join(home, 'the.key')) }))

describe('the file of the home', () => {
  it('is closed to others, and its folder too', async () => {
    const path = join(folder, 'master.key')
    await store().create()
    expect([await mode(folder), await mode(path)]).toEqual([0o700, 0o600])
    expect(await readdir(folder)).toEqual(['master.key'])
    await chmod(path, 0o644)
    await chmod(folder, 0o755)
    await store().load()
    expect([await mode(folder), await mode(path)]).toEqual([0o700, 0o600])
  })

  it('is never replaced by a new key, whatever is in it', async () => {
    const path = await keyFile('not a key')
    await expect(store().create()).rejects.toThrow(/does not hold a 32-byte key/)
    expect(await readFile(path, 'utf8')).toBe('not a key')
  })

  it.each([
    ['empty', ''],
    ['short', randomBytes(31).toString('base64')],
    ['long', randomBytes(33).toString('base64')],
    ['text', 'the key is under the mat'],
  ])('with %s content is refused with a sentence that names the file and not the content', async (_, content) => {
    const path = await keyFile(content)
    const failure = String(
      await store()
        .load()
        .catch((error: unknown) => error),
    )
    expect(failure).toContain(path)
    if (content) expect(failure).not.toContain(content)
  })

  it('says so when it cannot be read', async () => {
    await mkdir(join(folder, 'master.key'), { recursive: true })
    await expect(store().load()).rejects.toThrow(/cannot be read \(EISDIR\).*Put the original file there/)
  })

  it.skipIf(process.platform === 'win32').each([
    ['a pipe', (path: string) => Promise.resolve(execFileSync('mkfifo', [path])), 'NOT_A_FILE'],
    ['a device', (path: string) => symlink('/dev/zero', path), 'NOT_A_FILE'],
    ['very large', (path: string) => writeFile(path, '').then(() => truncate(path, 3_000_000_000)), 'EFBIG'],
  ])('that is %s is refused at once', async (_, make, code) => {
    await mkdir(folder)
    await make(join(folder, 'master.key'))
    await make(join(folder, 'master.key.next'))
    await expect(store().load()).rejects.toThrow(`cannot be read (${code})`)
    expect(await store().staged()).toBeNull()
  })

  it('makes room for the key of a recovery kit whatever is in its place', async () => {
    await mkdir(join(folder, 'master.key', 'x'), { recursive: true })
    await store().replace(key)
    expect(await store().load()).toEqual(key)
    expect(await readdir(folder)).toEqual(['master.key', expect.stringMatching(/^master\.key\.replaced-/)])
  })

  it('says so when what a rotation left cannot be removed', async () => {
    await mkdir(join(folder, 'master.key.next', 'x'), { recursive: true })
    await expect(store().settle()).rejects.toThrow(KeyStoreFailure)
  })

  it('leaves nothing behind after a rotation, drafts of a killed process included', async () => {
    await store().create()
    await keyFile('half a key', join(folder, 'master.key.0123456789ab.draft'))
    await store().stage(key)
    await store().promote()
    expect((await readdir(folder)).sort()).toEqual(['master.key', 'master.key.0123456789ab.draft', 'master.key.previous'])
    expect(await mode(join(folder, 'master.key.previous'))).toBe(0o600)
    await store().settle()
    expect(await readdir(folder)).toEqual(['master.key'])
  })

  it('keeps what a kit replaces under another name', async () => {
    await keyFile('damaged')
    await store().replace(key)
    const [, kept] = (await readdir(folder)).sort()
    expect(kept).toMatch(/^master\.key\.replaced-/)
    expect(await readFile(join(folder, kept ?? ''), 'utf8')).toBe('damaged')
  })
})

describe('sources, the first that is set', () => {
  it('are the variable, the file it names, the configuration, the home', async () => {
    const [byVariable, byFile, byConfig, byHome] = [randomBytes(32), randomBytes(32), randomBytes(32), randomBytes(32)]
    const config = memoryConfig({ secrets: { localEncrypted: { keyFilePath: await keyFile(byConfig.toString('hex'), join(home, 'config.key')) } } })
    const environment = { masterKey: byVariable.toString('base64'), masterKeyFile: await keyFile(byFile, join(home, 'env.key')) }
    await keyFile(byHome.toString('base64'))
    const load = (env: Partial<typeof environment>, settings = config) =>
      store({ environment: { masterKey: undefined, masterKeyFile: undefined, ...env }, config: settings }).load()
    expect(await load(environment)).toEqual(byVariable)
    expect(await load({ masterKeyFile: environment.masterKeyFile })).toEqual(byFile)
    expect(await load({})).toEqual(byConfig)
    expect(await load({}, memoryConfig())).toEqual(byHome)
  })

  it.each([
    ['an empty variable', { masterKey: '' }, /WHEELHOUSE_SECRETS_MASTER_KEY is set but empty/],
    ['a variable without a key', { masterKey: 'secret-words' }, /WHEELHOUSE_SECRETS_MASTER_KEY does not hold a 32-byte key/],
    ['a variable that names no file', { masterKeyFile: '' }, /WHEELHOUSE_SECRETS_MASTER_KEY_FILE is set but empty/],
    [
      'a variable that names a missing file',
      { masterKeyFile: '/nowhere/key' },
      /\/nowhere\/key, which WHEELHOUSE_SECRETS_MASTER_KEY_FILE names, does not exist/,
    ],
  ])('never fall back: %s is named', async (_, environment, message) => {
    await keyFile(key.toString('base64'))
    const opened = store({ environment: { masterKey: undefined, masterKeyFile: undefined, ...environment } })
    const failure = await opened.load().catch((error: unknown) => error)
    expect(String(failure)).toMatch(message)
    expect(String(failure)).not.toContain('secret-words')
    await expect(opened.create()).rejects.toThrow()
  })

  it('from outside are never written to', async () => {
    const path = join(home, 'env.key')
    await writeFile(path, key.toString('base64'))
    await chmod(path, 0o444)
    const stores = [
      { masterKey: key.toString('hex'), masterKeyFile: undefined },
      { masterKey: undefined, masterKeyFile: path },
    ].map((environment) => store({ environment }))
    for (const from of stores) {
      for (const write of [from.create(), from.replace(key), from.stage(key), from.promote(), from.wrap(true)]) {
        await expect(write).rejects.toThrow(/which Wheelhouse does not write to/)
      }
      await from.settle()
      expect([await from.load(), await from.staged(), await from.keychain()]).toEqual([key, null, 'none'])
    }
    expect(await readdir(home)).toEqual(['env.key'])
    expect(await mode(path)).toBe(0o444)
    expect(await stores[1]?.warnings()).toEqual([expect.objectContaining({ fix: `Run: chmod 600 '${path}'` })])
  })

  it('in a folder that is missing are not made: a disk may not be mounted', async () => {
    await expect(named(join(home, 'mnt', 'the.key')).create()).rejects.toThrow(/cannot be written \(ENOENT\)/)
    expect(await readdir(home)).toEqual([])
  })

  it('leave the mode of a folder alone that is not the home’s own', async () => {
    await chmod(home, 0o755)
    const from = named(join(home, 'the.key'))
    await from.create()
    expect([await mode(home), await mode(join(home, 'the.key'))]).toEqual([0o755, 0o600])
    expect(await from.warnings()).toEqual([])
  })

  it('that the configuration names in a way nobody understands are not guessed', async () => {
    await keyFile(key.toString('base64'))
    await expect(named(7).load()).rejects.toThrow(/section "secrets" of config\.json cannot be understood/)
  })

  it('can be looked at before they count', async () => {
    const path = await keyFile(key.toString('base64'), join(home, 'other.key'))
    expect(await store().loadFrom(path)).toEqual(key)
    expect(await store().loadFrom(null)).toBeNull()
  })
})

describe('a keychain', () => {
  const keychain = (secret = 42): Keychain => ({
    available: async () => true,
    wrap: async (text) => Buffer.from([secret, ...Buffer.from(text).map((byte) => byte ^ secret)]),
    async unwrap(wrapped) {
      if (wrapped[0] !== secret) throw new Error('another keychain')
      return Buffer.from(wrapped.subarray(1).map((byte) => byte ^ secret)).toString()
    },
  })

  it('wraps the file, unwraps it, and is asked each time', async () => {
    const from = store({ keychain: keychain() })
    const made = await from.create()
    expect(await from.keychain()).toBe('available')
    await from.wrap(true)
    expect(await from.keychain()).toBe('wrapped')
    expect(await from.load()).toEqual(made)
    expect(await readFile(join(folder, 'master.key'), 'latin1')).not.toContain(made.toString('base64').slice(0, 10))
    await from.wrap(false)
    expect([await from.keychain(), await store().load()]).toEqual(['available', made])
  })

  it('that is not there, or another one, is named together with the ways out', async () => {
    const from = store({ keychain: keychain() })
    await from.create()
    await from.wrap(true)
    const ways = /Start the desktop window, or restore the key from its recovery kit\./
    await expect(store().load()).rejects.toThrow(ways)
    await expect(store({ keychain: keychain(7) }).load()).rejects.toThrow(/was wrapped by another user.* restore the key from its recovery kit/)
    await store().replace(key)
    expect(await store().load()).toEqual(key)
  })

  it('that gives back something else changes nothing', async () => {
    const from = store({ keychain: { ...keychain(), unwrap: async () => 'something else' } })
    const made = await from.create()
    await expect(from.wrap(true)).rejects.toThrow(/was left as it was/)
    expect(await store().load()).toEqual(made)
    await expect(store({ keychain: { ...keychain(), available: async () => false } }).wrap(true)).rejects.toThrow(/There is no keychain/)
  })
})

describe('the environment', () => {
  it('is read once and emptied of keys', () => {
    const env: NodeJS.ProcessEnv = { WHEELHOUSE_SECRETS_MASTER_KEY: 'a', WHEELHOUSE_SECRETS_MASTER_KEY_FILE: '/b', PATH: '/bin' }
    expect(takeSecretsEnvironment(env)).toEqual({ masterKey: 'a', masterKeyFile: '/b', strictMode: null })
    expect(env).toEqual({ PATH: '/bin' })
    expect(takeSecretsEnvironment(env)).toEqual({ masterKey: undefined, masterKeyFile: undefined, strictMode: null })
  })

  it.each([
    [undefined, null],
    [' ', null],
    ['true', true],
    ['1', true],
    ['tru', true],
    ['FALSE', false],
    ['0', false],
    ['off', false],
  ])('says strict mode %j as %j', (text, strictMode) => {
    expect(takeSecretsEnvironment(text === undefined ? {} : { WHEELHOUSE_SECRETS_STRICT_MODE: text })).toMatchObject({ strictMode })
  })
})
