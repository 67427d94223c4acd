/** Which company the shell is about: that of the address, else the last one, else the first there is. */
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useEffect } from 'react'
import type { Company } from '#shared/contract/companies.ts'
import { useRpc } from '../rpc/provider.tsx'
import { usePageTitle } from '../ui/page-title.ts'
import { useCompanyIdOrNull } from './params.ts'
import { useSettings } from './settings.ts'

/** Every company, those that need attention first; empty until read. */
export function useCompanies(): readonly Company[] {
  const rpc = useRpc()
  return useQuery(rpc.companies.list.queryOptions({ input: {} })).data ?? none
}
const none: readonly Company[] = []

/** The company that the sidebar's links lead into; undefined while there is none. */
export function useCurrentCompany(): Company | undefined {
  const companies = useCompanies()
  const shown = useCompanyIdOrNull()
  const { lastCompanyId } = useSettings()
  const find = (id: string | null) => companies.find((company) => company.id === id)
  return find(shown) ?? (shown ? undefined : (find(lastCompanyId) ?? companies[0]))
}

/** Goes to a company, to the page of it that was open last. */
export function useGoToCompany(): (companyId: string) => void {
  const navigate = useNavigate()
  const { lastRoutes } = useSettings()
  return (companyId) => {
    const last = lastRoutes.find((entry) => entry.companyId === companyId)?.route
    if (last) void navigate({ href: last } as never)
    else void navigate({ to: '/c/$companyId/routines', params: { companyId } } as never)
  }
}

/** Keeps the window's title: "Routine · Acme — Wheelhouse". */
export function useWindowTitle() {
  const { title, kind } = usePageTitle()
  const company = useCurrentCompany()?.name
  const inCompany = useCompanyIdOrNull() !== null
  useEffect(() => {
    document.title = [[kind ?? title, inCompany && company].filter(Boolean).join(' · '), 'Wheelhouse'].filter(Boolean).join(' — ')
  }, [title, kind, company, inCompany])
}
