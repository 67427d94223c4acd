import { isAbsolute } from 'node:path'
import type { Adapter } from '#shared/contract/agents.ts'
import { declared, notFound, os } from '../../ports/rpc.ts'
import type { AgentsNeeds } from './needs.ts'
import type { AgentStore } from './store.ts'

export function agentHandlers({ store, live, describe: describeEnv }: AgentsNeeds & { store: AgentStore }) {
  async function read(companyId: string, id: string) {
    const agent = await store.find(companyId, id)
    if (!agent) throw notFound('agent')
    return agent
  }

  return os.agents.router({
    list: os.agents.list.handler(async ({ input: { companyId } }) => {
      if (!(await store.hasCompany(companyId))) throw notFound('company')
      return store.list(companyId)
    }),

    get: os.agents.get.handler(({ input: { companyId, id } }) => read(companyId, id)),

    env: os.agents.env.handler(async ({ input: { companyId, id } }) => {
      const layer = await store.layer(companyId, id)
      if (!layer) throw notFound('agent')
      return describeEnv(companyId, [layer])
    }),

    create: os.agents.create.handler(async ({ input }) => {
      mustStartSomewhere(input.adapter)
      const { companyId } = input
      const id = await store.create(input)
      live.publish({ noun: 'agent', id, companyId, kind: 'created' })
      return read(companyId, id)
    }),

    update: os.agents.update.handler(async ({ input: { companyId, id, ...fields } }) => {
      if (fields.adapter) mustStartSomewhere(fields.adapter)
      await store.update(companyId, id, fields)
      live.publish({ noun: 'agent', id, companyId, kind: 'updated' })
      return read(companyId, id)
    }),

    remove: os.agents.remove.handler(async ({ input: { companyId, id } }) => {
      await store.remove(companyId, id)
      live.publish({ noun: 'agent', id, companyId, kind: 'removed' })
      return {}
    }),
  })
}

/** A relative folder would mean whatever folder the host happens to run in. */
function mustStartSomewhere({ cwd }: Adapter) {
  if (cwd === null || isAbsolute(cwd)) return
  const message = 'The working folder must be an absolute path, or left out for a private folder of each run.'
  throw declared('BAD_REQUEST', { issues: [{ path: ['adapter', 'cwd'], message }] }, message)
}
