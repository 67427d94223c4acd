import { and, eq, isNull, sql } from 'drizzle-orm'
import { newId } from '../../ports/rows.ts'
import type { Database, Sql, Transaction } from '../../ports/sql.ts'
import { instance, type KeyCheck } from '../../schema/instance.ts'
import { companyDataKeys, companyMacKeys, type Sealed } from '../../schema/secrets.ts'

export type KeyRowStore = ReturnType<typeof keyRowStore>

/** A key of a company as stored: wrapped by the master key. A MAC key's id is its company's. */
export interface WrappedKey {
  purpose: 'data-key' | 'mac-key'
  id: string
  companyId: string
  wrapped: Sealed
}

const dataKeyColumns = {
  purpose: sql<'data-key'>`'data-key'`,
  id: companyDataKeys.id,
  companyId: companyDataKeys.companyId,
  wrapped: companyDataKeys.wrapped,
}
const macKeyColumns = {
  purpose: sql<'mac-key'>`'mac-key'`,
  id: companyMacKeys.companyId,
  companyId: companyMacKeys.companyId,
  wrapped: companyMacKeys.wrapped,
}

/** Rows about keys: which installation this is, which master key wrote here, and the wrapped keys of companies. */
export function keyRowStore({ sql: port }: { sql: Sql }) {
  async function activeDataKey(tx: Transaction, companyId: string): Promise<WrappedKey | undefined> {
    const rows = await tx
      .select(dataKeyColumns)
      .from(companyDataKeys)
      .where(and(eq(companyDataKeys.companyId, companyId), eq(companyDataKeys.state, 'active')))
      // Whoever retires the key waits until what is being sealed with it can be seen; whoever wraps it anew need not.
      .for('key share')
    return rows[0]
  }

  /** `settled` says that the row was there before this transaction began, and so stays even if it is rolled back. */
  async function macKey(db: Database | Transaction, companyId: string): Promise<(WrappedKey & { settled: boolean }) | undefined> {
    const settled = sql<boolean>`${companyMacKeys.createdAt} < now()`
    return (
      await db
        .select({ ...macKeyColumns, settled })
        .from(companyMacKeys)
        .where(eq(companyMacKeys.companyId, companyId))
    )[0]
  }

  return {
    activeDataKey,
    macKey,

    async instance(): Promise<{ id: string; keyCheck: KeyCheck | null }> {
      const [row] = await port.db.select({ id: instance.id, keyCheck: instance.keyCheck }).from(instance)
      if (!row) throw new Error('The database has no instance row.')
      return row
    },

    /** Any one key of a company: there is ciphertext exactly when there is one. */
    async anyKey(): Promise<WrappedKey | undefined> {
      const [dataKey] = await port.db.select(dataKeyColumns).from(companyDataKeys).limit(1)
      return dataKey ?? (await port.db.select(macKeyColumns).from(companyMacKeys).limit(1))[0]
    },

    /**
     * Records which master key writes here, unless one did before; answers the one that counts, which stays until the
     * transaction ends.
     */
    async claim(tx: Transaction, check: KeyCheck): Promise<KeyCheck | null> {
      await tx.update(instance).set({ keyCheck: check }).where(isNull(instance.keyCheck))
      const [row] = await tx.select({ keyCheck: instance.keyCheck }).from(instance).for('share')
      return row?.keyCheck ?? null
    },

    /** Adds a company's data key unless it has one; answers the one that counts. The company must exist. */
    async addDataKey(tx: Transaction, companyId: string, wrap: (id: string) => Sealed): Promise<WrappedKey> {
      // Once, as a rule: the one that was there instead can be taken out of use by another rotation before it is held.
      for (;;) {
        const id = newId()
        await tx
          .insert(companyDataKeys)
          .values({ id, companyId, wrapped: wrap(id) })
          .onConflictDoNothing()
        const row = await activeDataKey(tx, companyId)
        if (row) return row
      }
    },

    /** Adds a company's MAC key unless it has one; answers the one that counts. The company must exist. */
    async addMacKey(tx: Transaction, companyId: string, wrapped: Sealed): Promise<WrappedKey & { settled: boolean }> {
      await tx.insert(companyMacKeys).values({ companyId, wrapped }).onConflictDoNothing()
      const row = await macKey(tx, companyId)
      if (!row) throw new Error('A company has no MAC key right after one was added.')
      return row
    },

    /**
     * Takes the active data key of a company out of use, once everything that is being sealed with it is committed. Only
     * that very key: one that another rotation has made while this one waited may be sealing already.
     */
    async retireDataKey(tx: Transaction, companyId: string): Promise<void> {
      const active = and(eq(companyDataKeys.companyId, companyId), eq(companyDataKeys.state, 'active'))
      const [held] = await tx.select({ id: companyDataKeys.id }).from(companyDataKeys).where(active).for('update')
      if (held) await tx.update(companyDataKeys).set({ state: 'retired' }).where(eq(companyDataKeys.id, held.id))
    },

    /** Which master key writes here. Nobody records another one, or adds a key, until the transaction ends. */
    async holdKeyCheck(tx: Transaction): Promise<KeyCheck | null> {
      const [row] = await tx.select({ keyCheck: instance.keyCheck }).from(instance).for('no key update')
      return row?.keyCheck ?? null
    },

    async setKeyCheck(tx: Transaction, keyCheck: KeyCheck): Promise<void> {
      await tx.update(instance).set({ keyCheck })
    },

    async allKeys(tx: Transaction): Promise<WrappedKey[]> {
      return [...(await tx.select(dataKeyColumns).from(companyDataKeys)), ...(await tx.select(macKeyColumns).from(companyMacKeys))]
    },

    /** Stores keys as they are wrapped now, all in two statements: one each would take a second for every few thousand companies. */
    async rewrap(tx: Transaction, rows: readonly WrappedKey[]): Promise<void> {
      for (const [purpose, table, id] of [
        ['data-key', companyDataKeys, 'id'],
        ['mac-key', companyMacKeys, 'company_id'],
      ] as const) {
        const of = rows.filter((row) => row.purpose === purpose)
        const [ids, wrapped] = [of.map((row) => row.id), of.map((row) => JSON.stringify(row.wrapped))]
        await tx.execute(sql`update ${table} t set wrapped = w.wrapped::jsonb
          from unnest(${sql.param(ids)}::uuid[], ${sql.param(wrapped)}::text[]) w (id, wrapped) where t.${sql.identifier(id)} = w.id`)
      }
    },
  }
}
