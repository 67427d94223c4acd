/** Fingerprints of plain values: how a value that is not shown can still be compared. */
import type { Sql, Transaction } from '../../ports/sql.ts'
import type { Vault } from './vault.ts'

/** The fingerprint of a value; null while the vault is locked. */
export type Marker = (value: string) => string | null

/** Takes the fingerprints of all `values` at once, and answers with what to look them up by. */
export async function markerOf(
  { sql, vault }: { sql: Sql; vault: Pick<Vault, 'fingerprint' | 'open'> },
  companyId: string,
  values: readonly string[],
  tx?: Transaction,
): Promise<Marker> {
  const marks = new Map<string, string | null>()
  const take = async (own: Transaction) => {
    for (const value of values) if (!marks.has(value)) marks.set(value, await vault.fingerprint(companyId, value, own))
  }
  if (values.length === 0) return () => null
  if (tx) await take(tx)
  else {
    await vault.open()
    await sql.db.transaction(take)
  }
  return (value) => marks.get(value) ?? null
}
