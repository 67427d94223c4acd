import { and, asc, eq, gt, sql } from 'drizzle-orm'
import type { Sql, Transaction } from '../../ports/sql.ts'
import { companyDataKeys, companySecretVersions, type Sealed } from '../../schema/secrets.ts'

/** A version that is still sealed with a retired data key. */
export interface OldVersion {
  id: string
  secretId: string
  version: number
  material: Sealed
  wrapped: Sealed
}

const [v, k] = [companySecretVersions, companyDataKeys]
const sealedWith = sql`${v.material} ->> 'keyId' = ${k.id}::text`

/** Rows of a rotation of data keys: what is still sealed with a retired one. */
export function resealStore({ sql: port }: { sql: Sql }) {
  return {
    /** Companies with a retired data key, and how many of their versions it still seals. */
    async unfinished(): Promise<Array<{ companyId: string; versions: number }>> {
      const versions = sql<number>`(select count(*)::int from company_secret_versions v
        where v.company_id = company_data_keys.company_id and v.material ->> 'keyId' = company_data_keys.id::text)`
      return port.db.select({ companyId: k.companyId, versions }).from(k).where(eq(k.state, 'retired')).orderBy(k.companyId)
    },

    /** The next versions of a company after `after`, by id. */
    async batch(tx: Transaction, companyId: string, after: string, limit: number): Promise<OldVersion[]> {
      return tx
        .select({ id: v.id, secretId: v.secretId, version: v.version, material: sql<Sealed>`${v.material}`, wrapped: k.wrapped })
        .from(k)
        .innerJoin(v, and(eq(v.companyId, k.companyId), sealedWith))
        .where(and(eq(k.companyId, companyId), eq(k.state, 'retired'), gt(v.id, after)))
        .orderBy(asc(v.id))
        .limit(limit)
    },

    /** Puts values sealed anew in the place of those they were made from; a row that was changed meanwhile is left alone. */
    async replace(tx: Transaction, rows: ReadonlyArray<{ id: string; before: Sealed; after: Sealed }>): Promise<void> {
      const column = (pick: (row: (typeof rows)[number]) => unknown) => sql.param(rows.map((row) => JSON.stringify(pick(row))))
      await tx.execute(sql`update company_secret_versions v set material = n.after::jsonb
        from unnest(${sql.param(rows.map((row) => row.id))}::uuid[], ${column((row) => row.before)}::text[], ${column((row) => row.after)}::text[])
          n (id, before, after)
        where v.id = n.id and v.material = n.before::jsonb`)
    },

    /** Removes the retired data keys of a company that seal nothing any more; answers how many versions the others still seal. */
    async dropUnused(companyId: string): Promise<number> {
      const retired = and(eq(k.companyId, companyId), eq(k.state, 'retired'))
      const used = sql`exists (select from company_secret_versions v where v.company_id = company_data_keys.company_id
        and v.material ->> 'keyId' = company_data_keys.id::text)`
      for (const { id } of await port.db.select({ id: k.id }).from(k).where(retired)) {
        await port.db.transaction(async (tx) => {
          // Whoever seals with it holds it, and what came of that is seen only by a statement that begins afterwards.
          await tx.select({ id: k.id }).from(k).where(eq(k.id, id)).for('update')
          await tx.delete(k).where(and(eq(k.id, id), sql`not ${used}`))
        })
      }
      const [left] = await port.db
        .select({ n: sql<number>`count(*)::int` })
        .from(k)
        .innerJoin(v, and(eq(v.companyId, k.companyId), sealedWith))
        .where(retired)
      return left?.n ?? 0
    },
  }
}
