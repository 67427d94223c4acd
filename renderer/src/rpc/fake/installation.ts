/** Settings, status, health and search, as the fake host answers for them. */
import type { Change, SearchHit } from '#shared/contract/system.ts'
import type { Handlers } from './handlers.ts'
import { type Emit, type FakeState, newId } from './state.ts'

/** A stream that hands out what is pushed, until it is aborted. */
export async function* listen<T>(subscribe: (push: (item: T) => void) => () => void, signal: AbortSignal | undefined): AsyncGenerator<T> {
  const queue: T[] = []
  let wake = () => {}
  const unsubscribe = subscribe((item) => {
    queue.push(item)
    wake()
  })
  signal?.addEventListener('abort', () => wake())
  try {
    while (!signal?.aborted) {
      const item = queue.shift()
      if (item !== undefined) yield item
      else await new Promise<void>((resolve) => (wake = resolve))
    }
  } finally {
    unsubscribe()
  }
}

export function settings(state: FakeState, emit: Emit): Handlers['settings'] {
  return {
    get: () => state.settings,
    update: (change) => {
      state.settings = { ...state.settings, ...Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined)) }
      emit('settings', 'settings', null)
      return state.settings
    },
  }
}

export function system(state: FakeState, changes: Set<(change: Change) => void>): Handlers['system'] {
  return {
    status: () => state.host,
    watchStatus: (_input, signal) =>
      listen((push) => {
        push(state.host)
        return () => {}
      }, signal),
    watch: (_input, signal) =>
      listen((push) => {
        const listener = (change: Change) => push({ changes: [change], dropped: 0, at: new Date() })
        changes.add(listener)
        return () => changes.delete(listener)
      }, signal),
    health: () => ({ at: new Date(), checks: state.checks }),
    about: () => ({
      version: state.host.version,
      home: '/home/ada/.wheelhouse/instances/default',
      node: '24.21.0',
      platform: 'linux x64',
      database: { kind: 'embedded', version: '18.4', schema: 1 },
      startedAt: state.host.startedAt,
    }),
    search: ({ query, companyId }) => search(state, query.toLowerCase(), companyId),
  }
}

function search(state: FakeState, query: string, companyId: string | undefined): SearchHit[] {
  if (!query) return []
  const hit = (noun: SearchHit['noun'], row: { id: string; name: string; companyId: string }, subtitle: string): SearchHit => ({
    noun,
    id: row.id,
    companyId: row.companyId,
    title: row.name,
    subtitle,
    owner: null,
  })
  const all = [
    ...state.companies.map((row) => hit('company', { ...row, companyId: row.id }, '')),
    ...state.agents.map((row) => hit('agent', row, 'Agent')),
    ...state.projects.map((row) => hit('project', row, 'Project')),
    ...state.routines.map((row) => hit('routine', row, 'Routine')),
    ...state.secrets.map((row) => hit('secret', row, 'Secret')),
    ...state.runs.map((row) => hit('run', { ...row, name: `Run ${row.number}` }, row.routineName)),
    ...state.agents.flatMap((row) =>
      row.env.map(
        ({ key }): SearchHit => ({
          noun: 'env key',
          id: newId(state),
          companyId: row.companyId,
          title: key,
          subtitle: row.name,
          owner: { noun: 'agent', id: row.id },
        }),
      ),
    ),
  ]
  return all.filter((found) => found.title.toLowerCase().includes(query) && (!companyId || found.companyId === companyId)).slice(0, 24)
}
