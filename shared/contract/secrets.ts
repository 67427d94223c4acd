import * as z from 'zod'
import { description, id, inCompany, name, nothing, oneOf, page, pageRequest, procedure, text, versionNumber } from './base.ts'
import { envKey, envLayer } from './env.ts'

/** Who keeps the values: this installation, sealed in its own database, or a service. */
export const secretProviders = ['local_encrypted', 'aws_secrets_manager'] as const
export const secretProvider = z.enum(secretProviders)
export type SecretProviderId = z.infer<typeof secretProvider>

/** Why a secret asks for attention. */
export const secretNeed = z.enum(['missing_in_provider', 'expired', 'expires_soon', 'rotation_due', 'disabled_in_use', 'destruction_scheduled'])

/** A secret without its value: no procedure ever returns one. */
export const secret = z.object({
  id: z.string(),
  companyId: z.string(),
  name: z.string(),
  description: z.string(),
  provider: secretProvider,
  /** False for a reference to a secret that somebody else keeps at the provider. */
  managed: z.boolean(),
  externalRef: z.string().nullable(),
  status: z.enum(['active', 'disabled']),
  /** Why the status is what it is, who made it so and when. */
  statusReason: z.string(),
  statusBy: z.string(),
  statusAt: z.date().nullable(),
  version: z.int(),
  /** Truncated keyed MAC of the current value: comparable inside one company only. Empty for a value that was never read. */
  fingerprint: z.string(),
  /** How many env keys refer to it. */
  usedBy: z.int(),
  /** How many other secrets of the company hold the same value now. */
  duplicates: z.int(),
  needs: z.array(secretNeed),
  rotateEveryDays: z.int().nullable(),
  expiresAt: z.date().nullable(),
  createdBy: z.string(),
  createdAt: z.date(),
  rotatedAt: z.date(),
  lastAccessedAt: z.date().nullable(),
})
export type Secret = z.infer<typeof secret>

export const secretVersion = z.object({
  version: z.int(),
  fingerprint: z.string(),
  current: z.boolean(),
  state: z.enum(['enabled', 'disabled', 'destroyed']),
  stateReason: z.string(),
  stateBy: z.string(),
  stateAt: z.date().nullable(),
  origin: z.enum(['typed', 'pasted', 'generated', 'imported', 'migrated', 'provider']),
  /** The nearest earlier version with the same value. */
  sameAs: z.int().nullable(),
  /** How many env keys are pinned to it. */
  pinnedBy: z.int(),
  /** When the overlap of a rotation ends and the version is disabled. */
  disableAt: z.date().nullable(),
  /** When its value is destroyed, unless that is cancelled before. */
  destroyAt: z.date().nullable(),
  createdAt: z.date(),
  createdBy: z.string(),
})
export type SecretVersion = z.infer<typeof secretVersion>

/** Where a secret is bound: `env.KEY` of an agent, a project or a routine. */
export const secretBinding = z.object({
  targetType: envLayer,
  targetId: z.string(),
  targetName: z.string(),
  configPath: z.string(),
  version: z.union([z.literal('latest'), z.int()]),
})
export type SecretBinding = z.infer<typeof secretBinding>

/** Whom it reaches when a secret, or one version of it, can no longer be read. */
export const blastRadius = z.object({
  bindings: z.array(secretBinding),
  /** Routines whose next run would fail, the next one to fire first: the reference wins its key there. */
  routines: z.array(z.object({ id: z.string(), name: z.string(), keys: z.array(z.string()), enabled: z.boolean(), nextDueAt: z.date().nullable() })),
  /** Runs going on now: they keep what they were given. */
  activeRuns: z.int(),
})
export type BlastRadius = z.infer<typeof blastRadius>

export const accessActions = [
  'resolve',
  'reveal',
  'create',
  'rotate',
  'update',
  'make_current',
  'disable',
  'enable',
  'schedule_destruction',
  'cancel_destruction',
  'destroy',
  'delete',
  'undelete',
  'import',
  'export',
  'link',
] as const

export const secretAccess = z.object({
  id: z.string(),
  /** Null when it is about several secrets, or about a plain value. */
  secretId: z.string().nullable(),
  secretName: z.string(),
  version: z.int().nullable(),
  action: z.enum(accessActions),
  runId: z.string().nullable(),
  runNumber: z.int().nullable(),
  routineId: z.string().nullable(),
  routineName: z.string().nullable(),
  configPath: z.string(),
  actor: z.string(),
  outcome: z.enum(['success', 'failure']),
  code: z.string().nullable(),
  reason: z.string(),
  /** Place in the company's chain; null while it is not chained yet. */
  seq: z.int().nullable(),
  at: z.date(),
})
export type SecretAccess = z.infer<typeof secretAccess>

