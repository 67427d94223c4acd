import { sql } from 'drizzle-orm'
import { foreignKey, jsonb, pgTable, text, timestamp, unique, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import type { Adapter } from '#shared/contract/agents.ts'
import type { Env } from '#shared/contract/env.ts'
import { companies } from './companies.ts'

export const agents = pgTable(
  'agents',
  {
    id: uuid('id').primaryKey(),
    companyId: uuid('company_id').notNull(),
    name: text('name').notNull(),
    description: text('description').notNull().default(''),
    adapter: jsonb('adapter').$type<Adapter>().notNull(),
    env: jsonb('env').$type<Env>().notNull().default([]),
    envChangedAt: timestamp('env_changed_at', { withTimezone: true }).notNull().defaultNow(),
    envChangedBy: text('env_changed_by').notNull().default(''),
    createdAt: timestamp('created_at', { withTimezone: true }).notNull().defaultNow(),
    updatedAt: timestamp('updated_at', { withTimezone: true }).notNull().defaultNow(),
  },
  (t) => [
    foreignKey({ columns: [t.companyId], foreignColumns: [companies.id] }).onDelete('cascade'),
    unique('agents_in_company').on(t.companyId, t.id),
    uniqueIndex('agents_name').on(t.companyId, sql`lower(${t.name})`),
  ],
)
