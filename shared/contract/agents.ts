import * as z from 'zod'
import { description, inCompany, name, nothing, oneOf, procedure, text } from './base.ts'
import { effectiveEnvKey, env, shownEnv } from './env.ts'

export const args = z.array(text(32_768)).max(256)

/** How an agent does work. `process` starts a program on this machine. */
export const adapter = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('process'),
    /** Program to start: an absolute path, or a name looked up on PATH. No shell is involved. */
    command: text(4096).refine((value) => value.trim().length > 0, 'must not be empty'),
    /** Arguments of the agent; a routine's own arguments follow them. */
    args: args.default([]),
    /** Working folder, absolute; null for a private folder of the run. */
    cwd: text(4096).nullable().default(null),
    /** Seconds until the run is stopped as timed out. */
    timeoutSec: z.int().min(1).max(604_800).default(3600),
    /** Seconds between asking the process group to end and killing it. */
    graceSec: z.int().min(0).max(600).default(10),
  }),
])
export type Adapter = z.infer<typeof adapter>

export const agent = z.object({
  id: z.string(),
  companyId: z.string(),
  name: z.string(),
  description: z.string(),
  adapter,
  env: shownEnv,
  /** Goes up with each change: what `baseVersion` is checked against. */
  version: z.int(),
  routines: z.int(),
  activeRuns: z.int(),
  lastRunAt: z.date().nullable(),
  createdAt: z.date(),
  updatedAt: z.date(),
})
export type Agent = z.infer<typeof agent>

export const agents = {
  list: procedure.input(inCompany).output(z.array(agent)),
  get: procedure.input(oneOf).output(agent),
  create: procedure.input(inCompany.extend({ name, description: description.default(''), adapter, env: env.default([]) })).output(agent),
  /**
   * Changes what is given; an `env` replaces the whole layer, leaving it out keeps it. With `baseVersion`, a save based
   * on an older version is refused with CONFLICT.
   */
  update: procedure
    .input(
      oneOf.extend({
        name: name.optional(),
        description: description.optional(),
        adapter: adapter.optional(),
        env: env.optional(),
        baseVersion: z.int().min(1).optional(),
      }),
    )
    .output(agent),
  /** What this layer adds, described by the resolver that runs use. */
  env: procedure.input(oneOf).output(z.array(effectiveEnvKey)),
  /** Refused with IN_USE while a routine is assigned to it. */
  remove: procedure.input(oneOf).output(nothing),
}
