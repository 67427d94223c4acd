/**
 * Gives a company a new data key and seals its values anew in the background, some at a time. What is left after a crash
 * is found again by its key: a value is under the old key or the new one, both are there, and nothing else is remembered.
 */
import type { Live } from '../../ports/live.ts'
import type { Log } from '../../ports/log.ts'
import type { Sql, Transaction } from '../../ports/sql.ts'
import { traceOf } from '../../ports/trace.ts'
import type { WrappedKey } from './key-row-store.ts'
import type { OldVersion, resealStore } from './reseal-store.ts'
import { SealBroken } from './sealing.ts'
import type { Vault } from './vault.ts'

/** Versions sealed anew in one transaction: long enough to be worth it, short enough that nobody waits for their rows. */
const batchSize = 200
const beforeAll = '00000000-0000-0000-0000-000000000000'

interface Needs {
  sql: Sql
  live: Live
  log: Log
  vault: Vault
  rows: ReturnType<typeof resealStore>
  holdCompany(tx: Transaction, companyId: string): Promise<void>
}

export function dataKeyRotator({ sql, live, log, vault, rows, holdCompany }: Needs) {
  let working: Promise<void> | null = null
  let again = false
  let stopping = false
  let progress: { done: number; total: number } | null = null

  const tell = (companyId: string) => live.publish({ noun: 'vault', id: 'vault', companyId, kind: 'updated' })

  /** Seals anew whatever a retired key still seals, in the background; one at it is told to look once more. */
  function resume(): void {
    again = true
    working ??= workOff()
      .catch((error: unknown) => log.error('sealing anew stopped', traceOf(error)))
      .finally(() => {
        working = null
        progress = null
      })
  }

  async function workOff(): Promise<void> {
    while (again && !stopping) {
      again = false
      const unfinished = await rows.unfinished()
      if (unfinished.length > 0) progress = { done: 0, total: unfinished.reduce((sum, { versions }) => sum + versions, 0) }
      for (const companyId of new Set(unfinished.map((one) => one.companyId))) await finish(companyId)
    }
  }

  async function finish(companyId: string): Promise<void> {
    for (let after: string | null = beforeAll; after !== null && !stopping; tell(companyId)) after = await sealBatch(companyId, after)
    if (stopping) return
    const left = await rows.dropUnused(companyId)
    // What another rotation has retired meanwhile comes in the next round.
    if (left > 0 && again) return
    // The others are damaged, and so no key opens them; their key stays, for whoever repairs the row.
    if (left > 0) log.warn('values not sealed anew', { companyId, left })
    else log.info('data key rotated', { companyId })
    tell(companyId)
  }

  /** Answers the last id looked at, null after the last batch. */
  async function sealBatch(companyId: string, after: string): Promise<string | null> {
    return sql.db.transaction(async (tx) => {
      const active = await vault.activeDataKey(tx, companyId)
      const batch = active ? await rows.batch(tx, companyId, after, batchSize) : []
      if (!active || batch.length === 0) return null
      const sealed = batch.flatMap((row) => sealAnew(companyId, row, active) ?? [])
      await rows.replace(tx, sealed)
      if (progress) progress = { ...progress, done: progress.done + batch.length }
      return batch.at(-1)?.id ?? null
    })
  }

  function sealAnew(companyId: string, { id, secretId, version, material, wrapped }: OldVersion, active: WrappedKey) {
    try {
      return { id, before: material, after: vault.reseal({ companyId, secretId, version }, material, wrapped, active) }
    } catch (error) {
      if (error instanceof SealBroken) return null
      throw error
    }
  }

  return {
    /** Takes the present data key out of use at once and starts sealing anew. Throws NOT_FOUND, VAULT_LOCKED. */
    async rotate(companyId: string): Promise<void> {
      await vault.open()
      await sql.db.transaction(async (tx) => {
        await holdCompany(tx, companyId)
        await vault.renewDataKey(tx, companyId)
      })
      tell(companyId)
      resume()
    },

    /** Goes on with what a crash or a locked vault left. */
    resume,

    /** Settles when nothing is being sealed anew. */
    idle: async (): Promise<void> => working ?? undefined,

    /** Versions sealed anew and in all; null while nothing goes on. */
    progress: () => progress,

    start(): void {
      stopping = false
    },

    /** Ends after the batch at hand; the next start goes on. */
    async stop(): Promise<void> {
      stopping = true
      await working
    },
  }
}
