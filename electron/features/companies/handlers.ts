import { declared, notFound, os } from '../../ports/rpc.ts'
import type { CompaniesNeeds } from './needs.ts'
import type { CompanyStore } from './store.ts'

export function companyHandlers({ store, live, evict }: CompaniesNeeds & { store: CompanyStore }) {
  async function read(companyId: string) {
    const company = await store.find(companyId)
    if (!company) throw notFound('company')
    return company
  }

  return os.companies.router({
    list: os.companies.list.handler(() => store.list()),

    get: os.companies.get.handler(({ input }) => read(input.companyId)),

    create: os.companies.create.handler(async ({ input }) => {
      const id = await store.create(input)
      live.publish({ noun: 'company', id, companyId: id, kind: 'created' })
      return read(id)
    }),

    update: os.companies.update.handler(async ({ input: { companyId, ...fields } }) => {
      if (!(await store.update(companyId, fields))) throw notFound('company')
      live.publish({ noun: 'company', id: companyId, companyId, kind: 'updated' })
      return read(companyId)
    }),

    remove: os.companies.remove.handler(async ({ input }) => {
      const company = await read(input.companyId)
      if (company.name !== input.confirmName) {
        const message = `Type the company's name, ${company.name}, to delete it.`
        throw declared('BAD_REQUEST', { issues: [{ path: ['confirmName'], message }] }, message)
      }
      await evict(company.id)
      await store.remove(company.id)
      live.publish({ noun: 'company', id: company.id, companyId: company.id, kind: 'removed' })
      return {}
    }),
  })
}
