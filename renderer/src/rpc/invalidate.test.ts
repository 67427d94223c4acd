import { QueryObserver } from '@tanstack/react-query'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Change } from '#shared/contract/system.ts'
import { createFake, fakeIds } from './fake.ts'
import { createInvalidator } from './invalidate.ts'
import { createQueries, createRpc } from './provider.tsx'

const rpc = createRpc(createFake().client)
const queries = createQueries()
const invalidate = createInvalidator(rpc, queries, { gatherMs: 0, restMs: 0 })
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

async function staleAfter(changes: Partial<Change>[], awaited: Name, everything = false): Promise<Name[]> {
  invalidate(
    changes.map((change) => ({ noun: 'run', id: 'x', companyId: fakeIds.acme, kind: 'updated', ...change })),
    everything,
  )
  const stale = () => (Object.keys(keys) as Name[]).filter((name) => queries.getQueryState(keys[name] as readonly unknown[])?.isInvalidated)
  await expect.poll(() => stale()).toContain(awaited)
  return stale()
}

describe('what a change makes stale', () => {
  it('a run: its lists and itself, not other runs and not the log', async () => {
    const stale = await staleAfter([{ noun: 'run', id: fakeIds.run.running }], 'runs')
    expect(stale).toEqual(expect.arrayContaining(['runs', 'run', 'routines', 'companies', 'agents']))
    for (const untouched of ['log', 'otherRun', 'secrets', 'settings', 'globexAgents'] as const) expect(stale).not.toContain(untouched)
  })

  it('a secret: the vault and the environments that use it', async () => {
    const stale = await staleAfter([{ noun: 'secret' }], 'secrets')
    expect(stale).toEqual(expect.arrayContaining(['secrets', 'routineEnv']))
    expect(stale).not.toContain('runs')
  })

  it('settings: nothing else', async () => expect(await staleAfter([{ noun: 'settings', companyId: null }], 'settings')).toEqual(['settings']))

  it('keeps companies apart', async () => {
    expect(await staleAfter([{ noun: 'agent', companyId: fakeIds.globex }], 'globexAgents')).not.toContain('agents')
  })

  it('everything, when so much changed that it was not told one by one', async () => {
    expect(await staleAfter([], 'runs', true)).toEqual(Object.keys(keys))
  })
})

it('reads again what was being read for the first time when the change came', async () => {
  const cache = createQueries()
  const told = createInvalidator(rpc, cache, { gatherMs: 0, restMs: 0 })
  const answers = [Promise.withResolvers<string>(), Promise.withResolvers<string>()]
  let reads = 0
  const observer = new QueryObserver(cache, { queryKey: keys.agents as readonly unknown[], queryFn: () => answers[reads++]?.promise })
  const stop = observer.subscribe(() => {})
  told([{ noun: 'agent', id: 'x', companyId: fakeIds.acme, kind: 'created' }], false)
  await expect.poll(() => cache.getQueryState(keys.agents as readonly unknown[])?.isInvalidated).toBe(true)
  answers[0]?.resolve('before the change')
  answers[1]?.resolve('after the change')
  await expect.poll(() => observer.getCurrentResult().data).toBe('after the change')
  expect(reads).toBe(2)
  stop()
})

describe('how often lists are read again', () => {
  beforeEach(() => vi.useFakeTimers())
  afterEach(() => vi.useRealTimers())

  /** Reads of a list that takes `tookMs`, while a run changes every 100 ms for `forMs`. */
  async function readsDuring(forMs: number, tookMs: number): Promise<number> {
    const cache = createQueries()
    const told = createInvalidator(rpc, cache, { gatherMs: 150, restMs: 1000 })
    let reads = 0
    const observer = new QueryObserver(cache, {
      queryKey: keys.runs as readonly unknown[],
      queryFn: async () => {
        reads++
        await new Promise((resolve) => setTimeout(resolve, tookMs))
        return reads
      },
    })
    const stop = observer.subscribe(() => {})
    await vi.advanceTimersByTimeAsync(tookMs)
    reads = 0
    for (let at = 0; at < forMs; at += 100) {
      told([{ noun: 'run', id: 'x', companyId: fakeIds.acme, kind: 'updated' }], false)
      await vi.advanceTimersByTimeAsync(100)
    }
    const during = reads
    // The last change is never lost.
    await vi.advanceTimersByTimeAsync(30_000)
    expect(reads).toBe(during + 1)
    stop()
    return during
  }

  it('about once a second while runs change all the time', async () => {
    const reads = await readsDuring(10_000, 10)
    expect(reads).toBeGreaterThanOrEqual(7)
    expect(reads).toBeLessThanOrEqual(10)
  })

  it('less often when a read takes long, but still', async () => {
    const reads = await readsDuring(30_000, 2000)
    expect(reads).toBeGreaterThanOrEqual(4)
    expect(reads).toBeLessThanOrEqual(6)
  })

  it('at once after a quiet time', async () => expect(await readsDuring(300, 10)).toBe(1))
})
