import { eventIterator } from '@orpc/contract'
import * as z from 'zod'
import { id, inCompany, oneOf, page, pageRequest, procedure, text } from './base.ts'
import { envChange, envLayer, visibility } from './env.ts'

export const runStatuses = ['queued', 'running', 'succeeded', 'failed', 'timed_out', 'cancelled', 'lost'] as const
export const runStatus = z.enum(runStatuses)
export type RunStatus = z.infer<typeof runStatus>

/** Why a run ended, one code each; `message` says it in a sentence. */
export const runReason = z.enum([
  'exited',
  'signalled',
  'timeout',
  'cancelled',
  'spawn_failed',
  'env_unresolved',
  'host_stopped',
  'host_crashed',
  'log_failed',
])

/** One key of the environment a run was given, frozen when it started: names and versions, never a value. */
export const envReceiptKey = z.object({
  key: z.string(),
  layer: envLayer,
  kind: z.enum(['plain', 'secret']),
  visibility: visibility.nullable().default(null),
  secretId: z.string().nullable().default(null),
  secretName: z.string().nullable(),
  /** What the binding asked for. */
  selector: z
    .union([z.literal('latest'), z.int()])
    .nullable()
    .default(null),
  version: z.int().nullable(),
  fingerprint: z.string().nullable(),
})

export const run = z.object({
  id: z.string(),
  /** Counts up over the whole installation; a person says "run 412". */
  number: z.int(),
  companyId: z.string(),
  routineId: z.string(),
  routineName: z.string(),
  agentId: z.string().nullable(),
  agentName: z.string().nullable(),
  /** Null while it is queued without one: it takes the revision that is current when it starts. */
  revisionId: z.string().nullable(),
  revisionNumber: z.int().nullable(),
  /** Number of the routine's environment in that revision. */
  envNumber: z.int().nullable(),
  debug: z.boolean(),
  /** What the program said it cost, millionths of a US dollar; null when it said nothing. */
  costMicroUsd: z.int().nullable(),
  source: z.enum(['manual', 'schedule', 'retry']),
  triggerId: z.string().nullable(),
  retryOfNumber: z.int().nullable(),
  status: runStatus,
  reason: runReason.nullable(),
  /** What happened, as a sentence without secret values; null while it runs. */
  message: z.string().nullable(),
  exitCode: z.int().nullable(),
  signal: z.string().nullable(),
  /** The instant the trigger fixed; null for a manual run. */
  dueAt: z.date().nullable(),
  queuedAt: z.date(),
  startedAt: z.date().nullable(),
  finishedAt: z.date().nullable(),
  /** Milliseconds between start and end by a clock that does not jump; null until it ended. */
  durationMs: z.int().nullable(),
  /** What was started, without environment. */
  launch: z.object({ command: z.string(), args: z.array(z.string()), cwd: z.string() }).nullable(),
  env: z.array(envReceiptKey),
  log: z.object({ lines: z.int(), bytes: z.int(), redactions: z.int(), binary: z.boolean() }),
  isSample: z.boolean(),
})
export type Run = z.infer<typeof run>

export const logStreams = ['stdout', 'stderr', 'host'] as const

export const logLine = z.object({
  /** Line number from 0. */
  n: z.int(),
  /** Milliseconds since the run started. */
  t: z.int(),
  stream: z.enum(logStreams),
  /** Redacted text; may hold ANSI sequences, never a line feed. */
  text: z.string(),
  /** Ended by a carriage return: the next line of the stream replaces it on screen (a progress bar). */
  replaced: z.boolean(),
})
export type LogLine = z.infer<typeof logLine>

export const logPage = z.object({ lines: z.array(logLine), total: z.int(), ended: z.boolean(), redactions: z.int(), binary: z.boolean() })
export type LogPage = z.infer<typeof logPage>

/** What a follower hears. `gap` says that lines from `from` up to `to` were left out of the stream: read them as a page. */
export const logEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('lines'), lines: z.array(logLine), total: z.int(), redactions: z.int() }),
  z.object({ type: z.literal('gap'), from: z.int(), to: z.int() }),
  z.object({ type: z.literal('ended'), total: z.int(), redactions: z.int(), binary: z.boolean() }),
])
export type LogEvent = z.infer<typeof logEvent>

/** One field that two snapshots of a routine hold differently, as text; `body` says that it has lines worth comparing. */
export const fieldChange = z.object({ field: z.string(), before: z.string(), after: z.string(), body: z.boolean() })
export type FieldChange = z.infer<typeof fieldChange>

export const runComparison = z.object({ before: run, after: run, fields: z.array(fieldChange), env: z.array(envChange) })
export type RunComparison = z.infer<typeof runComparison>

export const runs = {
  /**
   * Makes a run row pinned to the routine's current revision, or to that of `retryOf`, then starts it. `debug` tells the
   * program (WHEELHOUSE_DEBUG=1) and writes into the log how it was started, value-free.
   */
  start: procedure.input(inCompany.extend({ routineId: id, retryOf: id.optional(), debug: z.boolean().default(false) })).output(run),
  /** Lists runs, active ones first, then newest first. `query` finds a run number or a routine name. */
  list: procedure
    .input(
      inCompany
        .extend({ routineId: id.optional(), agentId: id.optional(), status: z.array(runStatus).max(7).optional(), query: text(200).optional() })
        .extend(pageRequest.shape),
    )
    .output(page(run)),
  get: procedure.input(oneOf).output(run),
  /** The last run of the same routine that succeeded before this one; null when there is none. */
  lastSuccess: procedure.input(oneOf).output(run.nullable()),
  /** What differs between two runs of one routine: revision content, environment, outcome. Value-free. */
  compare: procedure.input(oneOf.extend({ otherId: id })).output(runComparison),
  /** How the environment this run was given differs from what the same routine would get now; unchanged keys are left out. */
  envNow: procedure.input(oneOf).output(z.array(envChange)),
  /** Ends a queued run at once; asks a running one to end, and kills it after the agent's grace. */
  cancel: procedure.input(oneOf).output(run),
  /** Reads lines from `from`, or the last `limit` lines when `from` is left out. */
  log: procedure.input(oneOf.extend({ from: z.int().min(0).optional(), limit: z.int().min(1).max(5000).default(1000) })).output(logPage),
  /** Streams lines from `from` on until the run ends. */
  follow: procedure.input(oneOf.extend({ from: z.int().min(0).default(0) })).output(eventIterator(logEvent)),
  /** Reads redacted raw output of a run whose log is binary, at most 256 KiB a call, base64. */
  output: procedure.input(oneOf.extend({ offset: z.int().min(0).default(0) })).output(z.object({ bytes: z.base64(), total: z.int() })),
}
