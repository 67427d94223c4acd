import { randomBytes } from 'node:crypto'
import type { KeyStore } from '../../ports/key-store.ts'

/** A key store without a disk. Give it a `key` to start with one. */
export function memoryKeyStore(key: Buffer | null = null): KeyStore {
  let kept = key
  return {
    location: 'memory',
    load: async () => kept,
    async create() {
      if (kept) throw new Error('there is a key already')
      kept = randomBytes(32)
      return kept
    },
    warnings: async () => [],
  }
}
