/** What the fake host remembers: rows shaped like the contract, in arrays, changed in place. */

import type * as z from 'zod'
import type { Agent } from '#shared/contract/agents.ts'
import type { Company } from '#shared/contract/companies.ts'
import type { Project } from '#shared/contract/projects.ts'
import type { Revision, Routine, routineSnapshot } from '#shared/contract/routines.ts'
import type { LogLine, Run } from '#shared/contract/runs.ts'
import type { Secret, SecretAccess } from '#shared/contract/secrets.ts'
import type { Settings } from '#shared/contract/settings.ts'
import type { Change, HealthCheck, HostStatus } from '#shared/contract/system.ts'
import type { Trigger } from '#shared/contract/triggers.ts'

export interface FakeRevision {
  revision: Revision
  snapshot: z.infer<typeof routineSnapshot>
}

export interface FakeState {
  /** The instant at which the canned data was made; everything is dated from it. */
  now: number
  settings: Settings
  host: HostStatus
  checks: HealthCheck[]
  companies: Omit<Company, 'counts'>[]
  projects: Omit<Project, 'routines'>[]
  agents: Omit<Agent, 'routines' | 'activeRuns' | 'lastRunAt'>[]
  secrets: Omit<Secret, 'usedBy'>[]
  routines: Omit<Routine, 'projectName' | 'agentName' | 'triggers' | 'recent' | 'status' | 'nextDueAt' | 'envSummary' | 'p50Ms' | 'p95Ms'>[]
  deletedRoutines: Set<string>
  triggers: (Trigger & { companyId: string })[]
  revisions: FakeRevision[]
  runs: Run[]
  logs: Map<string, LogLine[]>
  access: (SecretAccess & { companyId: string })[]
  nextId: number
}

/** Tells the watchers of the fake that something changed. */
export type Emit = (noun: Change['noun'], id: string, companyId: string | null, kind?: Change['kind']) => void

/** A made-up id, lower-case UUID. */
export function newId(state: FakeState): string {
  state.nextId += 1
  return `00000000-0000-4000-8000-${String(state.nextId).padStart(12, '0')}`
}
