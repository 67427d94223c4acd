/** Rows of secrets: who holds which name, in which state, with which version current. */
import { and, asc, eq, inArray, max, ne, sql } from 'drizzle-orm'
import type { SecretProviderId } from '#shared/contract/secrets.ts'
import type { Clock } from '../../ports/clock.ts'
import { onUnique } from '../../ports/rows.ts'
import { declared, notFound } from '../../ports/rpc.ts'
import type { Sql, Transaction } from '../../ports/sql.ts'
import { companies } from '../../schema/companies.ts'
import { companySecrets, companySecretVersions, secretAccessEvents } from '../../schema/secrets.ts'
import { secretListStore } from './list-store.ts'

export type SecretStore = ReturnType<typeof secretStore>

/** A secret that nobody else can change until the transaction ends. */
export interface HeldSecret {
  id: string
  companyId: string
  name: string
  description: string
  provider: SecretProviderId
  managed: boolean
  externalRef: string | null
  status: 'active' | 'disabled' | 'deleted'
  currentVersion: number
  rotateEveryDays: number | null
  expiresAt: Date | null
}

export interface NewSecretRow {
  id: string
  companyId: string
  name: string
  description: string
  provider?: SecretProviderId
  externalRef?: string
  actor: string
}

const held = {
  id: companySecrets.id,
  companyId: companySecrets.companyId,
  name: companySecrets.name,
  description: companySecrets.description,
  provider: companySecrets.provider,
  managed: companySecrets.managed,
  externalRef: companySecrets.externalRef,
  status: companySecrets.status,
  currentVersion: companySecrets.currentVersion,
  rotateEveryDays: companySecrets.rotateEveryDays,
  expiresAt: companySecrets.expiresAt,
}

const here = (companyId: string, id: string) => and(eq(companySecrets.companyId, companyId), eq(companySecrets.id, id))

export function secretStore(needs: { sql: Sql; clock: Clock }) {
  return { ...secretListStore(needs), ...holding(needs), ...changing(needs) }
}

function holding({ sql: port }: { sql: Sql }) {
  /** Locks a secret, deleted ones included, so that two rotations or a removal and a new binding go one after the other. Throws NOT_FOUND. */
  async function holdEvenDeleted(tx: Transaction, companyId: string, id: string): Promise<HeldSecret> {
    const [row] = await tx.select(held).from(companySecrets).where(here(companyId, id)).for('update')
    if (!row) throw notFound('secret')
    return row
  }

  return {
    holdEvenDeleted,

    async hasCompany(companyId: string): Promise<boolean> {
      return (await port.db.$count(companies, eq(companies.id, companyId))) === 1
    },

    /** Throws NOT_FOUND. */
    async companyName(companyId: string): Promise<string> {
      const [row] = await port.db.select({ name: companies.name }).from(companies).where(eq(companies.id, companyId))
      if (!row) throw notFound('company')
      return row.name
    },

    /** Keeps the company from being deleted until the transaction ends. Throws NOT_FOUND. */
    async holdCompany(tx: Transaction, companyId: string): Promise<void> {
      const rows = await tx.select({ id: companies.id }).from(companies).where(eq(companies.id, companyId)).for('key share')
      if (rows.length === 0) throw notFound('company')
    },

    /** Locks a secret that is not deleted. Throws NOT_FOUND. */
    async hold(tx: Transaction, companyId: string, id: string): Promise<HeldSecret> {
      const row = await holdEvenDeleted(tx, companyId, id)
      if (row.status === 'deleted') throw notFound('secret')
      return row
    },

    /** Several secrets that are not deleted, by id; with `hold` locked in one order everywhere, so that two imports never wait for each other. */
    async several(tx: Transaction, companyId: string, ids: string[], hold: boolean): Promise<Map<string, HeldSecret>> {
      if (ids.length === 0) return new Map()
      const query = tx
        .select(held)
        .from(companySecrets)
        .where(and(eq(companySecrets.companyId, companyId), inArray(companySecrets.id, ids), ne(companySecrets.status, 'deleted')))
        .orderBy(asc(companySecrets.id))
      const rows = await (hold ? query.for('update') : query)
      return new Map(rows.map((row) => [row.id, row]))
    },

    /** The highest version number given out, per secret. */
    async lastVersions(tx: Transaction, ids: string[]): Promise<Map<string, number>> {
      const v = companySecretVersions
      const rows = await tx
        .select({ id: v.secretId, last: max(v.version) })
        .from(v)
        .where(inArray(v.secretId, ids))
        .groupBy(v.secretId)
      return new Map(rows.map(({ id, last }) => [id, last ?? 0]))
    },
  }
}

