/**
 * Secrets as the list and their page show them, without reading a value. A few whole-company aggregates joined in
 * memory instead of subqueries a row, and instants as numbers: ten thousand secrets have to answer at once.
 */
import { type SQL, sql } from 'drizzle-orm'
import type * as z from 'zod'
import type { Secret, SecretProviderId, secretNeed } from '#shared/contract/secrets.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Sql } from '../../ports/sql.ts'

const DAY_MS = 86_400_000
/** How long before it expires a secret asks for attention. */
const EXPIRES_SOON_DAYS = 14

interface StoredRow extends Record<string, unknown> {
  id: string
  name: string
  description: string
  version: number
  fingerprint: string
  enabled: boolean
  expiresAt: number | null
  createdBy: string
  createdAt: number
  rotatedAt: number
  lastAccessedAt: number | null
  /** Null when all of it is as it is for most secrets. */
  uncommon: Uncommon | null
}

/** What few secrets have: one column instead of nine, since reading columns is what a long list takes its time with. */
interface Uncommon {
  provider: SecretProviderId
  managed: boolean
  externalRef: string | null
  status: 'active' | 'disabled'
  statusReason: string
  statusBy: string
  statusAt: number | null
  missing: boolean
  rotateEveryDays: number | null
}

const common: Uncommon = {
  provider: 'local_encrypted',
  managed: true,
  externalRef: null,
  status: 'active',
  statusReason: '',
  statusBy: '',
  statusAt: null,
  missing: false,
  rotateEveryDays: null,
}

interface Counts {
  usedBy: number
  /** Secrets of the company that hold the same value now, this one included. */
  holders: number
  destructions: boolean
}

/** `extract` would reckon in numeric, which costs a quarter of the query. */
const millis = (instant: SQL) => sql`date_part('epoch', ${instant}) * 1000`

/** Bindings that count: those of a routine in the bin do not. */
export const inForce = sql`company_secret_bindings b left join routines r on b.target_type = 'routine' and r.id = b.target_id`

export function secretListStore({ sql: port, clock }: { sql: Sql; clock: Clock }) {
  async function rowsOf(companyId: string, id: string | null): Promise<StoredRow[]> {
    const { rows } = await port.db.execute<StoredRow>(sql`
      select s.id, s.name, s.description, s.current_version version, v.fingerprint, v.state = 'enabled' enabled,
        ${millis(sql`s.expires_at`)} "expiresAt", s.created_by "createdBy", ${millis(sql`s.created_at`)} "createdAt",
        ${millis(sql`s.rotated_at`)} "rotatedAt", ${millis(sql`s.last_accessed_at`)} "lastAccessedAt",
        case when s.provider <> 'local_encrypted' or s.status <> 'active' or s.status_at is not null or s.missing_since is not null
            or s.rotate_every_days is not null
          then json_build_object('provider', s.provider, 'managed', s.managed, 'externalRef', s.external_ref, 'status', s.status,
            'statusReason', s.status_reason, 'statusBy', s.status_by, 'statusAt', ${millis(sql`s.status_at`)},
            'missing', s.missing_since is not null, 'rotateEveryDays', s.rotate_every_days) end uncommon
      from company_secrets s join company_secret_versions v on v.secret_id = s.id and v.version = s.current_version
      where s.company_id = ${companyId} and s.status <> 'deleted' and ${id ? sql`s.id = ${id}` : sql`true`}`)
    return rows
  }

  async function uses(companyId: string, id: string | null): Promise<Map<string, number>> {
    const { rows } = await port.db.execute<{ id: string; count: number }>(sql`
      select b.secret_id id, count(*)::int count from ${inForce}
      where b.company_id = ${companyId} and r.deleted_at is null and ${id ? sql`b.secret_id = ${id}` : sql`true`} group by b.secret_id`)
    return new Map(rows.map((row) => [row.id, row.count]))
  }

  async function toBeDestroyed(companyId: string, id: string | null): Promise<Set<string>> {
    const { rows } = await port.db.execute<{ id: string }>(sql`
      select distinct secret_id id from company_secret_versions
      where company_id = ${companyId} and destroy_at is not null and ${id ? sql`secret_id = ${id}` : sql`true`}
        -- In the words of the index, or all versions would be read.
        and (disable_at is not null or destroy_at is not null)`)
    return new Set(rows.map((row) => row.id))
  }

  async function holdersOf(companyId: string, fingerprint: string): Promise<number> {
    const { rows } = await port.db.execute<{ count: number }>(sql`
      select count(*)::int count from company_secret_versions v
      join company_secrets s on s.id = v.secret_id and s.current_version = v.version
      where v.company_id = ${companyId} and v.fingerprint = ${fingerprint} and v.state = 'enabled' and s.status <> 'deleted'`)
    return rows[0]?.count ?? 0
  }

  return {
    /** Every secret that is not deleted, by name. */
    async list(companyId: string): Promise<Secret[]> {
      const [rows, used, destructions] = await Promise.all([rowsOf(companyId, null), uses(companyId, null), toBeDestroyed(companyId, null)])
      const holders = new Map<string, number>()
      for (const { fingerprint, enabled } of rows) if (enabled) holders.set(fingerprint, (holders.get(fingerprint) ?? 0) + 1)
      const now = clock.now().getTime()
      return byName(rows).map((row) => {
        const counts = { usedBy: used.get(row.id) ?? 0, holders: holders.get(row.fingerprint) ?? 0, destructions: destructions.has(row.id) }
        return secretOf(companyId, row, counts, now)
      })
    },

    async find(companyId: string, id: string): Promise<Secret | undefined> {
      const [[row], used, destructions] = await Promise.all([rowsOf(companyId, id), uses(companyId, id), toBeDestroyed(companyId, id)])
      if (!row) return undefined
      const counts = { usedBy: used.get(id) ?? 0, holders: await holdersOf(companyId, row.fingerprint), destructions: destructions.has(id) }
      return secretOf(companyId, row, counts, clock.now().getTime())
    },
  }
}

