import { and, eq, isNull } from 'drizzle-orm'
import { newId } from '../../ports/rows.ts'
import type { Database, Sql, Transaction } from '../../ports/sql.ts'
import { instance, type KeyCheck } from '../../schema/instance.ts'
import { companyDataKeys, type Sealed } from '../../schema/secrets.ts'

export type KeyRowStore = ReturnType<typeof keyRowStore>

/** A company's data key as stored: wrapped by the master key. */
export interface DataKeyRow {
  id: string
  companyId: string
  wrapped: Sealed
}

const columns = { id: companyDataKeys.id, companyId: companyDataKeys.companyId, wrapped: companyDataKeys.wrapped }

/** Rows about keys: which installation this is, which master key wrote here, and the wrapped data keys. */
export function keyRowStore({ sql }: { sql: Sql }) {
  const active = async (db: Database | Transaction, companyId: string): Promise<DataKeyRow | undefined> =>
    (
      await db
        .select(columns)
        .from(companyDataKeys)
        .where(and(eq(companyDataKeys.companyId, companyId), eq(companyDataKeys.state, 'active')))
    )[0]

  return {
    active,

    async instance(): Promise<{ id: string; keyCheck: KeyCheck | null }> {
      const [row] = await sql.db.select({ id: instance.id, keyCheck: instance.keyCheck }).from(instance)
      if (!row) throw new Error('The database has no instance row.')
      return row
    },

    /** Any one data key: there is ciphertext exactly when there is one. */
    async anyDataKey(): Promise<DataKeyRow | undefined> {
      return (await sql.db.select(columns).from(companyDataKeys).limit(1))[0]
    },

    /** Records which master key writes here, unless one did before; answers the one that counts. */
    async claim(tx: Transaction, check: KeyCheck): Promise<KeyCheck | null> {
      await tx.update(instance).set({ keyCheck: check }).where(isNull(instance.keyCheck))
      const [row] = await tx.select({ keyCheck: instance.keyCheck }).from(instance)
      return row?.keyCheck ?? null
    },

    /** Adds a company's data key unless it has one; answers the one that counts. The company must exist. */
    async addDataKey(tx: Transaction, companyId: string, wrap: (id: string) => Sealed): Promise<DataKeyRow> {
      const id = newId()
      await tx
        .insert(companyDataKeys)
        .values({ id, companyId, wrapped: wrap(id) })
        .onConflictDoNothing()
      const row = await active(tx, companyId)
      if (!row) throw new Error('A company has no data key right after one was added.')
      return row
    },
  }
}
