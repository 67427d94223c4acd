import type * as z from 'zod'
import type { keySource } from '#shared/contract/vault.ts'

export interface KeyPlace {
  source: z.infer<typeof keySource>
  /** For sentences a person reads: a path or a variable's name. Never the key. */
  location: string
}

/**
 * Where the master key is kept. Only features/secrets asks for it. A key that comes from the environment is read and
 * never written; `create`, `replace` and the steps of a rotation throw KeyStoreFailure for it.
 */
export interface KeyStore {
  /** Which source counts: the first that is set, readable or not. */
  place(): Promise<KeyPlace>
  /** The 32-byte key, or null when none was ever made. Throws KeyStoreFailure when one is there but cannot be used. */
  load(): Promise<Buffer | null>
  /** The key that would count if the configuration named this file, null for the home's own. Throws as `load` does. */
  loadFrom(keyFilePath: string | null): Promise<Buffer | null>
  /** Makes a key durably (0600 in a 0700 folder, synced) and never replaces one. */
  create(): Promise<Buffer>
  /** Writes the key of a recovery kit durably. What is there is kept beside it under another name. */
  replace(key: Buffer): Promise<void>

  /** Writes the next key durably beside the present one. */
  stage(key: Buffer): Promise<void>
  /** The next key, or null when none was staged or it was not written to its end. */
  staged(): Promise<Buffer | null>
  /** Puts the next key into the place of the present one, which is kept until `settle`. There is a whole key at every moment. */
  promote(): Promise<void>
  /** Removes what a rotation left: the key before, and a next key that was never promoted. Throws KeyStoreFailure. */
  settle(): Promise<void>

  /** Whether the system's keychain wraps the stored key, could, or is not there. */
  keychain(): Promise<'wrapped' | 'available' | 'none'>
  /** Stores the present key wrapped by the keychain, or plain again. */
  wrap(wrapped: boolean): Promise<void>
  /** Findings about the place, such as a file others can read; empty when all is well. */
  warnings(): Promise<Array<{ detail: string; fix: string }>>
}

/** The key cannot be read or written. `reason` says why and what that affects, `fix` the one thing to do; the message is both. */
export class KeyStoreFailure extends Error {
  readonly reason: string
  readonly fix: string
  constructor(reason: string, fix = '') {
    super(fix ? `${reason} ${fix}` : reason)
    this.name = 'KeyStoreFailure'
    this.reason = reason
    this.fix = fix
  }
}
