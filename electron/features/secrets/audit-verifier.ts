/** Checks the trails of accesses, entry by entry in pages, and says what the first bad one is. */
import type { AuditVerdict } from '#shared/contract/secrets.ts'
import { type Checkpoint, CheckpointFailure, type CheckpointStore } from '../../ports/checkpoint.ts'
import { postgresError } from '../../ports/rows.ts'
import { notFound } from '../../ports/rpc.ts'
import type { Sql, Transaction } from '../../ports/sql.ts'
import { genuine } from './checkpoint-keeper.ts'
import { SealBroken } from './sealing.ts'
import type { ChainKeys } from './trail.ts'
import { entryMac, type Link, sameMac, start } from './trail-chain.ts'
import { chainedPage, countLoose, type TrailEnd, trailEnds } from './trail-store.ts'

interface Needs {
  sql: Sql
  keys: ChainKeys
  checkpoints: CheckpointStore
}

/** What the walk along a chain came to; `bad` is the first entry that does not fit. */
interface Walk {
  end: Link
  bad: { verdict: 'altered' | 'missing' | 'unverifiable'; seq: number; id: string | null } | null
}

type Finding = Pick<AuditVerdict, 'verdict' | 'firstBadSeq' | 'firstBadId' | 'message'>

/** Verifies the trail of one company, or of all. Throws NOT_FOUND. */
export function auditVerifier({ sql, keys, checkpoints }: Needs) {
  /** Null also when the key is not one that the vault can open. Reads only: checking must not make the key that is missing. */
  async function keyOf(companyId: string): Promise<Buffer | null> {
    try {
      return await sql.db.transaction((tx) => keys.chainKey(tx, companyId), { accessMode: 'read only' })
    } catch (error) {
      if (error instanceof SealBroken || postgresError(error).code === readOnly) return null
      throw error
    }
  }

  return async (companyId?: string): Promise<AuditVerdict[]> => {
    const { kept, unreadable } = await readCheckpoints(checkpoints)
    const wanted = companyId === undefined ? null : [companyId]
    const found = await trailEnds(sql.db, kept, wanted)
    if (companyId !== undefined && found.length === 0) throw notFound('company')
    // Before the snapshot is taken: two of these at once must not wait for each other's connections.
    await keys.open()
    const chainKeys = new Map<string, Buffer | null>()
    for (const end of found) chainKeys.set(end.companyId, await keyOf(end.companyId))
    // One snapshot: entries that are written meanwhile must not look as if they were missing.
    return sql.db.transaction(
      async (tx) => {
        const verdicts: AuditVerdict[] = []
        for (const end of await trailEnds(tx, kept, wanted)) {
          const checkpoint = kept.find((one) => one.companyId === end.companyId)
          verdicts.push(await verify(tx, chainKeys.get(end.companyId) ?? null, end, checkpoint, unreadable))
        }
        return verdicts
      },
      { isolationLevel: 'repeatable read', accessMode: 'read only' },
    )
  }
}

/** What Postgres says when a statement would write in a transaction that only reads. */
const readOnly = '25006'

async function verify(
  tx: Transaction,
  key: Buffer | null,
  end: TrailEnd,
  checkpoint: Checkpoint | undefined,
  unreadable: string | null,
): Promise<AuditVerdict> {
  const { companyId, companyName } = end
  const unchained = await countLoose(tx, companyId)
  const about = { companyId, companyName, unchained, checkpointAt: checkpoint?.at ?? null }
  if (!key && (end.head || checkpoint || (await chainedPage(tx, companyId, null)).length > 0)) {
    const message = 'The trail cannot be checked: the vault is locked, or the key that chained the trail is gone.'
    return { ...about, entries: 0, verdict: 'unverifiable', firstBadSeq: null, firstBadId: null, message }
  }
  const walk = key ? await walkChain(tx, key, companyId) : { end: start, bad: null }
  const forged = key !== null && checkpoint !== undefined && !genuine(key, checkpoint)
  const entries = walk.end.seq
  return { ...about, entries, ...(judge(walk, end, checkpoint, forged) ?? intact(entries, unchained, checkpoint, unreadable)) }
}

