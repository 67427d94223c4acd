/** The system's keychain behind Electron's safeStorage, where there is a real one. */
import type { SafeStorage } from 'electron'
import type { Keychain } from '../node/key-store.ts'

type Storage = Pick<SafeStorage, 'isAsyncEncryptionAvailable' | 'encryptStringAsync' | 'decryptStringAsync' | 'getSelectedStorageBackend'>

/** Wraps and unwraps with `storage`. Only after Electron is ready: before that, nothing is available. */
export function systemKeychain(storage: Storage, platform: NodeJS.Platform): Keychain {
  return {
    async available() {
      // Without a keyring Linux encrypts with a password that is the same on every machine: that wraps nothing.
      if (platform === 'linux' && ['basic_text', 'unknown'].includes(storage.getSelectedStorageBackend())) return false
      return storage.isAsyncEncryptionAvailable()
    },
    wrap: (text) => storage.encryptStringAsync(text),
    // That it should be encrypted anew is no hurry: what opened now still opens, and each rotation writes it again.
    unwrap: async (wrapped) => (await storage.decryptStringAsync(wrapped)).result,
  }
}
