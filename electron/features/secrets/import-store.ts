import { sql } from 'drizzle-orm'
import type { Database, Transaction } from '../../ports/sql.ts'

/** A name of an import, and the secret that carries it already. Whether two names are one is for the database to say. */
export interface NamedRow {
  /** The name as it is compared: equal for names that differ in case alone. */
  folded: string
  secretId: string | null
}

/** What each name comes to, in the order given. */
export async function foldNames(db: Database | Transaction, companyId: string, names: string[]): Promise<NamedRow[]> {
  const { rows } = await db.execute<NamedRow & Record<string, unknown>>(sql`
    select lower(w.name) folded, s.id "secretId"
    from unnest(${sql.param(names)}::text[]) with ordinality w (name, n)
    left join company_secrets s on s.company_id = ${companyId} and s.status <> 'deleted' and lower(s.name) = lower(w.name)
    order by w.n`)
  return rows
}