async function readCheckpoints(checkpoints: CheckpointStore): Promise<{ kept: Checkpoint[]; unreadable: string | null }> {
  try {
    return { kept: await checkpoints.read(), unreadable: null }
  } catch (error) {
    if (error instanceof CheckpointFailure) return { kept: [], unreadable: error.message }
    throw error
  }
}

async function walkChain(tx: Transaction, key: Buffer, companyId: string): Promise<Walk> {
  let end = start
  for (let after: number | null = null; ; after = end.seq) {
    const page = await chainedPage(tx, companyId, after)
    for (const [i, entry] of page.entries()) {
      const { seq, id, mac } = entry
      if (seq > end.seq + 1) return { end, bad: { verdict: 'missing', seq: end.seq + 1, id: null } }
      if (seq === end.seq + 1 && sameMac(mac, entryMac(key, entry, end.mac))) {
        end = { seq, mac }
        continue
      }
      const foreign =
        i === 0 && seq === 1 && page.length > 1 && !page.some((one, n) => sameMac(one.mac, entryMac(key, one, page[n - 1]?.mac ?? start.mac)))
      return { end, bad: { verdict: foreign ? 'unverifiable' : 'altered', seq, id: String(id) } }
    }
    if (page.length === 0) return { end, bad: null }
  }
}

/** What is wrong; null when nothing is. */
function judge({ end, bad }: Walk, { head, atCheckpoint }: TrailEnd, checkpoint: Checkpoint | undefined, forged: boolean): Finding | null {
  if (bad) return { verdict: bad.verdict, firstBadSeq: bad.seq, firstBadId: bad.id, message: sentences[bad.verdict](bad.seq) }
  const cutAt = Math.max(head?.seq ?? 0, forged ? 0 : (checkpoint?.seq ?? 0))
  if (cutAt > end.seq) {
    const firstBadSeq = end.seq + 1
    return { verdict: 'truncated', firstBadSeq, firstBadId: null, message: sentences.truncated(firstBadSeq, cutAt) }
  }
  if ((head?.seq ?? 0) !== end.seq || (head?.mac ?? start.mac) !== end.mac) {
    return { verdict: 'altered', firstBadSeq: end.seq, firstBadId: null, message: sentences.head() }
  }
  if (forged) return { verdict: 'rewritten', firstBadSeq: null, firstBadId: null, message: sentences.forged() }
  if (checkpoint && checkpoint.seq > 0 && atCheckpoint !== checkpoint.mac) {
    return { verdict: 'rewritten', firstBadSeq: checkpoint.seq, firstBadId: null, message: sentences.rewritten(checkpoint.seq) }
  }
  return null
}

const restored = 'If an older database was put back on purpose, this is to be expected.'

const sentences = {
  altered: (seq: number) => `Entry ${seq} is not as it was written, or not where it was: it was changed, moved or exchanged.`,
  missing: (seq: number) => `Entry ${seq} is missing: it was removed from the middle of the trail.`,
  unverifiable: () => 'No entry fits the key of this vault: the trail was chained with another one.',
  truncated: (first: number, last: number) =>
    `${first === last ? `Entry ${first} is` : `Entries ${first} to ${last} are`} missing: the end of the trail was cut off. ${restored}`,
  head: () => 'The record of where the trail ends was changed.',
  forged: () => 'The checkpoint outside the database was changed by somebody else, so that entries cut from the end could not be noticed.',
  rewritten: (seq: number) =>
    `The trail is whole, but entry ${seq} is not the one that the checkpoint knows: it was cut back and written on. ${restored}`,
}

function intact(entries: number, unchained: number, checkpoint: Checkpoint | undefined, unreadable: string | null): Finding {
  const message = [`${entries === 1 ? '1 entry' : `${entries} entries`}: none was changed, removed or moved.`]
  if (unchained > 0)
    message.push(`${unchained === 1 ? '1 more was' : `${unchained} more were`} written while the vault was locked and not chained yet.`)
  if (unreadable) message.push(`${unreadable} Entries cut from the end could not be noticed.`)
  else if (!checkpoint && entries > 0) message.push('There is no checkpoint yet: entries cut from the end could not be noticed.')
  return { verdict: 'intact', firstBadSeq: null, firstBadId: null, message: message.join(' ') }
}
