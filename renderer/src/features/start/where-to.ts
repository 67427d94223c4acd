import type { Company } from '#shared/contract/companies.ts'
import type { Settings } from '#shared/contract/settings.ts'

/** The address to open: the last one inside the last company, else the only company, else the list; null with no company. */
export function whereTo(
  companies: readonly Pick<Company, 'id'>[],
  { lastCompanyId, lastRoutes }: Pick<Settings, 'lastCompanyId' | 'lastRoutes'>,
): string | null {
  if (companies.length === 0) return null
  const last = companies.find(({ id }) => id === lastCompanyId) ?? (companies.length === 1 ? companies[0] : undefined)
  if (!last) return '/companies'
  const inside = `/c/${last.id}/`
  const route = lastRoutes.find(({ companyId }) => companyId === last.id)?.route
  return route?.startsWith(inside) ? route : `${inside}routines`
}
