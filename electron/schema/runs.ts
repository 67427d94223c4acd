import { sql } from 'drizzle-orm'
import { bigint, boolean, foreignKey, index, integer, jsonb, pgTable, text, timestamp, unique, uuid } from 'drizzle-orm/pg-core'
import type * as z from 'zod'
import type { envReceiptKey, RunStatus, runReason } from '#shared/contract/runs.ts'
import { companies } from './companies.ts'
import { routineRevisions, routines } from './routines.ts'

/** A run is a row before it is a process, so that a crash at any point can be read back and ended. */
export const routineRuns = pgTable(
  'routine_runs',
  {
    id: uuid('id').primaryKey(),
    number: bigint('number', { mode: 'number' }).notNull().generatedAlwaysAsIdentity(),
    companyId: uuid('company_id').notNull(),
    routineId: uuid('routine_id').notNull(),
    /** Null while queued without one: such a run takes the revision that is current when it starts. */
    routineRevisionId: uuid('routine_revision_id'),
    agentId: uuid('agent_id'),
    triggerId: uuid('trigger_id'),
    retryOfId: uuid('retry_of_id'),
    source: text('source').$type<'manual' | 'schedule' | 'retry'>().notNull(),
    actor: text('actor').notNull(),
    status: text('status').$type<RunStatus>().notNull().default('queued'),
    reason: text('reason').$type<z.infer<typeof runReason>>(),
    message: text('message'),
    exitCode: integer('exit_code'),
    signal: text('signal'),
    dueAt: timestamp('due_at', { withTimezone: true }),
    queuedAt: timestamp('queued_at', { withTimezone: true }).notNull().defaultNow(),
    startedAt: timestamp('started_at', { withTimezone: true }),
    finishedAt: timestamp('finished_at', { withTimezone: true }),
    durationMs: bigint('duration_ms', { mode: 'number' }),
    cancelRequestedAt: timestamp('cancel_requested_at', { withTimezone: true }),
    launch: jsonb('launch').$type<{ command: string; args: string[]; cwd: string }>(),
    /** Started to find a fault: the program is told, and the log says how it was started. */
    debug: boolean('debug').notNull().default(false),
    /** What the program said it cost, millionths of a US dollar. */
    costMicroUsd: bigint('cost_micro_usd', { mode: 'number' }),
    envReceipt: jsonb('env_receipt').$type<Array<z.infer<typeof envReceiptKey>>>().notNull().default([]),
    /** Leader of the process group and the moment the system says it started: together they name one process. */
    pid: integer('pid'),
    pidStarted: text('pid_started'),
    logLines: integer('log_lines').notNull().default(0),
    logBytes: bigint('log_bytes', { mode: 'number' }).notNull().default(0),
    logRedactions: integer('log_redactions').notNull().default(0),
    logBinary: boolean('log_binary').notNull().default(false),
  },
  (t) => [
    foreignKey({ columns: [t.companyId], foreignColumns: [companies.id] }).onDelete('cascade'),
    foreignKey({ columns: [t.companyId, t.routineId], foreignColumns: [routines.companyId, routines.id] }).onDelete('cascade'),
    foreignKey({ columns: [t.companyId, t.routineRevisionId], foreignColumns: [routineRevisions.companyId, routineRevisions.id] }),
    unique('routine_runs_number').on(t.number),
    /** One run per due instant of a trigger, whatever fires it. */
    unique('routine_runs_due').on(t.triggerId, t.dueAt),
    index('routine_runs_routine').on(t.routineId, t.number.desc()),
    index('routine_runs_company').on(t.companyId, t.number.desc()),
    index('routine_runs_agent').on(t.agentId, t.number.desc()),
    index('routine_runs_active').on(t.routineId, t.number).where(sql`${t.status} in ('queued', 'running')`),
  ],
)
