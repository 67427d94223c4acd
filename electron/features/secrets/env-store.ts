/** Env layers meet the tables of the vault: what references come to, which bindings stand, and the env of one target. */
import { and, eq, inArray, ne, notInArray, sql } from 'drizzle-orm'
import type { EnvLayer, StoredEnv } from '#shared/contract/env.ts'
import type { SecretProviderId } from '#shared/contract/secrets.ts'
import { newId } from '../../ports/rows.ts'
import type { Database, Transaction } from '../../ports/sql.ts'
import { agents } from '../../schema/agents.ts'
import { projects } from '../../schema/projects.ts'
import { routines } from '../../schema/routines.ts'
import { companySecretBindings, companySecrets, companySecretVersions, type Sealed } from '../../schema/secrets.ts'

/** A secret reference of one env key at one place. */
export interface Reference {
  key: string
  layer: EnvLayer
  sourceId: string
  secretId: string
  version: 'latest' | number
}

/** What the database knows about a reference. All null when the company has no such secret. */
export interface LookedUp {
  name: string | null
  status: 'active' | 'disabled' | 'deleted' | null
  provider: SecretProviderId | null
  externalRef: string | null
  /** The provider was asked for it and said that it has no such secret. */
  missing: boolean | null
  currentVersion: number | null
  /** The version the reference comes to; null when there is no such version. */
  version: number | null
  state: 'enabled' | 'disabled' | 'destroyed' | null
  /** The provider's own name of that version. */
  providerVersion: string | null
  /** Empty for a value that was never read. */
  fingerprint: string | null
  /** A binding of that place to that secret exists. */
  bound: boolean
  material: Sealed | null
  wrapped: Sealed | null
}

const unknownSecret: LookedUp = {
  name: null,
  status: null,
  provider: null,
  externalRef: null,
  missing: null,
  currentVersion: null,
  version: null,
  state: null,
  providerVersion: null,
  fingerprint: null,
  bound: false,
  material: null,
  wrapped: null,
}

export const configPath = (key: string) => `env.${key}`

/** Looks up every reference in one query and pairs it with what was found, in the order given. Sealed values are read only `withMaterial`. */
export async function lookUp(
  db: Database | Transaction,
  companyId: string,
  references: Reference[],
  withMaterial: boolean,
): Promise<Array<{ reference: Reference; found: LookedUp }>> {
  const column = <T>(pick: (reference: Reference) => T) => sql.param(references.map(pick))
  const material = withMaterial ? sql`v.material, k.wrapped` : sql`null material, null wrapped`
  const { rows } = await db.execute<{ [K in keyof LookedUp]: LookedUp[K] }>(sql`
    select s.name, s.status, s.provider, s.external_ref "externalRef", s.missing_since is not null missing, s.current_version "currentVersion",
      v.version, v.state, v.provider_version "providerVersion", v.fingerprint, ${material}, exists (
      select from company_secret_bindings b where b.company_id = s.company_id and b.secret_id = s.id
        and b.target_type = w.layer and b.target_id = w.source_id and b.config_path = w.path) bound
    from unnest(${column((r) => r.secretId)}::uuid[], ${column((r) => (r.version === 'latest' ? null : r.version))}::bigint[],
        ${column((r) => r.layer)}::text[], ${column((r) => r.sourceId)}::uuid[], ${column((r) => configPath(r.key))}::text[])
      with ordinality w (secret_id, version, layer, source_id, path, n)
    left join company_secrets s on s.company_id = ${companyId} and s.id = w.secret_id
    left join company_secret_versions v on v.secret_id = s.id and v.version = coalesce(w.version, s.current_version)
    left join company_data_keys k on k.company_id = s.company_id and k.id::text = v.material ->> 'keyId'
    order by w.n`)
  return references.map((reference, i) => ({ reference, found: rows[i] ?? unknownSecret }))
}

/** The env of one agent, project or routine as stored, hidden values included; null when the company has no such target. */
export async function storedEnv(tx: Transaction, companyId: string, targetType: EnvLayer, targetId: string): Promise<StoredEnv | null> {
  const table = { agent: agents, project: projects, routine: routines }[targetType]
  const [row] = await tx
    .select({ env: table.env })
    .from(table)
    .where(and(eq(table.companyId, companyId), eq(table.id, targetId), targetType === 'routine' ? sql`deleted_at is null` : undefined))
    .for('share')
  return row?.env ?? null
}

/** What was heard from a provider about a version: the value's fingerprint, or that it has no such secret. */
export interface Heard {
  secretId: string
  version: number
  fingerprint: string | null
  missing: boolean
}

/** Keeps what providers said of secrets whose rows are held: fingerprints of values read, and which are missing there. */
export async function noteHeard(tx: Transaction, companyId: string, heard: readonly Heard[], at: Date): Promise<void> {
  for (const { secretId, version, fingerprint, missing } of heard) {
    const ours = and(eq(companySecrets.companyId, companyId), eq(companySecrets.id, secretId))
    await tx
      .update(companySecrets)
      .set({ missingSince: missing ? sql`coalesce(${companySecrets.missingSince}, ${at.toISOString()})` : null })
      .where(ours)
    if (fingerprint === null) continue
    await tx
      .update(companySecretVersions)
      .set({ fingerprint })
      .where(and(eq(companySecretVersions.secretId, secretId), eq(companySecretVersions.version, version)))
  }
}

/** Ids of those secrets the company has and has not deleted. They cannot be deleted until the transaction ends. */
export async function holdSecrets(tx: Transaction, companyId: string, ids: string[]): Promise<Set<string>> {
  const rows = await tx
    .select({ id: companySecrets.id })
    .from(companySecrets)
    .where(and(eq(companySecrets.companyId, companyId), inArray(companySecrets.id, ids), ne(companySecrets.status, 'deleted')))
    // In one order everywhere, or two saves could wait for each other.
    .orderBy(companySecrets.id)
    .for('key share')
  return new Set(rows.map((row) => row.id))
}

/** Makes the bindings of one target those of `env`; a binding that stays keeps its row. */
export async function replaceBindings(
  tx: Transaction,
  target: { companyId: string; targetType: EnvLayer; targetId: string; env: StoredEnv },
): Promise<void> {
  const { companyId, targetType, targetId } = target
  const b = companySecretBindings
  const rows = target.env.flatMap(({ key, binding }) =>
    binding.kind === 'secret'
      ? [
          {
            id: newId(),
            companyId,
            targetType,
            targetId,
            secretId: binding.secretId,
            configPath: configPath(key),
            versionSelector: String(binding.version),
          },
        ]
      : [],
  )
  const kept = rows.map((row) => row.configPath)
  await tx
    .delete(b)
    .where(
      and(
        eq(b.companyId, companyId),
        eq(b.targetType, targetType),
        eq(b.targetId, targetId),
        kept.length > 0 ? notInArray(b.configPath, kept) : undefined,
      ),
    )
  if (rows.length === 0) return
  await tx
    .insert(b)
    .values(rows)
    .onConflictDoUpdate({
      target: [b.companyId, b.targetType, b.targetId, b.configPath],
      set: { secretId: sql`excluded.secret_id`, versionSelector: sql`excluded.version_selector` },
    })
}
