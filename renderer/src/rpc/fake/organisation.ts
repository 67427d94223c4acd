/** Companies, projects, agents and the sample, as the fake host answers for them. */
import type { Env, StoredEnv } from '#shared/contract/env.ts'
import { showEnv } from '#shared/domain/env.ts'
import { layerOf, settled } from './environment.ts'
import { declared, freeName, type Handlers, need, patch } from './handlers.ts'
import { type Emit, type FakeState, newId } from './state.ts'

export function organisation(state: FakeState, emit: Emit): Pick<Handlers, 'companies' | 'projects' | 'agents' | 'sample'> {
  return { companies: companies(state, emit), projects: projects(state, emit), agents: agents(state, emit), sample: sample(state, emit) }
}

function companies(state: FakeState, emit: Emit): Handlers['companies'] {
  const read = (company: FakeState['companies'][number]) => {
    const mine = <T extends { companyId: string }>(rows: readonly T[]) => rows.filter((row) => row.companyId === company.id)
    const runs = mine(state.runs)
    return {
      ...company,
      counts: {
        agents: mine(state.agents).length,
        projects: mine(state.projects).length,
        routines: mine(state.routines).length,
        enabledRoutines: mine(state.routines).filter((routine) => routine.enabled).length,
        secrets: mine(state.secrets).length,
        activeRuns: runs.filter((run) => run.status === 'running' || run.status === 'queued').length,
        failedRuns24h: runs.filter((run) => ['failed', 'timed_out', 'lost'].includes(run.status) && run.queuedAt.getTime() > state.now - 86_400_000)
          .length,
      },
    }
  }
  const find = (companyId: string) => need(state.companies, { id: companyId }, 'company')
  return {
    list: () => state.companies.map(read),
    get: ({ companyId }) => read(find(companyId)),
    create: ({ name, description }) => {
      freeName(state.companies, name)
      const company = { id: newId(state), name, description, isSample: false, createdAt: new Date() }
      state.companies.push(company)
      emit('company', company.id, company.id, 'created')
      return read(company)
    },
    update: ({ companyId, ...change }) => {
      const company = patch(find(companyId), change)
      emit('company', companyId, companyId)
      return read(company)
    },
    remove: ({ companyId, confirmName }) => {
      const company = find(companyId)
      if (company.name !== confirmName)
        throw declared('BAD_REQUEST', { issues: [{ path: ['confirmName'], message: 'must equal the name of the company' }] })
      state.companies = state.companies.filter((row) => row !== company)
      emit('company', companyId, companyId, 'removed')
      return {}
    },
  }
}

interface LayerRow {
  env: StoredEnv
  version: number
  updatedAt: Date
}

/** Notes a save of an agent or a project, unless it was made from an older version. */
function saveLayer(row: LayerRow, baseVersion: number | undefined, env: Env | undefined): void {
  if (baseVersion !== undefined && baseVersion !== row.version) throw declared('CONFLICT', { currentRevisionId: String(row.version) })
  if (env) row.env = settled(env, row.env)
  row.version += 1
  row.updatedAt = new Date()
}

function projects(state: FakeState, emit: Emit): Handlers['projects'] {
  const read = (project: FakeState['projects'][number]) => ({
    ...project,
    env: showEnv(project.env),
    routines: state.routines.filter((routine) => routine.projectId === project.id).length,
  })
  return {
    list: ({ companyId }) => state.projects.filter((row) => row.companyId === companyId).map(read),
    get: (input) => read(need(state.projects, input, 'project')),
    create: (input) => {
      freeName(state.projects, input.name, input.companyId)
      const project = { ...input, env: settled(input.env, []), id: newId(state), version: 1, createdAt: new Date(), updatedAt: new Date() }
      state.projects.push(project)
      emit('project', project.id, project.companyId, 'created')
      return read(project)
    },
    update: ({ id, companyId, baseVersion, env, ...change }) => {
      const project = need(state.projects, { id, companyId }, 'project')
      saveLayer(project, baseVersion, env)
      patch(project, change)
      emit('project', id, companyId)
      return read(project)
    },
    env: (input) => layerOf(state, 'project', need(state.projects, input, 'project')),
    remove: (input) => {
      const project = need(state.projects, input, 'project')
      const users = state.routines.filter((routine) => routine.projectId === project.id).map((routine) => routine.name)
      if (users.length > 0) throw declared('IN_USE', { count: users.length, users })
      state.projects = state.projects.filter((row) => row !== project)
      emit('project', project.id, project.companyId, 'removed')
      return {}
    },
  }
}

function agents(state: FakeState, emit: Emit): Handlers['agents'] {
  const read = (agent: FakeState['agents'][number]) => {
    const runs = state.runs.filter((run) => run.agentId === agent.id)
    const latest = runs.toSorted((a, b) => b.queuedAt.getTime() - a.queuedAt.getTime())[0]
    return {
      ...agent,
      env: showEnv(agent.env),
      routines: state.routines.filter((routine) => routine.agentId === agent.id).length,
      activeRuns: runs.filter((run) => run.status === 'running').length,
      lastRunAt: latest?.startedAt ?? null,
    }
  }
  return {
    list: ({ companyId }) => state.agents.filter((row) => row.companyId === companyId).map(read),
    get: (input) => read(need(state.agents, input, 'agent')),
    create: (input) => {
      freeName(state.agents, input.name, input.companyId)
      const agent = { ...input, env: settled(input.env, []), id: newId(state), version: 1, createdAt: new Date(), updatedAt: new Date() }
      state.agents.push(agent)
      emit('agent', agent.id, agent.companyId, 'created')
      return read(agent)
    },
    update: ({ id, companyId, baseVersion, env, ...change }) => {
      const agent = need(state.agents, { id, companyId }, 'agent')
      saveLayer(agent, baseVersion, env)
      patch(agent, change)
      emit('agent', id, companyId)
      return read(agent)
    },
    env: (input) => layerOf(state, 'agent', need(state.agents, input, 'agent')),
    remove: (input) => {
      const agent = need(state.agents, input, 'agent')
      const users = state.routines.filter((routine) => routine.agentId === agent.id).map((routine) => routine.name)
      if (users.length > 0) throw declared('IN_USE', { count: users.length, users })
      state.agents = state.agents.filter((row) => row !== agent)
      emit('agent', agent.id, agent.companyId, 'removed')
      return {}
    },
  }
}

function sample(state: FakeState, emit: Emit): Handlers['sample'] {
  return {
    install: () => {
      const there = state.companies.find((company) => company.isSample)
      if (there) return { companyId: there.id }
      const company = { id: newId(state), name: 'Acme', description: '', isSample: true, createdAt: new Date() }
      state.companies.push(company)
      emit('company', company.id, company.id, 'created')
      return { companyId: company.id }
    },
    remove: () => {
      for (const company of state.companies.filter((row) => row.isSample)) emit('company', company.id, company.id, 'removed')
      state.companies = state.companies.filter((row) => !row.isSample)
      return {}
    },
  }
}
