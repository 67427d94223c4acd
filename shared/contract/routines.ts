import * as z from 'zod'
import { args } from './agents.ts'
import { description, id, inCompany, name, nothing, oneOf, page, pageRequest, procedure, text } from './base.ts'
import { effectiveEnvKey, env, envChange, envKey, type StoredEnv, shownEnv } from './env.ts'
import { fieldChange, runStatus } from './runs.ts'
import { triggerDraft } from './triggers.ts'

/** A past run as the strip of the list shows it. */
export const runMark = z.object({ id: z.string(), number: z.int(), status: runStatus, at: z.date(), durationMs: z.int().nullable() })
export type RunMark = z.infer<typeof runMark>

/** The one word a routine's row says: `running` while a run is active, else what the last run came to. */
export const routineStatus = z.enum(['disabled', 'running', 'failing', 'healthy', 'never_ran'])
export type RoutineStatus = z.infer<typeof routineStatus>

export const routineRow = z.object({
  id: z.string(),
  companyId: z.string(),
  name: z.string(),
  projectId: z.string().nullable(),
  projectName: z.string().nullable(),
  agentId: z.string(),
  agentName: z.string(),
  enabled: z.boolean(),
  /** Why it is disabled, when somebody said so. */
  disabledReason: z.string().nullable(),
  status: routineStatus,
  triggers: z.array(z.object({ id: z.string(), words: z.string(), cron: z.string(), timezone: z.string(), enabled: z.boolean() })),
  nextDueAt: z.date().nullable(),
  /** The last 20 runs, newest first. */
  recent: z.array(runMark),
  /** Of the last 20 ended runs, milliseconds. */
  p50Ms: z.int().nullable(),
  p95Ms: z.int().nullable(),
  isSample: z.boolean(),
})
export type RoutineRow = z.infer<typeof routineRow>

export const routine = routineRow.extend({
  description: z.string(),
  args,
  env: shownEnv,
  revisionId: z.string(),
  revisionNumber: z.int(),
  envNumber: z.int(),
  envSummary: z.object({ routine: z.int(), project: z.int(), agent: z.int(), unresolved: z.int() }),
  createdAt: z.date(),
  updatedAt: z.date(),
})
export type Routine = z.infer<typeof routine>

/** Everything a revision freezes. Visible plain values in full; of secrets only which one and which version. */
export const routineSnapshot = z.object({
  name: z.string(),
  description: z.string(),
  projectId: z.string().nullable(),
  agentId: z.string(),
  enabled: z.boolean(),
  args,
  env: shownEnv,
  triggers: z.array(
    z.object({ id: z.string(), kind: z.literal('cron'), label: z.string(), enabled: z.boolean(), cron: z.string(), timezone: z.string() }),
  ),
})
export type RoutineSnapshot = z.infer<typeof routineSnapshot>
/** As stored, with hidden values: inside the host alone. */
export type StoredSnapshot = Omit<RoutineSnapshot, 'env'> & { env: StoredEnv }

export const revision = z.object({
  id: z.string(),
  routineId: z.string(),
  number: z.int(),
  summary: z.string(),
  /** Which parts differ from the revision before; `secrets` when a reference to a secret does. */
  changed: z.array(z.enum(['config', 'triggers', 'env', 'secrets'])),
  envNumber: z.int(),
  /** Number of the revision whose content it brought back. */
  restoredFrom: z.int().nullable(),
  createdBy: z.string(),
  createdAt: z.date(),
  current: z.boolean(),
})
export type Revision = z.infer<typeof revision>

export const restoreScope = z.enum(['all', 'config', 'triggers', 'env', 'keys'])
export type RestoreScope = z.infer<typeof restoreScope>

/** What to bring back. `versions`: the secret versions that the revision's runs used, or those the bindings ask for today. */
const restoreRequest = oneOf.extend({
  revisionId: id,
  scope: restoreScope.default('all'),
  /** With the scope `keys`: which env keys. */
  keys: z.array(envKey).max(256).default([]),
  versions: z.enum(['pinned', 'today']).default('today'),
})

