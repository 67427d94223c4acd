import { and, desc, eq, lt, max, ne, sql } from 'drizzle-orm'
import type * as z from 'zod'
import type { Secret, secretAccess, secretBinding, secretVersion } from '#shared/contract/secrets.ts'
import type { Clock } from '../../ports/clock.ts'
import { newId, onUnique } from '../../ports/rows.ts'
import { declared, notFound } from '../../ports/rpc.ts'
import type { Database, Sql, Transaction } from '../../ports/sql.ts'
import { companies } from '../../schema/companies.ts'
import { routineRuns } from '../../schema/runs.ts'
import { companySecretBindings, companySecrets, companySecretVersions, type Sealed, secretAccessEvents } from '../../schema/secrets.ts'

export type SecretStore = ReturnType<typeof secretStore>

export interface SealedVersion {
  companyId: string
  secretId: string
  version: number
  material: Sealed
  fingerprint: string
  actor: string
}

/** Bindings that count: those of a routine in the bin do not keep a secret from being deleted. */
const inForce = sql`from company_secret_bindings b left join routines r on b.target_type = 'routine' and r.id = b.target_id
  where b.secret_id = company_secrets.id and r.deleted_at is null`

const selector = (text: string): 'latest' | number => (text === 'latest' ? 'latest' : Number(text))

