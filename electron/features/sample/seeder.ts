/** Makes the sample company and takes it away. Its description is written last, so that a company left half made is noticed. */
import { copyFile, mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Adapter } from '#shared/contract/agents.ts'
import type { Env, EnvBinding } from '#shared/contract/env.ts'
import type { PastRun } from '../../ports/work.ts'
import { agents, company, projects, routines, type SampleEnv, type SampleRoutine, type SampleSecret, secrets } from './company.ts'
import type { SampleNeeds } from './needs.ts'
import { pastRuns } from './past.ts'

const SCRIPT = process.platform === 'win32' ? 'work.ps1' : 'work.sh'

export function sampleSeeder(needs: SampleNeeds) {
  const { companies, client, paths, clock } = needs
  /** A copy in the home: the application's own folder moves when it is updated. */
  const folder = join(paths.home, 'sample')

  async function copyScript(): Promise<string> {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const script = join(folder, SCRIPT)
    await copyFile(join(paths.sample, SCRIPT), script)
    return script
  }

  /** Creates one secret with its versions; answers its id. */
  async function seedSecret(companyId: string, { name, description, values: [first, ...later], disabled }: SampleSecret): Promise<string> {
    // Sealed here whatever the default provider is: nothing of the sample leaves this computer.
    const { id } = await client().secrets.create({ companyId, name, description, provider: 'local_encrypted', value: first })
    for (const value of later) await client().secrets.rotate({ companyId, id, value })
    if (disabled) await client().secrets.setVersionState({ companyId, id, ...disabled, state: 'disabled' })
    return id
  }

  /** Creates one routine; answers the runs it has behind it. */
  async function seedRoutine(companyId: string, plan: SampleRoutine, ids: Ids): Promise<PastRun[]> {
    const agentId = ids.agents.get(plan.agent) ?? ''
    const { id, revisionId, triggers } = await client().routines.create({
      companyId,
      name: plan.name,
      description: plan.description,
      agentId,
      projectId: plan.project ? (ids.projects.get(plan.project) ?? null) : null,
      args: [plan.task],
      env: envOf(plan.env, ids.secrets),
      triggers: [{ cron: plan.cron, timezone: 'Europe/Berlin' }],
    })
    if (plan.disabledReason) await client().routines.setEnabled({ companyId, id, enabled: false, reason: plan.disabledReason })
    const triggerId = triggers[0]?.id ?? null
    return pastRuns(plan, clock.now()).map((run) => ({ ...run, companyId, routineId: id, revisionId, agentId, triggerId }))
  }

  return {
    async isComplete(companyId: string): Promise<boolean> {
      return (await client().companies.get({ companyId })).description !== ''
    },

    /** Seeds in the order in which things depend on each other; answers the company's id. */
    async seed(): Promise<string> {
      const adapter = processAdapter(await copyScript())
      const companyId = await companies.create({ name: await freeName(), description: '', isSample: true })
      const ids: Ids = { secrets: new Map(), agents: new Map(), projects: new Map() }
      for (const secret of secrets) ids.secrets.set(secret.name, await seedSecret(companyId, secret))
      for (const { env, ...agent } of agents) {
        ids.agents.set(agent.name, (await client().agents.create({ companyId, ...agent, adapter, env: envOf(env, ids.secrets) })).id)
      }
      for (const { env, ...project } of projects) {
        ids.projects.set(project.name, (await client().projects.create({ companyId, ...project, env: envOf(env, ids.secrets) })).id)
      }
      const past: PastRun[] = []
      for (const plan of routines) past.push(...(await seedRoutine(companyId, plan, ids)))
      // Oldest first, so that run numbers rise with time.
      await needs.recordPastRuns(past.sort((a, b) => a.startedAt.getTime() - b.startedAt.getTime()))
      await client().companies.update({ companyId, description: company.description })
      return companyId
    },

    async clear(companyId: string): Promise<void> {
      await needs.evict(companyId)
      await companies.remove(companyId)
      await rm(folder, { recursive: true, force: true })
    },
  }

  /** Somebody may have a company of that very name. */
  async function freeName(): Promise<string> {
    const taken = new Set((await client().companies.list({})).map(({ name }) => name.toLowerCase()))
    return taken.has(company.name.toLowerCase()) ? `${company.name} (sample)` : company.name
  }
}

type Ids = Record<'secrets' | 'agents' | 'projects', Map<string, string>>

function processAdapter(script: string): Adapter {
  const shared = { kind: 'process' as const, cwd: null, timeoutSec: 120, graceSec: 5 }
  return process.platform === 'win32'
    ? { ...shared, command: 'powershell.exe', args: ['-NoProfile', '-ExecutionPolicy', 'Bypass', '-File', script] }
    : { ...shared, command: '/bin/sh', args: [script] }
}

function envOf(plan: SampleEnv, secretIds: Map<string, string>): Env {
  const bindingOf = (value: SampleEnv[string]): EnvBinding => {
    if (typeof value === 'string') return { kind: 'plain', visibility: 'visible', value }
    if ('value' in value) return { kind: 'plain', ...value }
    return { kind: 'secret', secretId: secretIds.get(value.secret) ?? '', version: value.version ?? 'latest' }
  }
  return Object.entries(plan).map(([key, value]) => ({ key, binding: bindingOf(value) }))
}
