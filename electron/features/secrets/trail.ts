/** The trail: what was done with secrets, by whom, why and with what outcome. Written inside the transaction that does it. */
import type { Transaction } from '../../ports/sql.ts'
import { secretAccessEvents } from '../../schema/secrets.ts'

type Row = typeof secretAccessEvents.$inferInsert

/** One entry, value-free by its type. */
export type TrailEntry = Required<
  Pick<
    Row,
    'secretId' | 'version' | 'action' | 'consumerType' | 'consumerId' | 'routineId' | 'configPath' | 'actor' | 'outcome' | 'code' | 'reason' | 'at'
  >
>

export interface Trail {
  /** Appends entries to the company's trail. No entry, no deed: a failure here ends the transaction. */
  record(tx: Transaction, companyId: string, entries: readonly TrailEntry[]): Promise<void>
}

export function createTrail(): Trail {
  return {
    async record(tx, companyId, entries) {
      if (entries.length > 0) await tx.insert(secretAccessEvents).values(entries.map((entry) => ({ ...entry, companyId })))
    },
  }
}