function changing({ clock }: { clock: Clock }) {
  return {
    /** Adds secrets whose first version is current. Throws NAME_TAKEN. */
    async insert(tx: Transaction, secrets: readonly NewSecretRow[]): Promise<void> {
      const now = clock.now()
      const rows = secrets.map(({ actor, ...secret }) => ({
        ...secret,
        currentVersion: 1,
        createdBy: actor,
        createdAt: now,
        updatedAt: now,
        rotatedAt: now,
      }))
      const [only] = secrets
      await tx
        .insert(companySecrets)
        .values(rows)
        .catch(onUnique('company_secrets_name', () => taken(secrets.length === 1 && only ? only.name : null)))
    },

    /** Notes under which name its provider keeps a secret. */
    async setExternalRef(tx: Transaction, id: string, externalRef: string): Promise<void> {
      await tx.update(companySecrets).set({ externalRef }).where(eq(companySecrets.id, id))
    },

    /** `since` is when those versions were made: the age of the values in use. */
    async setCurrent(tx: Transaction, companyId: string, versions: ReadonlyArray<{ id: string; version: number }>, since: Date): Promise<void> {
      if (versions.length === 0) return
      const ids = sql.param(versions.map(({ id }) => id))
      const numbers = sql.param(versions.map(({ version }) => version))
      await tx.execute(sql`
        update company_secrets s set current_version = w.version, rotated_at = ${since.toISOString()}, updated_at = ${clock.now().toISOString()}
        from unnest(${ids}::uuid[], ${numbers}::integer[]) w (id, version) where s.company_id = ${companyId} and s.id = w.id`)
    },

    /** Throws NAME_TAKEN. */
    async update(
      tx: Transaction,
      { companyId, id }: HeldSecret,
      fields: { name?: string; description?: string; rotateEveryDays?: number | null; expiresAt?: Date | null },
    ): Promise<void> {
      await tx
        .update(companySecrets)
        .set({ ...fields, updatedAt: clock.now() })
        .where(here(companyId, id))
        .catch(onUnique('company_secrets_name', () => taken(fields.name ?? '')))
    },

    async setStatus(
      tx: Transaction,
      { companyId, id }: HeldSecret,
      { status, reason, actor }: { status: 'active' | 'disabled'; reason: string; actor: string },
    ): Promise<void> {
      const now = clock.now()
      await tx.update(companySecrets).set({ status, statusReason: reason, statusBy: actor, statusAt: now, updatedAt: now }).where(here(companyId, id))
    },

    /** Leaves the reason, maker and time of the status alone: `bringBack` makes them true again. */
    async markDeleted(tx: Transaction, { companyId, id }: HeldSecret): Promise<void> {
      const now = clock.now()
      await tx.update(companySecrets).set({ status: 'deleted', deletedAt: now, updatedAt: now }).where(here(companyId, id))
    },

    /** Undoes a deletion: in the state the secret was in, which the trail knows. Throws NAME_TAKEN. */
    async bringBack(tx: Transaction, { companyId, id, name }: HeldSecret): Promise<void> {
      const e = secretAccessEvents
      const switched = sql`(select ${e.action} from ${e} where ${e.companyId} = ${companyId} and ${e.secretId} = ${id} and ${e.version} is null
        and ${e.action} in ('disable', 'enable') order by ${e.id} desc limit 1)`
      await tx
        .update(companySecrets)
        .set({ status: sql`case ${switched} when 'disable' then 'disabled' else 'active' end`, deletedAt: null, updatedAt: clock.now() })
        .where(here(companyId, id))
        .catch(onUnique('company_secrets_name', () => taken(name)))
    },
  }
}

/** `name` is null when one of several was refused: the database does not say which without quoting the row. */
function taken(name: string | null) {
  const message =
    name === null
      ? 'Nothing was saved: somebody else has just made a secret with one of these names. Try again.'
      : `There is already a secret called ${name} in this company.`
  return declared('NAME_TAKEN', { name: name ?? '' }, message)
}
