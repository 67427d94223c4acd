/** Changes how the vault is set up. A change that would lock it, or lock somebody out, is refused before it is made. */
import { isAbsolute } from 'node:path'
import type { VaultChange, VaultSettings } from '#shared/contract/vault.ts'
import type { KeyStore } from '../../ports/key-store.ts'
import { declared } from '../../ports/rpc.ts'
import type { KitRecord } from './kit-record.ts'
import type { MasterKey } from './master-key.ts'
import { keyBytes } from './sealing.ts'
import type { SettingsOfVault } from './vault-settings.ts'

interface Needs {
  keyStore: KeyStore
  masterKey: MasterKey
  settings: SettingsOfVault
  record: KitRecord
}

export function vaultConfigurer({ keyStore, masterKey, settings, record }: Needs) {
  /** The date of the last tested kit of the key in use. */
  async function kitTestedAt(): Promise<Date | null> {
    const state = masterKey.state()
    return 'key' in state ? (await record.of(state.keyId)).testedAt : null
  }

  async function allowKeyFile(path: string | null): Promise<void> {
    if (path !== null && !isAbsolute(path)) throw badPath('The path of the key file must be absolute.')
    const key = await keyStore.loadFrom(path)
    const fits = await masterKey.fits(key ?? Buffer.alloc(keyBytes))
    key?.fill(0)
    if (fits) return
    const where = path ?? "the home's own key file"
    const message = `The key file was not changed: ${where} does not hold the key that wrote the stored secrets, and the vault would be locked. Copy the key file there first.`
    throw declared('WRONG_STATE', { state: 'other_key' }, message)
  }

  async function allowKeychain(): Promise<void> {
    if ((await keyStore.keychain()) === 'none') {
      const message =
        'Nothing was changed: there is no keychain here that could wrap the master key. It takes the desktop window, on a system with a keychain that is unlocked.'
      throw declared('WRONG_STATE', { state: 'no_keychain' }, message)
    }
    if (await kitTestedAt()) return
    // Whoever loses the keychain with the machine has nothing else.
    const message = 'Nothing was changed: a keychain must not be the only way to the master key. Make a recovery kit and test it first.'
    throw declared('WRONG_STATE', { state: 'kit_untested' }, message)
  }

  /** Wraps the key file where the settings ask for it, and a kit of this very key was tested. */
  async function followKeychain(): Promise<void> {
    const { localEncrypted } = await settings.read()
    if (localEncrypted.keychain && (await keyStore.keychain()) === 'available' && (await kitTestedAt())) await keyStore.wrap(true)
  }

  return {
    followKeychain,

    /** Throws WRONG_STATE, BAD_REQUEST, KeyStoreFailure. */
    async configure({ localEncrypted, strictMode, defaultProvider, aws }: VaultChange): Promise<VaultSettings> {
      await masterKey.open()
      let moved = false
      const changed = await settings.change(async (present) => {
        const { keyFilePath, keychain } = { ...present.localEncrypted, ...withoutGaps(localEncrypted ?? {}) }
        moved = keyFilePath !== present.localEncrypted.keyFilePath
        if (moved) await allowKeyFile(keyFilePath)
        if (keychain && !present.localEncrypted.keychain) await allowKeychain()
        if (!keychain && (await keyStore.keychain()) === 'wrapped') await keyStore.wrap(false)
        return { ...present, ...withoutGaps({ strictMode, defaultProvider, aws }), localEncrypted: { keyFilePath, keychain } }
      })
      if (moved) await masterKey.lookAgain()
      await followKeychain()
      return changed
    },
  }
}

/** Without the fields that were not given: spread, they would take the place of what is set. */
function withoutGaps<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as { [K in keyof T]?: Exclude<T[K], undefined> }
}

function badPath(message: string) {
  return declared('BAD_REQUEST', { issues: [{ path: ['localEncrypted', 'keyFilePath'], message }] }, message)
}
