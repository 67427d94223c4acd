/** The master key as the environment gives it, or as a file: base64, readable by its owner alone. */
import { randomBytes } from 'node:crypto'
import { chmod, mkdir, rm } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { vaultSettings } from '#shared/contract/vault.ts'
import type { Config } from '../../ports/config.ts'
import { type KeyPlace, type KeyStore, KeyStoreFailure } from '../../ports/key-store.ts'
import { contentOf, copyAside, moveOver, removeDrafts, setAside, writeNew, writeOver } from './durable-file.ts'
import { keyBytes, openToOthers, parseKey } from './key-file.ts'
import { keyFileVariable, keyVariable, type SecretsEnvironment } from './secrets-environment.ts'

/** The system's store of keys, as far as it can wrap a text for this user of this machine. */
export interface Keychain {
  available(): Promise<boolean>
  wrap(text: string): Promise<Buffer>
  /** Throws when another user, machine or keychain wrapped it. */
  unwrap(wrapped: Buffer): Promise<string>
}

export interface KeyStoreOptions {
  /** Folder of the home's own key file, made with mode 0700 when the key is. */
  folder: string
  config: Config
  environment: Pick<SecretsEnvironment, 'masterKey' | 'masterKeyFile'>
  /** Null where there is none: outside the desktop program. */
  keychain: Keychain | null
}

const wrappedMark = 'wheelhouse master key, wrapped by the keychain\n'
const effect = 'Stored secrets cannot be read and runs that use them do not start.'

