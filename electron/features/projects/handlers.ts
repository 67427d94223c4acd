import { notFound, os } from '../../ports/rpc.ts'
import type { ProjectsNeeds } from './needs.ts'
import type { ProjectStore } from './store.ts'

export function projectHandlers({ store, live, describe: describeEnv }: ProjectsNeeds & { store: ProjectStore }) {
  async function read(companyId: string, id: string) {
    const project = await store.find(companyId, id)
    if (!project) throw notFound('project')
    return project
  }

  return os.projects.router({
    list: os.projects.list.handler(async ({ input: { companyId } }) => {
      if (!(await store.hasCompany(companyId))) throw notFound('company')
      return store.list(companyId)
    }),

    get: os.projects.get.handler(({ input: { companyId, id } }) => read(companyId, id)),

    env: os.projects.env.handler(async ({ input: { companyId, id } }) => {
      const layer = await store.layer(companyId, id)
      if (!layer) throw notFound('project')
      return describeEnv(companyId, [layer])
    }),

    create: os.projects.create.handler(async ({ input }) => {
      const { companyId } = input
      const id = await store.create(input)
      live.publish({ noun: 'project', id, companyId, kind: 'created' })
      return read(companyId, id)
    }),

    update: os.projects.update.handler(async ({ input: { companyId, id, ...fields } }) => {
      await store.update(companyId, id, fields)
      live.publish({ noun: 'project', id, companyId, kind: 'updated' })
      return read(companyId, id)
    }),

    remove: os.projects.remove.handler(async ({ input: { companyId, id } }) => {
      await store.remove(companyId, id)
      live.publish({ noun: 'project', id, companyId, kind: 'removed' })
      return {}
    }),
  })
}
