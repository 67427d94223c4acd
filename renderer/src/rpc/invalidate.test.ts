import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { Change } from '#shared/contract/system.ts'
import { createFake, fakeIds } from './fake.ts'
import { createInvalidator } from './invalidate.ts'
import { createQueries, createRpc } from './provider.tsx'

const rpc = createRpc(createFake().client)
const queries = createQueries()
const invalidate = createInvalidator(rpc, queries, 0)
const input = { companyId: fakeIds.acme }

const keys = {
  companies: rpc.companies.list.queryKey({ input: {} }),
  agents: rpc.agents.list.queryKey({ input }),
  globexAgents: rpc.agents.list.queryKey({ input: { companyId: fakeIds.globex } }),
  routines: rpc.routines.list.queryKey({ input }),
  routineEnv: rpc.routines.env.queryKey({ input: { ...input, id: fakeIds.routine.report } }),
  runs: rpc.runs.list.queryKey({ input }),
  run: rpc.runs.get.queryKey({ input: { ...input, id: fakeIds.run.running } }),
  otherRun: rpc.runs.get.queryKey({ input: { ...input, id: fakeIds.run.failed } }),
  log: rpc.runs.log.queryKey({ input: { ...input, id: fakeIds.run.running } }),
  secrets: rpc.secrets.list.queryKey({ input }),
  settings: rpc.settings.get.queryKey({ input: {} }),
}
type Name = keyof typeof keys

beforeEach(() => {
  queries.clear()
  for (const key of Object.values(keys)) queries.setQueryData(key as readonly unknown[], {})
})

async function staleAfter(changes: Partial<Change>[], everything = false): Promise<Name[]> {
  invalidate(
    changes.map((change) => ({ noun: 'run', id: 'x', companyId: fakeIds.acme, kind: 'updated', ...change })),
    everything,
  )
  const stale = () => (Object.keys(keys) as Name[]).filter((name) => queries.getQueryState(keys[name] as readonly unknown[])?.isInvalidated)
  await vi.waitFor(() => expect(stale().length).toBeGreaterThan(0))
  return stale()
}

describe('what a change makes stale', () => {
  it('a run: its lists and itself, not other runs and not the log', async () => {
    const stale = await staleAfter([{ noun: 'run', id: fakeIds.run.running }])
    expect(stale).toEqual(expect.arrayContaining(['runs', 'run', 'routines', 'companies', 'agents']))
    for (const untouched of ['log', 'otherRun', 'secrets', 'settings', 'globexAgents'] as const) expect(stale).not.toContain(untouched)
  })

  it('a secret: the vault and the environments that use it', async () => {
    const stale = await staleAfter([{ noun: 'secret' }])
    expect(stale).toEqual(expect.arrayContaining(['secrets', 'routineEnv']))
    expect(stale).not.toContain('runs')
  })

  it('settings: nothing else', async () => expect(await staleAfter([{ noun: 'settings', companyId: null }])).toEqual(['settings']))

  it('keeps companies apart', async () => {
    expect(await staleAfter([{ noun: 'agent', companyId: fakeIds.globex }])).not.toContain('agents')
  })

  it('everything, when so much changed that it was not told one by one', async () => {
    expect(await staleAfter([], true)).toEqual(Object.keys(keys))
  })
})
