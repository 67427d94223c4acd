/** A company with an agent and a project, written straight into the tables: what tests of routines and runs stand on. */
import type { Adapter } from '#shared/contract/agents.ts'
import type { StoredEnv } from '#shared/contract/env.ts'
import { newId } from '../../ports/rows.ts'
import type { Sql } from '../../ports/sql.ts'
import { agents, companies, projects } from '../../schema/index.ts'

export interface SeededCompany {
  companyId: string
  agentId: string
  projectId: string
}

export interface CompanySeed {
  adapter?: Partial<Adapter>
  agentEnv?: StoredEnv
  projectEnv?: StoredEnv
}

export async function seedCompany({ db }: Sql, { adapter, agentEnv = [], projectEnv = [] }: CompanySeed = {}): Promise<SeededCompany> {
  const [companyId, agentId, projectId] = [newId(), newId(), newId()]
  const process: Adapter = { kind: 'process', command: '/bin/sh', args: ['-c'], cwd: null, timeoutSec: 60, graceSec: 1, ...adapter }
  await db.insert(companies).values({ id: companyId, name: `Company ${companyId}` })
  await db.insert(agents).values({ id: agentId, companyId, name: 'Agent', adapter: process, env: agentEnv })
  await db.insert(projects).values({ id: projectId, companyId, name: 'Project', env: projectEnv })
  return { companyId, agentId, projectId }
}
