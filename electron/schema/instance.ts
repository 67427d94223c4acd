import { integer, jsonb, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core'

/** One row: which installation this database belongs to. The id proves an adopted server is ours and binds ciphertexts to it. */
export const instance = pgTable('instance', {
  id: uuid('id').primaryKey(),
  /** Present once a master key has written something: says whether the key at hand is that key. */
  keyCheck: jsonb('key_check').$type<KeyCheck>(),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull().defaultNow(),
})

/** `mac` is base64 of HMAC-SHA256 over a fixed label under the master key named by `keyId`. */
export interface KeyCheck {
  keyId: string
  mac: string
}

/** Journal of the migrations that ran, written by the migrator alone. */
export const schemaMigrations = pgTable('schema_migrations', {
  number: integer('number').primaryKey(),
  name: text('name').notNull(),
  sha256: text('sha256').notNull(),
  appVersion: text('app_version').notNull(),
  appliedAt: timestamp('applied_at', { withTimezone: true }).notNull().defaultNow(),
})
