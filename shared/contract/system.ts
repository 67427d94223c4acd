import { eventIterator } from '@orpc/contract'
import * as z from 'zod'
import { id, inCompany, nothing, procedure, text } from './base.ts'

export const hostPhase = z.enum(['starting', 'database', 'migrating', 'ready', 'stopping', 'failed'])

/** Where start-up stands. `failure` names a state with a cause and what to do, never a stack trace. */
export const hostStatus = z.object({
  phase: hostPhase,
  detail: z.string(),
  failure: z.object({ code: z.string(), message: z.string(), action: z.string() }).nullable(),
  version: z.string(),
  startedAt: z.date(),
})
export type HostStatus = z.infer<typeof hostStatus>

export const healthCheck = z.object({
  id: z.string(),
  title: z.string(),
  state: z.enum(['pass', 'warning', 'critical']),
  detail: z.string(),
  /** What to do about it; empty when it passes. */
  fix: z.string(),
})
export type HealthCheck = z.infer<typeof healthCheck>

/** "Something about this thing changed: read it again." Never carries the thing itself. */
export const change = z.object({
  noun: z.enum(['company', 'project', 'agent', 'routine', 'trigger', 'run', 'secret', 'vault', 'settings', 'system']),
  id: z.string(),
  companyId: z.string().nullable(),
  kind: z.enum(['created', 'updated', 'removed']),
})
export type Change = z.infer<typeof change>

/** One beat of the change stream: what changed since the last, or that so much did that everything must be read again. */
export const changes = z.object({ changes: z.array(change), dropped: z.int(), at: z.date() })

export const searchHit = z.object({
  noun: z.enum(['company', 'project', 'agent', 'routine', 'run', 'secret', 'env key']),
  id: z.string(),
  companyId: z.string(),
  title: z.string(),
  subtitle: z.string(),
  /** For an env key: the routine, project or agent that defines it. */
  owner: z.object({ noun: z.enum(['project', 'agent', 'routine']), id: z.string() }).nullable(),
})
export type SearchHit = z.infer<typeof searchHit>

export const system = {
  status: procedure.input(nothing).output(hostStatus),
  /** Streams the status now and on every change. */
  watchStatus: procedure.input(nothing).output(eventIterator(hostStatus)),
  /** Streams changes, with an empty beat at least every 10 s so that a silent connection is noticed. */
  watch: procedure.input(nothing).output(eventIterator(changes)),
  health: procedure.input(nothing).output(z.object({ checks: z.array(healthCheck), at: z.date() })),
  about: procedure.input(nothing).output(
    z.object({
      version: z.string(),
      home: z.string(),
      node: z.string(),
      platform: z.string(),
      database: z.object({ kind: z.enum(['embedded', 'external']), version: z.string(), schema: z.int() }),
      startedAt: z.date(),
    }),
  ),
  /** Finds companies, projects, agents, routines, secrets, env keys and run numbers by name; at most 8 of a kind. */
  search: procedure.input(z.object({ query: text(200), companyId: id.optional() })).output(z.array(searchHit)),
}

export const sample = {
  /** Adds the sample company; answers with the one that is there when it was added before. */
  install: procedure.input(nothing).output(inCompany),
  /** Removes the sample company completely: rows, logs and schedules. */
  remove: procedure.input(nothing).output(nothing),
}
