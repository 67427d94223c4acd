/** Turns "this changed" into "read that again": which queries each noun appears in. */
import type { QueryClient } from '@tanstack/react-query'
import type { Change } from '#shared/contract/system.ts'
import type { Rpc } from './provider.tsx'

type Key = readonly unknown[]

function keysFor(rpc: Rpc, { noun, id, companyId }: Change): Key[] {
  const inCompany = companyId ? { input: { companyId } } : {}
  const companies = [rpc.companies.list.key(), rpc.companies.get.key(inCompany)]
  switch (noun) {
    case 'company':
      return [rpc.companies.key()]
    case 'project':
      return [rpc.projects.key(inCompany), rpc.routines.key(inCompany), ...companies]
    case 'agent':
      return [rpc.agents.key(inCompany), rpc.routines.key(inCompany), ...companies]
    case 'routine':
      return [rpc.routines.key(inCompany), rpc.triggers.list.key(inCompany), rpc.projects.key(inCompany), rpc.agents.key(inCompany), ...companies]
    case 'trigger':
      return [rpc.triggers.list.key(inCompany), rpc.routines.key(inCompany)]
    case 'run':
      // Not the log pages: a follower streams those, and reading a long log again at every change of state would double the traffic.
      return [
        rpc.runs.list.key(inCompany),
        rpc.runs.get.key({ input: { id } }),
        rpc.routines.list.key(inCompany),
        rpc.routines.get.key(inCompany),
        rpc.agents.key(inCompany),
        ...companies,
      ]
    case 'secret':
      return [rpc.secrets.key(inCompany), rpc.routines.env.key(inCompany), rpc.routines.get.key(inCompany), ...companies]
    case 'settings':
      return [rpc.settings.key()]
    case 'system':
      return [rpc.system.key()]
  }
}

/** Gathers changes for `paceMs` so that a burst costs one read of each query, then marks them stale. */
export function createInvalidator(rpc: Rpc, queries: QueryClient, paceMs = 150) {
  let pending = new Map<string, Key>()
  let everything = false
  let waiting = false
  const flush = () => {
    waiting = false
    const keys = pending
    pending = new Map()
    if (everything) void queries.invalidateQueries()
    else for (const queryKey of keys.values()) void queries.invalidateQueries({ queryKey })
    everything = false
  }
  return (changes: readonly Change[], all: boolean) => {
    everything ||= all
    for (const change of changes) for (const key of keysFor(rpc, change)) pending.set(JSON.stringify(key), key)
    if (waiting) return
    waiting = true
    setTimeout(flush, paceMs)
  }
}