export function secretStore({ sql: port, clock }: { sql: Sql; clock: Clock }) {
  const here = (companyId: string, id: string) => and(eq(companySecrets.companyId, companyId), eq(companySecrets.id, id))

  function select() {
    return port.db
      .select({
        id: companySecrets.id,
        companyId: companySecrets.companyId,
        name: companySecrets.name,
        description: companySecrets.description,
        provider: companySecrets.provider,
        status: sql<'active' | 'disabled'>`${companySecrets.status}`,
        version: companySecrets.currentVersion,
        fingerprint: companySecretVersions.fingerprint,
        usedBy: sql<number>`(select count(*)::int ${inForce})`,
        createdAt: companySecrets.createdAt,
        rotatedAt: companySecrets.rotatedAt,
        lastAccessedAt: companySecrets.lastAccessedAt,
      })
      .from(companySecrets)
      .innerJoin(
        companySecretVersions,
        and(eq(companySecretVersions.secretId, companySecrets.id), eq(companySecretVersions.version, companySecrets.currentVersion)),
      )
  }

  return {
    async hasCompany(companyId: string): Promise<boolean> {
      return (await port.db.$count(companies, eq(companies.id, companyId))) === 1
    },

    /** Keeps the company from being deleted until the transaction ends. Throws NOT_FOUND. */
    async holdCompany(tx: Transaction, companyId: string): Promise<void> {
      const held = await tx.select({ id: companies.id }).from(companies).where(eq(companies.id, companyId)).for('key share')
      if (held.length === 0) throw notFound('company')
    },

    async list(companyId: string): Promise<Secret[]> {
      return select()
        .where(and(eq(companySecrets.companyId, companyId), ne(companySecrets.status, 'deleted')))
        .orderBy(sql`lower(${companySecrets.name})`)
    },

    async find(companyId: string, id: string): Promise<Secret | undefined> {
      return (await select().where(and(here(companyId, id), ne(companySecrets.status, 'deleted'))))[0]
    },

    /** Newest first; `current` is left to the caller. */
    async versions(companyId: string, secretId: string): Promise<Array<Omit<z.infer<typeof secretVersion>, 'current'>>> {
      const { version, fingerprint, createdAt, createdBy } = companySecretVersions
      return port.db
        .select({ version, fingerprint, createdAt, createdBy })
        .from(companySecretVersions)
        .where(and(eq(companySecretVersions.companyId, companyId), eq(companySecretVersions.secretId, secretId)))
        .orderBy(desc(version))
    },

    /** Who refers to the secret, by name. Bindings of deleted routines are left out. */
    async bindings(db: Database | Transaction, companyId: string, secretId: string): Promise<Array<z.infer<typeof secretBinding>>> {
      const b = companySecretBindings
      // Named in full: Drizzle writes a column of the only table without its table, and inside it would be the target's.
      const owner = (noun: 'agent' | 'project' | 'routine') => sql`(select t.name from ${sql.identifier(`${noun}s`)} t
        where company_secret_bindings.target_type = ${noun} and t.company_id = company_secret_bindings.company_id and t.id = company_secret_bindings.target_id)`
      const targetName = sql<string>`coalesce(${owner('agent')}, ${owner('project')}, ${owner('routine')}, '')`
      const rows = await db
        .select({ targetType: b.targetType, targetId: b.targetId, targetName, configPath: b.configPath, version: b.versionSelector })
        .from(b)
        .where(
          and(
            eq(b.companyId, companyId),
            eq(b.secretId, secretId),
            sql`not exists (select from routines where ${b.targetType} = 'routine' and id = ${b.targetId} and deleted_at is not null)`,
          ),
        )
        .orderBy(b.targetType, targetName, b.configPath)
      return rows.map((row) => ({ ...row, version: selector(row.version) }))
    },

    async insert(tx: Transaction, secret: { id: string; companyId: string; name: string; description: string; actor: string }): Promise<void> {
      const now = clock.now()
      const { actor, ...fields } = secret
      await tx
        .insert(companySecrets)
        .values({ ...fields, currentVersion: 1, createdBy: actor, createdAt: now, updatedAt: now, rotatedAt: now })
        .catch(onUnique('company_secrets_name', () => taken(secret.name)))
    },

    async addVersion(tx: Transaction, { actor, ...version }: SealedVersion): Promise<void> {
      await tx.insert(companySecretVersions).values({ ...version, id: newId(), createdBy: actor, createdAt: clock.now() })
    },

    /** Locks a secret until the transaction ends, so that two rotations or a removal and a new binding go one after the other. */
    async lock(tx: Transaction, companyId: string, id: string): Promise<{ id: string; lastVersion: number } | undefined> {
      const [row] = await tx
        .select({ id: companySecrets.id })
        .from(companySecrets)
        .where(and(here(companyId, id), ne(companySecrets.status, 'deleted')))
        .for('update')
      if (!row) return undefined
      const [last] = await tx
        .select({ version: max(companySecretVersions.version) })
        .from(companySecretVersions)
        .where(eq(companySecretVersions.secretId, id))
      return { id: row.id, lastVersion: last?.version ?? 0 }
    },

    async makeCurrent(tx: Transaction, companyId: string, id: string, version: number): Promise<void> {
      const now = clock.now()
      await tx.update(companySecrets).set({ currentVersion: version, rotatedAt: now, updatedAt: now }).where(here(companyId, id))
    },

    /** Answers false when there is no such secret. */
    async update(companyId: string, id: string, fields: { name?: string; description?: string; status?: 'active' | 'disabled' }): Promise<boolean> {
      const { rowCount } = await port.db
        .update(companySecrets)
        .set({ ...fields, updatedAt: clock.now() })
        .where(and(here(companyId, id), ne(companySecrets.status, 'deleted')))
        .catch(onUnique('company_secrets_name', () => taken(fields.name ?? '')))
      return rowCount === 1
    },

    async markDeleted(tx: Transaction, companyId: string, id: string): Promise<void> {
      const now = clock.now()
      await tx.update(companySecrets).set({ status: 'deleted', deletedAt: now, updatedAt: now }).where(here(companyId, id))
    },

    /** Also finds deleted ones: their trail stays readable. */
    async existed(companyId: string, id: string): Promise<boolean> {
      return (await port.db.select({ id: companySecrets.id }).from(companySecrets).where(here(companyId, id))).length === 1
    },

    /** Access events with an id below `before`, newest first. */
    async access(filter: { companyId: string; secretId: string | undefined; before: number | undefined; limit: number }) {
      const e = secretAccessEvents
      const matching = and(eq(e.companyId, filter.companyId), filter.secretId ? eq(e.secretId, filter.secretId) : undefined)
      const items: Array<z.infer<typeof secretAccess>> = await port.db
        .select({
          id: sql<string>`${e.id}::text`,
          secretId: e.secretId,
          secretName: sql<string>`coalesce(${companySecrets.name}, 'missing secret')`,
          version: e.version,
          runId: e.consumerId,
          runNumber: routineRuns.number,
          routineId: e.routineId,
          configPath: e.configPath,
          actor: e.actor,
          outcome: e.outcome,
          code: e.code,
          at: e.at,
        })
        .from(e)
        .leftJoin(companySecrets, and(eq(companySecrets.companyId, e.companyId), eq(companySecrets.id, e.secretId)))
        .leftJoin(routineRuns, and(eq(routineRuns.companyId, e.companyId), eq(routineRuns.id, e.consumerId)))
        .where(and(matching, filter.before === undefined ? undefined : lt(e.id, filter.before)))
        .orderBy(desc(e.id))
        .limit(filter.limit)
      return { items, total: await port.db.$count(e, matching) }
    },
  }
}

function taken(name: string) {
  return declared('NAME_TAKEN', { name }, `There is already a secret called ${name} in this company.`)
}
