/** What the fake host remembers: rows shaped like the contract, in arrays, changed in place. */

import type { Agent } from '#shared/contract/agents.ts'
import type { Company } from '#shared/contract/companies.ts'
import type { StoredEnv } from '#shared/contract/env.ts'
import type { Project } from '#shared/contract/projects.ts'
import type { Revision, Routine, StoredSnapshot } from '#shared/contract/routines.ts'
import type { LogLine, Run } from '#shared/contract/runs.ts'
import type { Secret, SecretVersion } from '#shared/contract/secrets.ts'
import type { Settings } from '#shared/contract/settings.ts'
import type { Change, HealthCheck, HostStatus } from '#shared/contract/system.ts'
import type { Trigger } from '#shared/contract/triggers.ts'
import type { VaultSettings, VaultStatus } from '#shared/contract/vault.ts'

export interface FakeRevision {
  revision: Revision
  snapshot: StoredSnapshot
}

export type FakeVersion = Omit<SecretVersion, 'current' | 'sameAs' | 'pinnedBy'>

export interface FakeState {
  /** The instant at which the canned data was made; everything is dated from it. */
  now: number
  settings: Settings
  host: HostStatus
  checks: HealthCheck[]
  companies: Omit<Company, 'counts'>[]
  projects: (Omit<Project, 'routines' | 'env'> & { env: StoredEnv })[]
  agents: (Omit<Agent, 'routines' | 'activeRuns' | 'lastRunAt' | 'env'> & { env: StoredEnv })[]
  secrets: Omit<Secret, 'usedBy' | 'duplicates'>[]
  deletedSecrets: Omit<Secret, 'usedBy' | 'duplicates'>[]
  /** By secret, newest first; made from `secrets` when first asked for. */
  versions: Map<string, FakeVersion[]>
  vault: VaultStatus
  vaultSettings: VaultSettings
  routines: (Omit<
    Routine,
    'projectName' | 'agentName' | 'triggers' | 'recent' | 'status' | 'nextDueAt' | 'envSummary' | 'p50Ms' | 'p95Ms' | 'env'
  > & { env: StoredEnv })[]
  deletedRoutines: Set<string>
  triggers: (Trigger & { companyId: string })[]
  revisions: FakeRevision[]
  runs: Run[]
  logs: Map<string, LogLine[]>
  nextId: number
}

/** Tells the watchers of the fake that something changed. */
export type Emit = (noun: Change['noun'], id: string, companyId: string | null, kind?: Change['kind']) => void

/** A made-up id, lower-case UUID. */
export function newId(state: FakeState): string {
  state.nextId += 1
  return `00000000-0000-4000-8000-${String(state.nextId).padStart(12, '0')}`
}
