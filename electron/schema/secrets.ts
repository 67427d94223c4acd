import { sql } from 'drizzle-orm'
import { bigint, boolean, check, foreignKey, index, integer, jsonb, pgTable, text, timestamp, unique, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import type * as z from 'zod'
import type { SecretProviderId, secretAccess, secretVersion } from '#shared/contract/secrets.ts'
import { companies } from './companies.ts'

/** AES-256-GCM output, each part base64. `scheme` names format and context rules; `keyId` the key that sealed it. */
export interface Sealed {
  scheme: 'wh1'
  keyId: string
  nonce: string
  ciphertext: string
  tag: string
}

/** One data key per company, wrapped by the master key; what a company's secrets are sealed with. */
export const companyDataKeys = pgTable(
  'company_data_keys',
  {
    id: uuid('id').primaryKey(),
    companyId: uuid('company_id').notNull(),
    state: text('state').$type<'active' | 'retired'>().notNull().default('active'),
    wrapped: jsonb('wrapped').$type<Sealed>().notNull(),
    createdAt: timestamp('created_at', { withTimezone: true }).notNull().defaultNow(),
  },
  (t) => [
    foreignKey({ columns: [t.companyId], foreignColumns: [companies.id] }).onDelete('cascade'),
    uniqueIndex('company_data_keys_active').on(t.companyId).where(sql`${t.state} = 'active'`),
  ],
)

/** Keys the fingerprints and the trail of one company; wrapped by the master key, never rotated, so that both stay comparable. */
export const companyMacKeys = pgTable(
  'company_mac_keys',
  {
    companyId: uuid('company_id').primaryKey(),
    wrapped: jsonb('wrapped').$type<Sealed>().notNull(),
    createdAt: timestamp('created_at', { withTimezone: true }).notNull().defaultNow(),
  },
  (t) => [foreignKey({ columns: [t.companyId], foreignColumns: [companies.id] }).onDelete('cascade')],
)

export const companySecrets = pgTable(
  'company_secrets',
  {
    id: uuid('id').primaryKey(),
    companyId: uuid('company_id').notNull(),
    name: text('name').notNull(),
    description: text('description').notNull().default(''),
    provider: text('provider').$type<SecretProviderId>().notNull().default('local_encrypted'),
    /** False for a reference to a secret that somebody else keeps at the provider. */
    managed: boolean('managed').notNull().default(true),
    /** Name or ARN at the provider. */
    externalRef: text('external_ref'),
    /** Since when the provider says that it has no such secret. */
    missingSince: timestamp('missing_since', { withTimezone: true }),
    status: text('status').$type<'active' | 'disabled' | 'deleted'>().notNull().default('active'),
    statusReason: text('status_reason').notNull().default(''),
    statusBy: text('status_by').notNull().default(''),
    statusAt: timestamp('status_at', { withTimezone: true }),
    currentVersion: integer('current_version').notNull(),
    rotateEveryDays: integer('rotate_every_days'),
    expiresAt: timestamp('expires_at', { withTimezone: true }),
    createdBy: text('created_by').notNull(),
    createdAt: timestamp('created_at', { withTimezone: true }).notNull().defaultNow(),
    updatedAt: timestamp('updated_at', { withTimezone: true }).notNull().defaultNow(),
    rotatedAt: timestamp('rotated_at', { withTimezone: true }).notNull().defaultNow(),
    lastAccessedAt: timestamp('last_accessed_at', { withTimezone: true }),
    deletedAt: timestamp('deleted_at', { withTimezone: true }),
  },
  (t) => [
    foreignKey({ columns: [t.companyId], foreignColumns: [companies.id] }).onDelete('cascade'),
    unique('company_secrets_in_company').on(t.companyId, t.id),
    uniqueIndex('company_secrets_name').on(t.companyId, sql`lower(${t.name})`).where(sql`${t.status} <> 'deleted'`),
    index('company_secrets_company').on(t.companyId).where(sql`${t.status} <> 'deleted'`),
  ],
)

export const companySecretVersions = pgTable(
  'company_secret_versions',
  {
    id: uuid('id').primaryKey(),
    companyId: uuid('company_id').notNull(),
    secretId: uuid('secret_id').notNull(),
    version: integer('version').notNull(),
    /** Null once destroyed, and for a value that its provider keeps. */
    material: jsonb('material').$type<Sealed>(),
    /** The provider's own name of this version. */
    providerVersion: text('provider_version'),
    fingerprint: text('fingerprint').notNull(),
    origin: text('origin').$type<z.infer<typeof secretVersion>['origin']>().notNull().default('typed'),
    state: text('state').$type<z.infer<typeof secretVersion>['state']>().notNull().default('enabled'),
    stateReason: text('state_reason').notNull().default(''),
    stateBy: text('state_by').notNull().default(''),
    stateAt: timestamp('state_at', { withTimezone: true }),
    /** When the overlap of a rotation ends. */
    disableAt: timestamp('disable_at', { withTimezone: true }),
    /** When a scheduled destruction takes place. */
    destroyAt: timestamp('destroy_at', { withTimezone: true }),
    createdBy: text('created_by').notNull(),
    createdAt: timestamp('created_at', { withTimezone: true }).notNull().defaultNow(),
  },
  (t) => [
    foreignKey({ columns: [t.companyId, t.secretId], foreignColumns: [companySecrets.companyId, companySecrets.id] }).onDelete('cascade'),
    unique('company_secret_versions_number').on(t.secretId, t.version),
    check('company_secret_versions_value', sql`(${t.state} = 'destroyed') = (${t.material} is null and ${t.providerVersion} is null)`),
    index('company_secret_versions_due')
      .on(sql`least(${t.disableAt}, ${t.destroyAt})`)
      .where(sql`${t.disableAt} is not null or ${t.destroyAt} is not null`),
    index('company_secret_versions_key').on(sql`(${t.material} ->> 'keyId')`),
    index('company_secret_versions_value_of').on(t.companyId, t.fingerprint),
  ],
)

/** Which env key of which agent, project or routine refers to a secret. Kept in step with `env` in one transaction. */
export const companySecretBindings = pgTable(
  'company_secret_bindings',
  {
    id: uuid('id').primaryKey(),
    companyId: uuid('company_id').notNull(),
    secretId: uuid('secret_id').notNull(),
    targetType: text('target_type').$type<'agent' | 'project' | 'routine'>().notNull(),
    targetId: uuid('target_id').notNull(),
    /** `env.KEY` */
    configPath: text('config_path').notNull(),
    /** `latest` or a version number. */
    versionSelector: text('version_selector').notNull(),
    createdAt: timestamp('created_at', { withTimezone: true }).notNull().defaultNow(),
  },
  (t) => [
    foreignKey({ columns: [t.companyId, t.secretId], foreignColumns: [companySecrets.companyId, companySecrets.id] }).onDelete('cascade'),
    unique('company_secret_bindings_place').on(t.companyId, t.targetType, t.targetId, t.configPath),
    index('company_secret_bindings_secret').on(t.secretId),
  ],
)

/**
 * One row per attempt to resolve a secret, written before the value is handed out, and per change that a person makes.
 * Value-free by its columns. `seq` and `mac` chain it to the one before; null while the vault was locked.
 */
export const secretAccessEvents = pgTable(
  'secret_access_events',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    companyId: uuid('company_id').notNull(),
    secretId: uuid('secret_id'),
    version: integer('version'),
    action: text('action').$type<z.infer<typeof secretAccess>['action']>().notNull().default('resolve'),
    consumerType: text('consumer_type').$type<'run' | 'person' | 'host'>().notNull(),
    /** The run that asked. No foreign key: the trail outlives what it speaks of. */
    consumerId: uuid('consumer_id'),
    routineId: uuid('routine_id'),
    configPath: text('config_path').notNull(),
    actor: text('actor').notNull(),
    outcome: text('outcome').$type<'success' | 'failure'>().notNull(),
    code: text('code'),
    reason: text('reason').notNull().default(''),
    seq: bigint('seq', { mode: 'number' }),
    mac: text('mac'),
    at: timestamp('at', { withTimezone: true }).notNull().defaultNow(),
  },
  (t) => [
    foreignKey({ columns: [t.companyId], foreignColumns: [companies.id] }).onDelete('cascade'),
    check('secret_access_events_chained', sql`(${t.seq} is null) = (${t.mac} is null)`),
    unique('secret_access_events_seq').on(t.companyId, t.seq),
    index('secret_access_events_secret').on(t.companyId, t.secretId, t.id),
    index('secret_access_events_company').on(t.companyId, t.id),
  ],
)

/** Where the chain of a company's trail ends. */
export const secretAuditHeads = pgTable(
  'secret_audit_heads',
  {
    companyId: uuid('company_id').primaryKey(),
    seq: bigint('seq', { mode: 'number' }).notNull(),
    mac: text('mac').notNull(),
  },
  (t) => [foreignKey({ columns: [t.companyId], foreignColumns: [companies.id] }).onDelete('cascade')],
)