/** In the order of their names whatever their case. The database takes twice as long for it, with rows this wide. */
function byName(rows: readonly StoredRow[]): StoredRow[] {
  const keyed = rows.map((row) => ({ row, key: row.name.toLowerCase() }))
  return keyed.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)).map(({ row }) => row)
}

function secretOf(companyId: string, row: StoredRow, counts: Counts, now: number): Secret {
  // A value that was never read has no fingerprint, and an unknown one equals nothing.
  const comparable = row.enabled && row.fingerprint !== ''
  const rest = row.uncommon ?? common
  return {
    id: row.id,
    companyId,
    name: row.name,
    description: row.description,
    provider: rest.provider,
    managed: rest.managed,
    externalRef: rest.externalRef,
    status: rest.status,
    statusReason: rest.statusReason,
    statusBy: rest.statusBy,
    statusAt: instant(rest.statusAt),
    version: row.version,
    fingerprint: row.fingerprint,
    usedBy: counts.usedBy,
    duplicates: comparable ? counts.holders - 1 : 0,
    needs: needsOf(row, rest, counts, now),
    rotateEveryDays: rest.rotateEveryDays,
    expiresAt: instant(row.expiresAt),
    createdBy: row.createdBy,
    createdAt: new Date(row.createdAt),
    rotatedAt: new Date(row.rotatedAt),
    lastAccessedAt: instant(row.lastAccessedAt),
  }
}

const instant = (milliseconds: number | null) => (milliseconds === null ? null : new Date(milliseconds))

function needsOf({ expiresAt, rotatedAt }: StoredRow, { status, missing, rotateEveryDays }: Uncommon, { usedBy, destructions }: Counts, now: number) {
  const needs: Array<z.infer<typeof secretNeed>> = []
  if (missing) needs.push('missing_in_provider')
  if (expiresAt !== null && expiresAt <= now) needs.push('expired')
  else if (expiresAt !== null && expiresAt - now <= EXPIRES_SOON_DAYS * DAY_MS) needs.push('expires_soon')
  if (rotateEveryDays !== null && rotatedAt + rotateEveryDays * DAY_MS <= now) needs.push('rotation_due')
  if (status === 'disabled' && usedBy > 0) needs.push('disabled_in_use')
  if (destructions) needs.push('destruction_scheduled')
  return needs
}
