/** The trail: what was done with secrets, by whom, why and with what outcome. Written inside the transaction that does it. */
import type { Transaction } from '../../ports/sql.ts'
import { type ChainedEntry, entryMac, type Link, microseconds } from './trail-chain.ts'
import type { ChainedRow, TrailEntry } from './trail-entry.ts'
import { appendChained, appendLoose, chainRows, type HeldHead, holdHead, holdSecretRows, looseRows } from './trail-store.ts'

export type { TrailEntry }

/** The keys of the chains, kept by the vault. */
export interface ChainKeys {
  /** Opens the vault unless it is open: answers why it stays locked, or null. Never inside a transaction. */
  open(): Promise<string | null>
  /** The key of a company's chain, made on first use in the transaction given; null while the vault is locked. */
  chainKey(tx: Transaction, companyId: string): Promise<Buffer | null>
}

/** The end of a company's trail, held until the transaction ends: nobody else writes there meanwhile. */
export interface HeldTrail {
  /** Appends the entries, and notes their time as the last access of the `touched` secrets. */
  append(entries: readonly TrailEntry[], touched?: readonly string[]): Promise<void>
}

export interface Trail {
  /** Appends entries to the company's trail. No entry, no deed: a failure here ends the transaction. Lock rows of secrets before, never after. */
  record(tx: Transaction, companyId: string, entries: readonly TrailEntry[]): Promise<void>
  /** Locks those secrets, then the end of the trail, for at most `entries` entries. */
  hold(tx: Transaction, companyId: string, entries: number, secretIds: readonly string[]): Promise<HeldTrail>
  /** Chains what was written while the vault was locked. */
  chainLoose(tx: Transaction, companyId: string): Promise<void>
}

/** `grown` hears which company's trail has a new end; the transaction may still fail. */
export function createTrail({ keys, grown }: { keys: ChainKeys; grown: (companyId: string, end: Link) => void }): Trail {
  async function hold(tx: Transaction, companyId: string, entries: number, secretIds: readonly string[]): Promise<HeldTrail> {
    const key = await keys.chainKey(tx, companyId)
    if (!key) {
      await holdSecretRows(tx, companyId, secretIds)
      return { append: (given, touched = []) => appendLoose(tx, companyId, given, touched) }
    }
    const held = await holdHead(tx, companyId, entries, secretIds)
    const end = held.loose ? await chainAll(tx, companyId, key, held) : held
    return {
      async append(given, touched = []) {
        const rows = linked(key, companyId, end, held.ids, given)
        const last = rows.at(-1)
        if (!last) return
        await appendChained(tx, companyId, rows, touched)
        grown(companyId, last)
      },
    }
  }

  /** Chains the loose entries, in the order in which they were written. */
  async function chainAll(tx: Transaction, companyId: string, key: Buffer, from: Link): Promise<Link> {
    let end = from
    for (;;) {
      const loose = await looseRows(tx, companyId)
      const rows = loose.map((entry) => {
        const seq = end.seq + 1
        end = { seq, mac: entryMac(key, { ...entry, seq }, end.mac) }
        return { id: entry.id, ...end }
      })
      if (rows.length === 0) return end
      await chainRows(tx, companyId, rows)
      grown(companyId, end)
    }
  }

  return {
    hold,

    async record(tx, companyId, entries) {
      if (entries.length > 0) await (await hold(tx, companyId, entries.length, [])).append(entries)
    },

    async chainLoose(tx, companyId) {
      const key = await keys.chainKey(tx, companyId)
      if (!key) return
      const held: HeldHead = await holdHead(tx, companyId, 0, [])
      if (held.loose) await chainAll(tx, companyId, key, held)
    },
  }
}

function linked(key: Buffer, companyId: string, end: Link, ids: number[], entries: readonly TrailEntry[]): ChainedRow[] {
  let { seq, mac } = end
  return entries.map((entry, i) => {
    const id = ids[i]
    if (id === undefined) throw new Error('More entries than the trail was held for.')
    seq += 1
    const chained: ChainedEntry = { ...entry, id, companyId, seq, at: microseconds(entry.at) }
    mac = entryMac(key, chained, mac)
    return { entry, id, seq, mac }
  })
}
