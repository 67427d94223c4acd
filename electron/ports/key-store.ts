/** Where the master key is kept. Only features/secrets asks for it. */
export interface KeyStore {
  /** The 32-byte key, or null when none was ever made. Throws KeyStoreFailure when one is there but cannot be used. */
  load(): Promise<Buffer | null>
  /** Makes a key durably (0600 in a 0700 folder, synced) and never replaces one. */
  create(): Promise<Buffer>
  /** Where it is, for sentences a person reads. Never the key. */
  readonly location: string
  /** Findings about the place, such as a file others can read; empty when all is well. */
  warnings(): Promise<Array<{ detail: string; fix: string }>>
}

export class KeyStoreFailure extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'KeyStoreFailure'
  }
}