/** What checking the chain of a company's trail came to. */
export const auditVerdict = z.object({
  companyId: z.string(),
  companyName: z.string(),
  verdict: z.enum([
    'intact',
    /** An entry was changed, or its place in the chain was. */
    'altered',
    /** Entries are missing from the middle. */
    'missing',
    /** Entries are missing from the end: the checkpoint outside the database has seen more. */
    'truncated',
    /** The chain is whole but is not the one the checkpoint knows. */
    'rewritten',
    /** The vault is locked, or its key is not the one that chained the entries. */
    'unverifiable',
  ]),
  entries: z.int(),
  /** Entries written while the vault was locked and not chained yet. */
  unchained: z.int(),
  /** `seq` of the first entry that is wrong, and its id when it is there. */
  firstBadSeq: z.int().nullable(),
  firstBadId: z.string().nullable(),
  checkpointAt: z.date().nullable(),
  message: z.string(),
})
export type AuditVerdict = z.infer<typeof auditVerdict>

const value = text(65_536).refine((v) => v.length > 0, 'must not be empty')

/** A value made by the host and shown to nobody. */
const generate = z.object({
  length: z.int().min(8).max(256).default(32),
  alphabet: z.enum(['alphanumeric', 'symbols', 'hex', 'base64url']).default('alphanumeric'),
})
export type Generate = z.infer<typeof generate>

/** Where a new value comes from; exactly one of `value` and `generate`. */
const newValue = {
  value: value.optional(),
  generate: generate.optional(),
  /** How a given value got here. */
  origin: z.enum(['typed', 'pasted', 'imported']).default('typed'),
}
const oneValue = (input: { value?: string | undefined; generate?: unknown }) => (input.value === undefined) !== (input.generate === undefined)
const oneValueOnly = { message: 'give either a value or how to generate one', path: ['value'] }

const reason = text(500)
const given = reason.refine((r) => r.trim() !== '', 'say why')
const ofVersion = oneOf.extend({ version: versionNumber })

/** One secret of an import: the same rules as `create`. */
export const importRow = z.object({ name, value, description: description.default('') })

export const importVerdict = z.object({
  name: z.string(),
  verdict: z.enum(['add', 'overwrite', 'same', 'invalid']),
  /** Why it is invalid; empty otherwise. */
  problem: z.string(),
  secretId: z.string().nullable(),
  version: z.int().nullable(),
})
export type ImportVerdict = z.infer<typeof importVerdict>

