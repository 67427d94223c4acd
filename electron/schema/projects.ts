import { sql } from 'drizzle-orm'
import { foreignKey, integer, jsonb, pgTable, text, timestamp, unique, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import type { StoredEnv } from '#shared/contract/env.ts'
import { companies } from './companies.ts'

export const projects = pgTable(
  'projects',
  {
    id: uuid('id').primaryKey(),
    companyId: uuid('company_id').notNull(),
    name: text('name').notNull(),
    description: text('description').notNull().default(''),
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
    unique('projects_in_company').on(t.companyId, t.id),
    uniqueIndex('projects_name').on(t.companyId, sql`lower(${t.name})`),
  ],
)
