import { sql } from 'drizzle-orm'
import { foreignKey, integer, jsonb, pgTable, text, timestamp, unique, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import type { Adapter } from '#shared/contract/agents.ts'
import type { StoredEnv } from '#shared/contract/env.ts'
import { companies } from './companies.ts'

export const agents = pgTable(
  'agents',
  {
    id: uuid('id').primaryKey(),
    companyId: uuid('company_id').notNull(),
    name: text('name').notNull(),
    description: text('description').notNull().default(''),
    adapter: jsonb('adapter').$type<Adapter>().notNull(),
    env: jsonb('env').$type<StoredEnv>().notNull().default([]),
    envChangedAt: timestamp('env_changed_at', { withTimezone: true }).notNull().defaultNow(),
    envChangedBy: text('env_changed_by').notNull().default(''),
    /** Goes up with each change: what a save is checked against. */
    version: integer('version').notNull().default(1),
    createdAt: timestamp('created_at', { withTimezone: true }).notNull().defaultNow(),
    updatedAt: timestamp('updated_at', { withTimezone: true }).notNull().defaultNow(),
  },
  (t) => [
    foreignKey({ columns: [t.companyId], foreignColumns: [companies.id] }).onDelete('cascade'),
    unique('agents_in_company').on(t.companyId, t.id),
    uniqueIndex('agents_name').on(t.companyId, sql`lower(${t.name})`),
  ],
)