export const secrets = {
  list: procedure.input(inCompany).output(z.array(secret)),
  get: procedure.input(oneOf).output(z.object({ secret, versions: z.array(secretVersion), bindings: z.array(secretBinding) })),
  create: procedure
    .input(
      inCompany
        .extend({ name, description: description.default(''), provider: secretProvider.optional(), ...newValue })
        .refine(oneValue, oneValueOnly),
    )
    .output(secret),
  update: procedure
    .input(
      oneOf.extend({
        name: name.optional(),
        description: description.optional(),
        rotateEveryDays: z.int().min(1).max(3650).nullable().optional(),
        expiresAt: z.date().nullable().optional(),
      }),
    )
    .output(secret),
  /** Disables or enables the whole secret. Disabling one in use needs a reason, else IN_USE. */
  setStatus: procedure.input(oneOf.extend({ status: z.enum(['active', 'disabled']), reason: reason.default('') })).output(secret),
  /** Whom it would reach if the secret, or that version, could not be read. */
  blastRadius: procedure.input(oneOf.extend({ version: versionNumber.optional() })).output(blastRadius),
  /**
   * Adds a version and makes it current; earlier versions stay for whoever pinned them. With `overlapHours` the version
   * that was current is disabled after that time.
   */
  rotate: procedure
    .input(oneOf.extend({ ...newValue, overlapHours: z.int().min(1).max(8760).nullable().default(null) }).refine(oneValue, oneValueOnly))
    .output(secret),
  /** Makes an enabled version current; ends its overlap. */
  makeCurrent: procedure.input(ofVersion.extend({ reason: reason.default('') })).output(secret),
  /** Disables or enables one version. The current one cannot be disabled: WRONG_STATE. A pinned one needs a reason, else IN_USE. */
  setVersionState: procedure.input(ofVersion.extend({ state: z.enum(['enabled', 'disabled']), reason: reason.default('') })).output(secret),
  /** Disables a version now and destroys its value after `days`. Not the current one: WRONG_STATE. */
  scheduleDestruction: procedure.input(ofVersion.extend({ days: z.int().min(1).max(90).default(7), reason: given })).output(secret),
  cancelDestruction: procedure.input(ofVersion.extend({ reason: reason.default('') })).output(secret),
  /** Deletes the secret softly: its name is free again, its trail stays. One in use needs a reason, else IN_USE. */
  remove: procedure.input(oneOf.extend({ reason: reason.default('') })).output(nothing),
  /** Brings a deleted secret back, under its name if that is still free: else NAME_TAKEN. */
  undelete: procedure.input(oneOf).output(secret),

  /** Says what an import would do, row by row. Changes nothing. */
  planImport: procedure
    .input(inCompany.extend({ rows: z.array(z.object({ name: text(200), value: text(65_536) })).max(2000) }))
    .output(z.array(importVerdict)),
  /** Adds the new ones, gives the known ones a new version, leaves equal ones: all or nothing. */
  import: procedure.input(inCompany.extend({ rows: z.array(importRow).min(1).max(2000) })).output(z.array(importVerdict)),
  /** Names, references and states as text that can be kept in a repository: never a value. */
  exportReferences: procedure.input(inCompany).output(z.object({ fileName: z.string(), text: z.string() })),

  /** Lists secrets at the provider that could be linked, without reading a value. */
  listExternal: procedure
    .input(inCompany.extend({ provider: z.enum(['aws_secrets_manager']), query: text(200).default(''), cursor: text(2000).optional() }))
    .output(
      z.object({
        items: z.array(z.object({ ref: z.string(), name: z.string(), linkedAs: z.string().nullable() })),
        nextCursor: z.string().nullable(),
      }),
    ),
  /** Makes references to secrets that are kept at the provider: all or nothing. */
  link: procedure
    .input(
      inCompany.extend({
        provider: z.enum(['aws_secrets_manager']),
        rows: z
          .array(z.object({ ref: text(2048), name }))
          .min(1)
          .max(100),
      }),
    )
    .output(z.array(secret)),

  /** Lists who resolved, changed or was denied what, newest first. */
  access: procedure
    .input(
      inCompany
        .extend({
          secretId: id.optional(),
          routineId: id.optional(),
          action: z.array(z.enum(accessActions)).max(16).optional(),
          outcome: z.enum(['success', 'failure']).optional(),
          since: z.date().optional(),
          query: text(200).optional(),
        })
        .extend(pageRequest.shape),
    )
    .output(page(secretAccess)),
  /** Resolutions of the last 24 hours: how many, by how many routines, how many denied. */
  accessSummary: procedure
    .input(inCompany.extend({ secretId: id.optional() }))
    .output(z.object({ resolved: z.int(), routines: z.int(), denied: z.int() })),
  /** Checks the chain of the trail of one company, or of all. */
  verifyAudit: procedure.input(z.object({ companyId: id.optional() })).output(z.array(auditVerdict)),

  /** Shows one masked plain value once; recorded with the reason. A secret or a write-only value is never shown: WRONG_STATE. */
  reveal: procedure
    .input(inCompany.extend({ targetType: envLayer, targetId: id, key: envKey, reason: given }))
    .output(z.object({ value: z.string() })),
  /**
   * Finds plain values under sensitive names at agents, projects and routines, older revisions included. With `apply`
   * they become secrets and references; repeatable, and what is done is done whole, target by target.
   */
  migrateInlineEnv: procedure.input(inCompany.extend({ apply: z.boolean().default(false) })).output(
    z.object({
      applied: z.boolean(),
      items: z.array(
        z.object({
          targetType: envLayer,
          targetId: z.string(),
          targetName: z.string(),
          key: z.string(),
          /** Why it counts as sensitive. */
          because: z.enum(['name', 'value']),
          secretName: z.string(),
          /** Older revisions that hold a plain value under this key. */
          revisions: z.int(),
          outcome: z.enum(['would_migrate', 'migrated', 'failed']),
          message: z.string(),
        }),
      ),
    }),
  ),
}
