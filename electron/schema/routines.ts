import { sql } from 'drizzle-orm'
import { boolean, check, foreignKey, index, integer, jsonb, pgTable, text, timestamp, unique, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import type { StoredEnv } from '#shared/contract/env.ts'
import type { Revision, StoredSnapshot } from '#shared/contract/routines.ts'
import { agents } from './agents.ts'
import { companies } from './companies.ts'
import { projects } from './projects.ts'

export const routines = pgTable(
  'routines',
  {
    id: uuid('id').primaryKey(),
    companyId: uuid('company_id').notNull(),
    projectId: uuid('project_id'),
    /** Null only for a deleted routine whose agent is gone since. */
    agentId: uuid('agent_id'),
    name: text('name').notNull(),
    description: text('description').notNull().default(''),
    args: jsonb('args').$type<string[]>().notNull().default([]),
    env: jsonb('env').$type<StoredEnv>().notNull().default([]),
    enabled: boolean('enabled').notNull().default(true),
    disabledReason: text('disabled_reason'),
    /** The current revision, always one of this routine's own. */
    revisionId: uuid('revision_id').notNull(),
    revisionNumber: integer('revision_number').notNull(),
    envChangedAt: timestamp('env_changed_at', { withTimezone: true }).notNull().defaultNow(),
    envChangedBy: text('env_changed_by').notNull().default(''),
    createdAt: timestamp('created_at', { withTimezone: true }).notNull().defaultNow(),
    updatedAt: timestamp('updated_at', { withTimezone: true }).notNull().defaultNow(),
    deletedAt: timestamp('deleted_at', { withTimezone: true }),
  },
  (t) => [
    foreignKey({ columns: [t.companyId], foreignColumns: [companies.id] }).onDelete('cascade'),
    foreignKey({ columns: [t.companyId, t.projectId], foreignColumns: [projects.companyId, projects.id] }),
    foreignKey({ columns: [t.companyId, t.agentId], foreignColumns: [agents.companyId, agents.id] }),
    unique('routines_in_company').on(t.companyId, t.id),
    check('routines_have_an_agent', sql`${t.agentId} is not null or ${t.deletedAt} is not null`),
    uniqueIndex('routines_name').on(t.companyId, sql`lower(${t.name})`).where(sql`${t.deletedAt} is null`),
    index('routines_agent').on(t.agentId),
    index('routines_project').on(t.projectId),
  ],
)

/** Append-only: what the routine was after each save. */
export const routineRevisions = pgTable(
  'routine_revisions',
  {
    id: uuid('id').primaryKey(),
    companyId: uuid('company_id').notNull(),
    routineId: uuid('routine_id').notNull(),
    number: integer('number').notNull(),
    snapshot: jsonb('snapshot').$type<StoredSnapshot>().notNull(),
    summary: text('summary').notNull().default(''),
    /** Number of the revision whose content this one brought back. */
    restoredFrom: integer('restored_from'),
    /** Counts the environments of the routine: goes up with each revision that changed it. */
    envNumber: integer('env_number').notNull().default(1),
    changed: text('changed').array().$type<Revision['changed']>().notNull(),
    createdBy: text('created_by').notNull(),
    createdAt: timestamp('created_at', { withTimezone: true }).notNull().defaultNow(),
  },
  (t) => [
    foreignKey({ columns: [t.companyId, t.routineId], foreignColumns: [routines.companyId, routines.id] }).onDelete('cascade'),
    unique('routine_revisions_number').on(t.routineId, t.number),
    unique('routine_revisions_in_company').on(t.companyId, t.id),
  ],
)

export const routineTriggers = pgTable(
  'routine_triggers',
  {
    id: uuid('id').primaryKey(),
    companyId: uuid('company_id').notNull(),
    routineId: uuid('routine_id').notNull(),
    kind: text('kind').$type<'cron'>().notNull(),
    label: text('label').notNull().default(''),
    enabled: boolean('enabled').notNull().default(true),
    cron: text('cron').notNull(),
    timezone: text('timezone').notNull(),
    /** The next instant to fire; null while nothing is to come. */
    nextDueAt: timestamp('next_due_at', { withTimezone: true }),
    lastDueAt: timestamp('last_due_at', { withTimezone: true }),
    createdAt: timestamp('created_at', { withTimezone: true }).notNull().defaultNow(),
    updatedAt: timestamp('updated_at', { withTimezone: true }).notNull().defaultNow(),
  },
  (t) => [
    foreignKey({ columns: [t.companyId, t.routineId], foreignColumns: [routines.companyId, routines.id] }).onDelete('cascade'),
    index('routine_triggers_due').on(t.nextDueAt).where(sql`${t.enabled}`),
    index('routine_triggers_routine').on(t.routineId),
  ],
)
