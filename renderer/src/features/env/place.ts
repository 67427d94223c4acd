/** One layer that is being edited: whose it is, and what is stored there as far as this window knows. */
import type { Env, EnvLayer } from '#shared/contract/env.ts'

export interface EnvPlace {
  companyId: string
  layer: EnvLayer
  id: string
  name: string
  /** How many routines get its keys; 1 for a routine's own layer. */
  routines: number
}

/** Fingerprints of hidden and secret values of one layer, by key. */
export type Prints = ReadonlyMap<string, string>

/** What is stored: the base of the edits with its fingerprints. */
export interface StoredLayer {
  env: Env
  prints: Prints
}