export function nodeKeyStore({ folder, config, environment, keychain }: KeyStoreOptions): KeyStore {
  async function place(): Promise<KeyPlace> {
    if (environment.masterKey !== undefined) return { source: 'environment', location: keyVariable }
    if (environment.masterKeyFile !== undefined) return { source: 'environment_file', location: environment.masterKeyFile || keyFileVariable }
    const settings = vaultSettings.pick({ localEncrypted: true }).safeParse((await config.read('secrets')) ?? {})
    if (!settings.success) {
      const reason = `The section "secrets" of config.json cannot be understood, so that it is not known where the master key is. ${effect}`
      throw new KeyStoreFailure(reason, 'Correct it or remove it.')
    }
    return filePlace(settings.data.localEncrypted.keyFilePath)
  }

  function filePlace(keyFilePath: string | null): KeyPlace {
    if (keyFilePath !== null) return { source: 'config_file', location: resolve(dirname(folder), keyFilePath) }
    return { source: 'home_file', location: join(folder, 'master.key') }
  }

  /** The file that is ours to change. */
  async function ownFile(): Promise<string> {
    const { source, location } = await place()
    if (source === 'home_file' || source === 'config_file') return location
    throw new KeyStoreFailure(
      `The master key is given by ${source === 'environment' ? keyVariable : keyFileVariable}, which Wheelhouse does not write to.`,
    )
  }

  async function load(): Promise<Buffer | null> {
    const { source, location } = await place()
    if (source === 'environment') return fromVariable(environment.masterKey ?? '')
    if (source === 'environment_file' && environment.masterKeyFile === '') {
      throw new KeyStoreFailure(`${keyFileVariable} is set but empty. ${effect}`, 'Set it to the path of the key file, or unset it, and start again.')
    }
    const key = await read(location)
    // Whoever names a file from outside says that it is there: a new key would be one that nobody keeps.
    if (!key && source === 'environment_file') {
      throw new KeyStoreFailure(`The master key file ${location}, which ${keyFileVariable} names, does not exist. ${effect}`, 'Put it there.')
    }
    if (source !== 'environment_file') await closeToOthers(location)
    return key
  }

  async function read(location: string): Promise<Buffer | null> {
    const content = await contentOf(location).catch((error: NodeJS.ErrnoException) => {
      throw new KeyStoreFailure(
        `The master key file ${location} cannot be read (${error.code ?? 'unknown reason'}). ${effect}`,
        error.code === 'EACCES' || error.code === 'EPERM'
          ? 'Give your user read access to it.'
          : 'Put the original file there, or restore the key from its recovery kit.',
      )
    })
    if (content === null) return null
    const key = isWrapped(content) ? await unwrapped(location, content) : parseKey(content)
    content.fill(0)
    if (key) return key
    throw new KeyStoreFailure(
      `The master key file ${location} does not hold a 32-byte key as base64, hex or raw bytes. ${effect}`,
      'Put the original file back, or restore the key from its recovery kit.',
    )
  }

  async function unwrapped(location: string, content: Buffer): Promise<Buffer | null> {
    if (!keychain) {
      throw new KeyStoreFailure(
        `The master key file ${location} is wrapped by the keychain of the desktop program and cannot be read without a window. ${effect}`,
        'Start the desktop window, or restore the key from its recovery kit.',
      )
    }
    try {
      return parseKey(Buffer.from(await keychain.unwrap(Buffer.from(content.toString('latin1').slice(wrappedMark.length), 'base64'))))
    } catch {
      // The keychain's own reason names neither file nor way out.
      throw new KeyStoreFailure(
        `The system's keychain does not open the master key file ${location}: it was wrapped by another user, on another machine, or the keychain was reset. ${effect}`,
        'Unlock the keychain, or restore the key from its recovery kit.',
      )
    }
  }

  /** Takes the file, and the home's own folder, away from group and others, as far as the file system lets us. */
  async function closeToOthers(location: string): Promise<void> {
    const paths =
      dirname(location) === folder
        ? ([
            [folder, 0o700],
            [location, 0o600],
          ] as const)
        : ([[location, 0o600]] as const)
    for (const [path, mode] of paths) {
      // A file system without modes, or another owner: `warnings` tells what is left open.
      if (await openToOthers(path)) await chmod(path, mode).catch(() => undefined)
    }
  }

  /** Of a folder elsewhere that is missing, a disk may not be mounted: a key made in its place would be lost. */
  async function makeFolder(location: string): Promise<void> {
    if (dirname(location) === folder) await mkdir(folder, { recursive: true, mode: 0o700 })
  }

  const write = async (writing: Promise<void>, location: string) =>
    writing.catch((error: NodeJS.ErrnoException) => {
      throw new KeyStoreFailure(
        `The master key file ${location} cannot be written (${error.code ?? 'unknown reason'}).`,
        'Check the folder and free disk space.',
      )
    })

  return {
    place,
    load,
    loadFrom: (keyFilePath) => read(filePlace(keyFilePath).location),

    async create() {
      const location = await ownFile()
      await write(makeFolder(location), location)
      const key = randomBytes(keyBytes)
      await write(
        writeNew(location, asText(key)).catch((error: NodeJS.ErrnoException) => {
          if (error.code !== 'EEXIST') throw error
        }),
        location,
      )
      key.fill(0)
      // What is on the disk counts: another process may have been first.
      const kept = await load()
      if (!kept) throw new KeyStoreFailure(`The master key file ${location} is gone right after it was made.`, 'Check what else uses that folder.')
      return kept
    },

    async replace(key) {
      const location = await ownFile()
      await write(
        (async () => {
          await makeFolder(location)
          await setAside(location, `${location}.replaced-${new Date().toISOString().replaceAll(':', '')}`)
          await writeOver(location, asText(key))
        })(),
        location,
      )
    },

    async stage(key) {
      const location = await ownFile()
      await write(
        makeFolder(location).then(() => writeOver(`${location}.next`, asText(key))),
        location,
      )
    },

    async staged() {
      const { source, location } = await place()
      if (source === 'environment' || source === 'environment_file') return null
      // What cannot be read there is no key that a rotation of ours staged.
      const content = await contentOf(`${location}.next`).catch(() => null)
      return content && parseKey(content)
    },

    async promote() {
      const location = await ownFile()
      await write(
        (async () => {
          await rm(`${location}.previous`, { force: true })
          if (await contentOf(location)) await copyAside(location, `${location}.previous`)
          await moveOver(`${location}.next`, location)
        })(),
        location,
      )
    },

    async settle() {
      const { source, location } = await place()
      if (source === 'environment' || source === 'environment_file') return
      await write(
        (async () => {
          for (const left of [`${location}.next`, `${location}.previous`]) await rm(left, { force: true })
          await removeDrafts(location)
        })(),
        location,
      )
    },

    async keychain() {
      const { source, location } = await place()
      if (source === 'environment' || source === 'environment_file') return 'none'
      // A file that cannot be read is `load`'s to report; here it only is not a wrapped one.
      const content = await contentOf(location).catch(() => null)
      if (content && isWrapped(content)) return 'wrapped'
      return (await keychain?.available()) ? 'available' : 'none'
    },

    async wrap(wrapped) {
      const location = await ownFile()
      const key = await load()
      if (!key) throw new KeyStoreFailure(`The master key file ${location} is missing.`)
      const text = asText(key)
      key.fill(0)
      if (!wrapped) return write(writeOver(location, text), location)
      if (!(await keychain?.available()) || !keychain)
        throw new KeyStoreFailure('There is no keychain that could wrap the master key.', 'Start the desktop window on a system with one.')
      const sealed = await keychain.wrap(text)
      if ((await keychain.unwrap(sealed)) !== text)
        throw new KeyStoreFailure('The keychain does not give back what it wrapped. The key file was left as it was.')
      await write(writeOver(location, `${wrappedMark}${sealed.toString('base64')}\n`), location)
    },

    async warnings() {
      const { source, location } = await place()
      if (source === 'environment') return []
      if (source !== 'environment_file') await closeToOthers(location)
      const findings: Array<{ detail: string; fix: string }> = []
      if (await openToOthers(location)) {
        findings.push({ detail: `Other users of this machine can reach the master key file ${location}.`, fix: `Run: chmod 600 '${location}'` })
      }
      if (dirname(location) === folder && (await openToOthers(folder))) {
        findings.push({
          detail: `Other users of this machine can look into the folder of the master key, ${folder}.`,
          fix: `Run: chmod 700 '${folder}'`,
        })
      }
      return findings
    },
  }
}

const asText = (key: Buffer) => `${key.toString('base64')}\n`

const isWrapped = (content: Buffer) => content.toString('latin1', 0, wrappedMark.length) === wrappedMark

/** The key of the variable, in every form that a file may have. */
function fromVariable(text: string): Buffer {
  const key = text === '' ? null : parseKey(Buffer.from(text, 'utf8'))
  if (key) return key
  const what = text === '' ? 'is set but empty' : 'does not hold a 32-byte key as base64, hex or 32 raw characters'
  throw new KeyStoreFailure(`${keyVariable} ${what}. ${effect}`, 'Set it to the original key and start again.')
}
