import * as z from 'zod'
import { description, inCompany, name, nothing, oneOf, procedure } from './base.ts'
import { effectiveEnvKey, env, shownEnv } from './env.ts'

export const project = z.object({
  id: z.string(),
  companyId: z.string(),
  name: z.string(),
  description: z.string(),
  env: shownEnv,
  /** Goes up with each change: what `baseVersion` is checked against. */
  version: z.int(),
  routines: z.int(),
  createdAt: z.date(),
  updatedAt: z.date(),
})
export type Project = z.infer<typeof project>

export const projects = {
  list: procedure.input(inCompany).output(z.array(project)),
  get: procedure.input(oneOf).output(project),
  create: procedure.input(inCompany.extend({ name, description: description.default(''), env: env.default([]) })).output(project),
  /**
   * Changes what is given; an `env` replaces the whole layer, leaving it out keeps it. With `baseVersion`, a save based
   * on an older version is refused with CONFLICT.
   */
  update: procedure
    .input(oneOf.extend({ name: name.optional(), description: description.optional(), env: env.optional(), baseVersion: z.int().min(1).optional() }))
    .output(project),
  /** What this layer adds, described by the resolver that runs use. */
  env: procedure.input(oneOf).output(z.array(effectiveEnvKey)),
  /** Refused with IN_USE while a routine belongs to it. */
  remove: procedure.input(oneOf).output(nothing),
}
