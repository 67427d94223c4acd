import { sql } from 'drizzle-orm'
import { bigint, foreignKey, index, integer, jsonb, pgTable, text, timestamp, unique, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
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

export const companySecrets = pgTable(
  'company_secrets',
  {
    id: uuid('id').primaryKey(),
    companyId: uuid('company_id').notNull(),
    name: text('name').notNull(),
    description: text('description').notNull().default(''),
    provider: text('provider').$type<'local_encrypted'>().notNull().default('local_encrypted'),
    status: text('status').$type<'active' | 'disabled' | 'deleted'>().notNull().default('active'),
    currentVersion: integer('current_version').notNull(),
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
  ],
)

export const companySecretVersions = pgTable(
  'company_secret_versions',
  {
    id: uuid('id').primaryKey(),
    companyId: uuid('company_id').notNull(),
    secretId: uuid('secret_id').notNull(),
    version: integer('version').notNull(),
    material: jsonb('material').$type<Sealed>().notNull(),
    fingerprint: text('fingerprint').notNull(),
    createdBy: text('created_by').notNull(),
    createdAt: timestamp('created_at', { withTimezone: true }).notNull().defaultNow(),
  },
  (t) => [
    foreignKey({ columns: [t.companyId, t.secretId], foreignColumns: [companySecrets.companyId, companySecrets.id] }).onDelete('cascade'),
    unique('company_secret_versions_number').on(t.secretId, t.version),
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

/** One row per attempt to resolve a secret, written before the value is handed out. Value-free by its columns. */
export const secretAccessEvents = pgTable(
  'secret_access_events',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    companyId: uuid('company_id').notNull(),
    secretId: uuid('secret_id').notNull(),
    version: integer('version'),
    consumerType: text('consumer_type').$type<'run'>().notNull(),
    /** The run that asked. No foreign key: the trail outlives what it speaks of. */
    consumerId: uuid('consumer_id').notNull(),
    routineId: uuid('routine_id'),
    configPath: text('config_path').notNull(),
    actor: text('actor').notNull(),
    outcome: text('outcome').$type<'success' | 'failure'>().notNull(),
    code: text('code'),
    at: timestamp('at', { withTimezone: true }).notNull().defaultNow(),
  },
  (t) => [
    foreignKey({ columns: [t.companyId], foreignColumns: [companies.id] }).onDelete('cascade'),
    index('secret_access_events_secret').on(t.companyId, t.secretId, t.id),
  ],
)
