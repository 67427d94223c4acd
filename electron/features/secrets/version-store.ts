/** Rows of versions: append-only, except for their state and the dates set for them. */
import { and, asc, desc, eq, inArray, isNotNull, min, or, sql } from 'drizzle-orm'
import type { SecretVersion } from '#shared/contract/secrets.ts'
import type { Clock } from '../../ports/clock.ts'
import { newId } from '../../ports/rows.ts'
import type { Sql, Transaction } from '../../ports/sql.ts'
import { companySecretVersions, type Sealed } from '../../schema/secrets.ts'

export type VersionStore = ReturnType<typeof versionStore>

export interface NewVersion {
  companyId: string
  secretId: string
  version: number
  /** A value sealed here; null when a provider keeps it under `providerVersion`. */
  material: Sealed | null
  providerVersion: string | null
  fingerprint: string
  origin: SecretVersion['origin']
  actor: string
}

/** A version whose secret is held, so that nobody else can change it. */
export interface HeldVersion {
  secretId: string
  version: number
  state: SecretVersion['state']
  stateReason: string
  fingerprint: string
  disableAt: Date | null
  destroyAt: Date | null
  createdAt: Date
}

const v = companySecretVersions
const heldColumns = {
  secretId: v.secretId,
  version: v.version,
  state: v.state,
  stateReason: v.stateReason,
  fingerprint: v.fingerprint,
  disableAt: v.disableAt,
  destroyAt: v.destroyAt,
  createdAt: v.createdAt,
}
const dueAt = sql`least(${v.disableAt}, ${v.destroyAt})`
const planned = or(isNotNull(v.disableAt), isNotNull(v.destroyAt))
const one = (secretId: string, version: number) => and(eq(v.secretId, secretId), eq(v.version, version))

export function versionStore({ sql: port, clock }: { sql: Sql; clock: Clock }) {
  return {
    /** Newest first, without what only their secret and its bindings know. */
    async versions(companyId: string, secretId: string): Promise<Array<Omit<SecretVersion, 'current' | 'sameAs' | 'pinnedBy'>>> {
      return port.db
        .select({
          version: v.version,
          fingerprint: v.fingerprint,
          state: v.state,
          stateReason: v.stateReason,
          stateBy: v.stateBy,
          stateAt: v.stateAt,
          origin: v.origin,
          disableAt: v.disableAt,
          destroyAt: v.destroyAt,
          createdAt: v.createdAt,
          createdBy: v.createdBy,
        })
        .from(v)
        .where(and(eq(v.companyId, companyId), eq(v.secretId, secretId)))
        .orderBy(desc(v.version))
    },

    async add(tx: Transaction, versions: readonly NewVersion[]): Promise<void> {
      const createdAt = clock.now()
      await tx.insert(v).values(versions.map(({ actor, ...version }) => ({ ...version, id: newId(), createdBy: actor, createdAt })))
    },

    async find(tx: Transaction, secretId: string, version: number): Promise<HeldVersion | undefined> {
      return (await tx.select(heldColumns).from(v).where(one(secretId, version)))[0]
    },

    /** Fingerprints of the versions named, by secret. */
    async fingerprints(tx: Transaction, versions: ReadonlyArray<{ id: string; currentVersion: number }>): Promise<Map<string, string>> {
      const ids = versions.map(({ id }) => id)
      if (ids.length === 0) return new Map()
      const current = new Map(versions.map(({ id, currentVersion }) => [id, currentVersion]))
      const rows = await tx.select({ id: v.secretId, version: v.version, fingerprint: v.fingerprint }).from(v).where(inArray(v.secretId, ids))
      return new Map(rows.filter((row) => current.get(row.id) === row.version).map((row) => [row.id, row.fingerprint]))
    },

    /** Sets when the overlap of a rotation ends; null when it has none (any more). */
    async setOverlap(tx: Transaction, secretId: string, version: number, disableAt: Date | null): Promise<void> {
      await tx.update(v).set({ disableAt }).where(one(secretId, version))
    },

    /** Changes the state; an overlap that ran has ended with it. */
    async setState(
      tx: Transaction,
      { secretId, version }: HeldVersion,
      change: { state: 'enabled' | 'disabled'; reason: string; actor: string; destroyAt?: Date },
    ): Promise<void> {
      const { state, reason, actor, destroyAt = null } = change
      await tx
        .update(v)
        .set({ state, stateReason: reason, stateBy: actor, stateAt: clock.now(), disableAt: null, destroyAt })
        .where(one(secretId, version))
    },

    /** Takes back both dates. */
    async clearPlans(tx: Transaction, { secretId, version }: HeldVersion): Promise<void> {
      await tx.update(v).set({ disableAt: null, destroyAt: null }).where(one(secretId, version))
    },

    /** Takes the value away for good; who asked for it, why and the fingerprint stay. */
    async destroy(tx: Transaction, { secretId, version }: HeldVersion): Promise<void> {
      await tx
        .update(v)
        .set({ state: 'destroyed', material: null, providerVersion: null, stateAt: clock.now(), disableAt: null, destroyAt: null })
        .where(one(secretId, version))
    },

    /** Versions with a date that has come, the longest overdue first. */
    async due(now: Date, limit: number): Promise<Array<{ companyId: string; secretId: string; version: number }>> {
      return port.db
        .select({ companyId: v.companyId, secretId: v.secretId, version: v.version })
        .from(v)
        .where(and(planned, sql`${dueAt} <= ${now}`))
        .orderBy(asc(dueAt), asc(v.id))
        .limit(limit)
    },

    /** The next date that is set for any version; null when there is none. */
    async nextDue(): Promise<Date | null> {
      const [row] = await port.db
        .select({ at: min(dueAt).mapWith(v.disableAt) })
        .from(v)
        .where(planned)
      return row?.at ?? null
    },
  }
}