/** What stands in the way of a restore, or what it brings along. A `blocker` must be chosen away first. */
export const restoreFinding = z.object({
  severity: z.enum(['blocker', 'warning', 'note']),
  code: z.enum([
    'secret_missing',
    'secret_disabled',
    'version_missing',
    'version_disabled',
    'version_destroyed',
    'missing_in_provider',
    'agent_missing',
    'project_missing',
    'schedule_never_fires',
    'name_taken',
    'would_enable',
    'would_disable',
    'env_without_its_config',
    'config_without_its_env',
    'inline_refused',
    'older_configuration',
    'nothing_changes',
  ]),
  /** The env key or field it is about; empty for the whole. */
  subject: z.string(),
  message: z.string(),
})
export type RestoreFinding = z.infer<typeof restoreFinding>

export const restorePlan = z.object({
  /** Number of the revision that would be made. */
  creates: z.int(),
  restores: z.int(),
  baseRevisionId: z.string(),
  fields: z.array(fieldChange),
  triggers: z.array(fieldChange),
  env: z.array(envChange),
  findings: z.array(restoreFinding),
  /** Whether the revision was enabled, and when it would fire next if it were now. */
  enabledThen: z.boolean(),
  nextDueAt: z.date().nullable(),
  activeRuns: z.int(),
})
export type RestorePlan = z.infer<typeof restorePlan>

const fields = { name, description, projectId: id.nullable(), agentId: id, args, env }

export const routines = {
  /** Lists routines by name. `query` is looked for in the name and the names of project and agent. */
  list: procedure
    .input(
      inCompany
        .extend({
          query: text(200).optional(),
          projectId: id.optional(),
          agentId: id.optional(),
          status: z.array(routineStatus).max(5).optional(),
          sort: z.enum(['name', 'next']).default('name'),
        })
        .extend(pageRequest.shape),
    )
    .output(page(routineRow)),
  get: procedure.input(oneOf).output(routine),
  /** Creates a routine with its triggers and its first revision. */
  create: procedure
    .input(
      inCompany.extend({
        ...fields,
        description: description.default(''),
        projectId: id.nullable().default(null),
        args: args.default([]),
        env: env.default([]),
        enabled: z.boolean().default(true),
        triggers: z.array(triggerDraft).max(20).default([]),
      }),
    )
    .output(routine),
  /**
   * Changes what is given and appends a revision; nothing is appended when nothing differs. Leaving `env` out keeps
   * the layer and its bindings. With `baseRevisionId`, a save based on an older revision is refused with CONFLICT.
   */
  update: procedure
    .input(
      oneOf.extend({
        name: name.optional(),
        description: description.optional(),
        projectId: id.nullable().optional(),
        agentId: id.optional(),
        args: args.optional(),
        env: env.optional(),
        baseRevisionId: id.optional(),
        summary: text(200).default(''),
      }),
    )
    .output(routine),
  /** Enables or disables scheduled runs; running by hand stays possible. */
  setEnabled: procedure.input(oneOf.extend({ enabled: z.boolean(), reason: text(500).default('') })).output(routine),
  /** Copies a routine, disabled, as "<name> copy". */
  duplicate: procedure.input(oneOf).output(routine),
  /** Deletes softly: it leaves every list and its schedule stops; its runs stay readable. Undone by `undelete`. */
  remove: procedure.input(oneOf).output(nothing),
  undelete: procedure.input(oneOf).output(routine),
  /** The environment the next run gets, by the resolver that runs use. */
  env: procedure.input(oneOf).output(z.array(effectiveEnvKey)),
  /** Lists revisions, newest first. */
  revisions: procedure.input(oneOf.extend(pageRequest.shape)).output(page(revision)),
  revision: procedure.input(oneOf.extend({ revisionId: id })).output(z.object({ revision, snapshot: routineSnapshot })),
  /** What differs between two revisions, value-free; nothing that differs is left out. */
  compare: procedure
    .input(oneOf.extend({ beforeId: id, afterId: id }))
    .output(z.object({ before: revision, after: revision, fields: z.array(fieldChange), triggers: z.array(fieldChange), env: z.array(envChange) })),
  /** What a restore would do, computed against today's vault. Changes nothing. */
  planRestore: procedure.input(restoreRequest).output(restorePlan),
  /**
   * Appends a revision with the content of an earlier one and binds its secrets again, in one transaction. Enabled stays
   * as it is unless `enable` says otherwise. Refused with CONFLICT when the routine changed since the plan was read,
   * with UNKNOWN_SECRET when a secret is gone.
   */
  restore: procedure
    .input(restoreRequest.extend({ baseRevisionId: id, enable: z.boolean().optional(), reason: text(500).refine((r) => r.trim() !== '', 'say why') }))
    .output(routine),
}
