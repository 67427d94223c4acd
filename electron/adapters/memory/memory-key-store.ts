import { randomBytes } from 'node:crypto'
import { type KeyStore, KeyStoreFailure } from '../../ports/key-store.ts'

/** A key store without a disk. Give it a `key` to start with one. */
export function memoryKeyStore(key: Buffer | null = null): KeyStore {
  // Copies both ways: who asks for a key may wipe it.
  const copy = (bytes: Buffer | null) => bytes && Buffer.from(bytes)
  let kept: Buffer | null = copy(key)
  let next: Buffer | null = null
  return {
    place: async () => ({ source: 'home_file', location: 'memory' }),
    load: async () => copy(kept),
    loadFrom: async () => copy(kept),
    async create() {
      kept ??= randomBytes(32)
      return Buffer.from(kept)
    },
    async replace(bytes) {
      kept = Buffer.from(bytes)
    },
    async stage(bytes) {
      next = Buffer.from(bytes)
    },
    staged: async () => copy(next),
    async promote() {
      if (!next) throw new KeyStoreFailure('There is no next key.')
      kept = next
      next = null
    },
    async settle() {
      next = null
    },
    keychain: async () => 'none',
    async wrap() {},
    warnings: async () => [],
  }
}
