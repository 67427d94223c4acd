/** Remembers the last page of each company, and opens the window where it was closed. */
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useRouterState } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { useRpc } from '../rpc/provider.tsx'
import { useCompanies } from './company.ts'
import { useChangeSettings, useSettings } from './settings.ts'

/** A page must have been open this long to be worth coming back to, milliseconds. */
const settledMs = 800

export function useRememberRoute() {
  const href = useRouterState({ select: (state) => state.resolvedLocation?.href ?? '' })
  const settings = useSettings()
  const change = useChangeSettings()
  const latest = useRef({ settings, change })
  useEffect(() => {
    latest.current = { settings, change }
  })
  useEffect(() => {
    const companyId = /^\/c\/([^/?]+)\//.exec(href)?.[1]
    if (!companyId || href.length > 500) return
    const timer = setTimeout(() => {
      const { lastCompanyId, lastRoutes } = latest.current.settings
      const same = lastCompanyId === companyId && lastRoutes.some((entry) => entry.companyId === companyId && entry.route === href)
      if (same) return
      const others = lastRoutes.filter((entry) => entry.companyId !== companyId).slice(0, 199)
      latest.current.change({ lastCompanyId: companyId, lastRoutes: [{ companyId, route: href }, ...others] })
    }, settledMs)
    return () => clearTimeout(timer)
  }, [href])
}

/** Once, when the window opens at its root: goes to where it was closed, when that company still exists. */
export function useRestoreRoute() {
  const rpc = useRpc()
  const { data: settings } = useQuery(rpc.settings.get.queryOptions({ input: {} }))
  const companies = useCompanies()
  const navigate = useNavigate()
  const pathname = useRouterState({ select: (state) => state.location.pathname })
  const decided = useRef(false)
  useEffect(() => {
    if (decided.current) return
    if (pathname !== '/') {
      decided.current = true
      return
    }
    if (!settings || companies.length === 0) return
    decided.current = true
    const company = companies.find(({ id }) => id === settings.lastCompanyId)
    const route = settings.lastRoutes.find((entry) => entry.companyId === company?.id)?.route
    if (company && route) void navigate({ href: route, replace: true } as never)
  }, [settings, companies, pathname, navigate])
}
