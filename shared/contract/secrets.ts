import * as z from 'zod'
import { description, id, inCompany, name, nothing, oneOf, page, pageRequest, procedure, text } from './base.ts'
import { envLayer } from './env.ts'

/** A secret without its value: no procedure ever returns one. */
export const secret = z.object({
  id: z.string(),
  companyId: z.string(),
  name: z.string(),
  description: z.string(),
  provider: z.literal('local_encrypted'),
  status: z.enum(['active', 'disabled']),
  version: z.int(),
  /** Truncated keyed MAC of the current value: comparable inside one company only. */
  fingerprint: z.string(),
  usedBy: z.int(),
  createdAt: z.date(),
  rotatedAt: z.date(),
  lastAccessedAt: z.date().nullable(),
})
export type Secret = z.infer<typeof secret>

export const secretVersion = z.object({
  version: z.int(),
  fingerprint: z.string(),
  current: z.boolean(),
  createdAt: z.date(),
  createdBy: z.string(),
})

/** Where a secret is bound: `env.KEY` of an agent, a project or a routine. */
export const secretBinding = z.object({
  targetType: envLayer,
  targetId: z.string(),
  targetName: z.string(),
  configPath: z.string(),
  version: z.union([z.literal('latest'), z.int()]),
})

export const secretAccess = z.object({
  id: z.string(),
  secretId: z.string(),
  secretName: z.string(),
  version: z.int().nullable(),
  runId: z.string().nullable(),
  runNumber: z.int().nullable(),
  routineId: z.string().nullable(),
  configPath: z.string(),
  actor: z.string(),
  outcome: z.enum(['success', 'failure']),
  code: z.string().nullable(),
  at: z.date(),
})
export type SecretAccess = z.infer<typeof secretAccess>

const value = text(65_536).refine((v) => v.length > 0, 'must not be empty')

export const secrets = {
  list: procedure.input(inCompany).output(z.array(secret)),
  get: procedure.input(oneOf).output(z.object({ secret, versions: z.array(secretVersion), bindings: z.array(secretBinding) })),
  create: procedure.input(inCompany.extend({ name, description: description.default(''), value })).output(secret),
  update: procedure
    .input(oneOf.extend({ name: name.optional(), description: description.optional(), status: z.enum(['active', 'disabled']).optional() }))
    .output(secret),
  /** Adds a version and makes it current; earlier versions stay for whoever pinned them. */
  rotate: procedure.input(oneOf.extend({ value })).output(secret),
  /** Deletes the secret softly: its name is free again, its audit trail stays. Refused with IN_USE while bound. */
  remove: procedure.input(oneOf).output(nothing),
  /** Lists who resolved what, newest first. */
  access: procedure.input(inCompany.extend({ secretId: id.optional() }).extend(pageRequest.shape)).output(page(secretAccess)),
}
