/** Which version of a secret was current in the past: the newest one by then, or one that somebody made current since. */
import { sql } from 'drizzle-orm'
import type { Sql } from '../../ports/sql.ts'
import type { VersionsAt } from '../../ports/work.ts'

export function pastVersions({ sql: port }: { sql: Sql }): VersionsAt {
  return async (companyId, secretIds, at) => {
    if (secretIds.length === 0) return new Map()
    const ids = sql`${sql.param(secretIds)}::uuid[]`
    const { rows } = await port.db.execute<{ secretId: string; version: number }>(sql`
      select distinct on (secret_id) secret_id "secretId", version from (
        select secret_id, version, created_at at from company_secret_versions
        where company_id = ${companyId} and secret_id = any(${ids}) and created_at <= ${at}
        union all
        select secret_id, version, at from secret_access_events
        where company_id = ${companyId} and secret_id = any(${ids}) and at <= ${at}
          and action = 'make_current' and outcome = 'success' and version is not null
      ) current order by secret_id, at desc, version desc`)
    return new Map(rows.map(({ secretId, version }) => [secretId, version]))
  }
}
