/** Companies: the tenant that every other row belongs to. */
import { companyHandlers } from './handlers.ts'
import type { CompaniesNeeds } from './needs.ts'
import { companyStore } from './store.ts'

export function companiesFeature(needs: CompaniesNeeds) {
  const store = companyStore(needs)
  return { router: companyHandlers({ ...needs, store }), create: store.create, remove: store.remove, findSample: store.findSample }
}
