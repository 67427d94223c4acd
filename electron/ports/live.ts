import type { Change } from '#shared/contract/system.ts'

/** Tells every watching client that something changed. Publish after the commit, never inside a transaction. */
export interface Live {
  publish(change: Change): void
}
