/** What a row of the editor is given, and what it asks of its editor. */
import type { Env, EnvBinding } from '#shared/contract/env.ts'
import type { Secret } from '#shared/contract/secrets.ts'
import type { EntryProblem } from './env-draft.ts'
import type { EnvPlace } from './place.ts'

export type EnvEntry = Env[number]

/** What rows ask of their editor; the same object for as long as it lives, so that rows are drawn again only when they change. */
export interface RowActions {
  change: (id: string, entry: EnvEntry) => void
  remove: (id: string) => void
  select: (id: string, selected: boolean) => void
  add: () => void
  /** Text that was pasted into a name and reads as keys with values. */
  paste: (text: string) => void
  newSecret: (id: string) => void
  storeAsSecret: (id: string) => void
}

export interface EnvRowProps {
  id: string
  /** Counts from 1, for names that tell rows without a key apart. */
  place: number
  entry: EnvEntry
  problem: EntryProblem
  /** Why the host refused it; and whether a secret would put that right. */
  refusal: string | undefined
  /** What is stored under this key, and its fingerprint. */
  before: EnvBinding | undefined
  print: string | undefined
  where: EnvPlace
  secrets: readonly Secret[]
  selected: boolean
  busy: boolean
  disabled: boolean
  actions: RowActions
}
