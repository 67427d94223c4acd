import { describe, expect, it } from 'vitest'
import { systemKeychain } from './keychain.ts'

type Storage = Parameters<typeof systemKeychain>[0]

function storage(available: boolean, backend: ReturnType<Storage['getSelectedStorageBackend']>): Storage {
  return {
    isAsyncEncryptionAvailable: async () => available,
    getSelectedStorageBackend: () => backend,
    encryptStringAsync: async (text) => Buffer.from([...text].reverse().join('')),
    decryptStringAsync: async (wrapped) => ({ shouldReEncrypt: true, result: [...wrapped.toString()].reverse().join('') }),
  }
}

describe('systemKeychain', () => {
  it.each([
    ['linux', true, 'gnome_libsecret', true],
    ['linux', true, 'kwallet6', true],
    ['linux', false, 'gnome_libsecret', false],
    ['linux', true, 'basic_text', false],
    ['linux', true, 'unknown', false],
    ['darwin', true, 'unknown', true],
    ['win32', false, 'unknown', false],
  ] as const)('on %s, encryption %s, backend %s: is there %s', async (platform, available, backend, there) => {
    expect(await systemKeychain(storage(available, backend), platform).available()).toBe(there)
  })

  it('gives back what it wrapped', async () => {
    const keychain = systemKeychain(storage(true, 'gnome_libsecret'), 'linux')
    const wrapped = await keychain.wrap('the key')
    expect(wrapped.toString()).not.toBe('the key')
    expect(await keychain.unwrap(wrapped)).toBe('the key')
  })
})
