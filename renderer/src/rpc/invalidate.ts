/** Turns "this changed" into "read that again": which queries each noun appears in. */
import type { Query, QueryClient } from '@tanstack/react-query'
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
      return [rpc.projects.key(inCompany), rpc.routines.key(inCompany), rpc.runs.envNow.key(inCompany), ...companies]
    case 'agent':
      return [rpc.agents.key(inCompany), rpc.routines.key(inCompany), rpc.runs.envNow.key(inCompany), ...companies]
    case 'routine':
      return [
        rpc.routines.key(inCompany),
        rpc.triggers.list.key(inCompany),
        rpc.projects.key(inCompany),
        rpc.agents.key(inCompany),
        rpc.runs.envNow.key(inCompany),
        ...companies,
      ]
    case 'trigger':
      return [rpc.triggers.list.key(inCompany), rpc.routines.key(inCompany)]
    case 'run':
      // Not the log pages: a follower streams those, and reading a long log again at every change of state would double the traffic.
      return [rpc.runs.get.key({ input: { id } })]
    case 'secret':
      return [
        rpc.secrets.key(inCompany),
        rpc.routines.env.key(inCompany),
        rpc.routines.get.key(inCompany),
        rpc.routines.planRestore.key(inCompany),
        rpc.agents.env.key(inCompany),
        rpc.projects.env.key(inCompany),
        rpc.runs.envNow.key(inCompany),
        ...companies,
      ]
    case 'vault':
      return [rpc.vault.key(), rpc.secrets.key(), rpc.routines.env.key(), rpc.system.health.key()]
    case 'settings':
      return [rpc.settings.key()]
    case 'system':
      return [rpc.system.key()]
  }
}

/** What only counts or lists runs. Runs change by the hundred, and a list may hold thousands of rows. */
function listsOf(rpc: Rpc, { noun, companyId }: Change): Key[] {
  if (noun !== 'run') return []
  const inCompany = companyId ? { input: { companyId } } : {}
  return [
    rpc.runs.list.key(inCompany),
    // What a run was given or denied shows in the trail.
    rpc.secrets.access.key(inCompany),
    rpc.secrets.accessSummary.key(inCompany),
    rpc.routines.list.key(inCompany),
    rpc.routines.get.key(inCompany),
    rpc.agents.key(inCompany),
    rpc.companies.list.key(),
    rpc.companies.get.key(inCompany),
  ]
}

/** The key that every query's key begins with. */
const everything: Key = []

export interface Pace {
  /** How long changes are gathered before a read, milliseconds. */
  gatherMs: number
  /** Rest between two reads of lists at the changes of runs, at least, milliseconds. */
  restMs: number
}

const usualPace: Pace = { gatherMs: 150, restMs: 1000 }
/** Reading lists takes at most a third of the time, however long the lists are, but no list is older than this. */
const longestRestMs = 10_000

/** Gathers changes so that a burst costs one read of each query, then marks them stale. */
export function createInvalidator(rpc: Rpc, queries: QueryClient, { gatherMs, restMs }: Pace = usualPace) {
  const invalidate = (keys: Key[]) => Promise.all(keys.map((queryKey) => queries.invalidateQueries({ queryKey })))
  const readAgain = async (keys: Key[]) => {
    const first = keys.flatMap((queryKey) => queries.getQueryCache().findAll({ queryKey, predicate: isFirstRead }))
    await invalidate(keys)
    await invalidate(first.map(({ queryKey }) => queryKey))
  }
  const soon = createLane(readAgain, gatherMs)
  const calm = createLane(readAgain, gatherMs, (tookMs) => Math.min(longestRestMs, Math.max(restMs, 2 * tookMs)))
  return (changes: readonly Change[], all: boolean) => {
    if (all) calm([everything])
    for (const change of changes) {
      soon(keysFor(rpc, change))
      calm(listsOf(rpc, change))
    }
  }
}

/** A first read under way is not started over by an invalidation: its answer may be older than the change, and would count as fresh. */
function isFirstRead({ state }: Query): boolean {
  return state.data === undefined && state.fetchStatus === 'fetching'
}

/** Takes keys; reads each once after `gatherMs`. With `rest` it waits for a read to end, and then as long as that says. */
function createLane(read: (keys: Key[]) => Promise<unknown>, gatherMs: number, rest?: (tookMs: number) => number) {
  let pending = new Map<string, Key>()
  let busy = false
  const next = (afterMs: number) => {
    busy = true
    setTimeout(() => void flush(), afterMs)
  }
  const flush = async () => {
    const keys = [...pending.values()]
    pending = new Map()
    const started = performance.now()
    const reading = read(keys)
    if (rest) {
      await reading
      await new Promise((resolve) => setTimeout(resolve, rest(performance.now() - started)))
    }
    busy = false
    if (pending.size > 0) next(gatherMs)
  }
  return (keys: readonly Key[]) => {
    for (const key of keys) pending.set(JSON.stringify(key), key)
    if (!busy && pending.size > 0) next(gatherMs)
  }
}
