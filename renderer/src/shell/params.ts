/** What the address says: which company, which thing, which tab and filter. Pages read it here and never parse it. */
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useCallback } from 'react'

export type RouteParam = 'companyId' | 'agentId' | 'projectId' | 'routineId' | 'runId' | 'otherId' | 'secretId'

/** Reads an id from the path of the current page. Throws where the route has none. */
export function useRouteParam(name: RouteParam): string {
  const params: Partial<Record<RouteParam, string>> = useParams({ strict: false })
  const value = params[name]
  if (value === undefined) throw new Error(`This page's address has no ${name}.`)
  return value
}

/** The company whose pages are shown. */
export function useCompanyId(): string {
  return useRouteParam('companyId')
}

/** The company whose pages are shown; null on pages above companies. */
export function useCompanyIdOrNull(): string | null {
  const params: Partial<Record<RouteParam, string>> = useParams({ strict: false })
  return params.companyId ?? null
}

export type SearchValue = string | number | boolean | readonly string[]

/**
 * A piece of view state that lives in the address, so that a reload, a link and Back restore it. The initial value is
 * left out of the address; a change replaces the entry in the history.
 */
export function useSearchState<V extends SearchValue>(key: string, initial: V): [V, (value: V) => void] {
  const search: Record<string, unknown> = useSearch({ strict: false })
  const navigate = useNavigate()
  const found = search[key]
  const fits = Array.isArray(initial) ? Array.isArray(found) && found.every((item) => typeof item === 'string') : typeof found === typeof initial
  const same = JSON.stringify(initial)
  const set = useCallback(
    (value: V) =>
      void navigate({
        to: '.',
        replace: true,
        search: (old: Record<string, unknown>) => ({ ...old, [key]: JSON.stringify(value) === same ? undefined : value }),
      } as never),
    [navigate, key, same],
  )
  return [fits ? (found as V) : initial, set]
}
