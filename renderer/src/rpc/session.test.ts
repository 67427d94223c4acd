import type { ClientContext, ClientLink } from '@orpc/client'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { Change } from '#shared/contract/system.ts'
import { AccessRefused, type Carrier, type OpenLink } from './carrier.ts'
import { useConnection } from './connection.ts'
import { createFake, type Fake } from './fake.ts'
import { createSession, type SessionTimes } from './session.ts'

const times: SessionTimes = { backoffMs: () => 1, silenceMs: 60_000, patienceMs: 20_000 }

/** A carrier whose links lead to a fake host and can be cut. */
function cuttable(fake: Fake, openings: ('open' | 'down' | 'refused')[] = []) {
  const links: { cut: () => void }[] = []
  const carrier: Carrier = {
    open() {
      const next = openings.shift() ?? 'open'
      if (next === 'down') return Promise.reject(new Error('nobody there'))
      if (next === 'refused') return Promise.reject(new AccessRefused('no'))
      const cutting = new AbortController()
      const closed = new Promise<void>((resolve) => cutting.signal.addEventListener('abort', () => resolve()))
      const link: ClientLink<ClientContext> = {
        call: (path, input, options) =>
          callFake(fake, path, input, options.signal ? AbortSignal.any([options.signal, cutting.signal]) : cutting.signal),
      }
      const open: OpenLink = { link, closed, close: () => cutting.abort() }
      links.push({ cut: () => cutting.abort() })
      return Promise.resolve(open)
    },
  }
  return { carrier, links }
}

function callFake(fake: Fake, [noun = '', name = '']: readonly string[], input: unknown, signal: AbortSignal): Promise<unknown> {
  const router = fake.client as unknown as Record<string, Record<string, (input: unknown, options: object) => Promise<unknown>>>
  return router[noun]?.[name]?.(input, { signal }) ?? Promise.reject(new Error('no such procedure'))
}

beforeEach(() => useConnection.setState({ state: 'connecting', attempt: 0, lastEventAt: null, host: null }))

describe('a session', () => {
  it('goes live, and calls made before that are answered', async () => {
    const { carrier } = cuttable(createFake(), ['down', 'open'])
    const session = createSession(carrier, { onChanges: vi.fn() }, times)
    const companies = session.client.companies.list({})
    void session.run()
    expect((await companies).map((company) => company.name)).toEqual(['Acme', 'Globex'])
    await expect.poll(() => useConnection.getState()).toMatchObject({ state: 'live', host: { phase: 'ready' } })
    session.stop()
  })

  it('reconnects when the link is cut, reads everything again, and hears changes on the new link', async () => {
    const fake = createFake()
    const { carrier, links } = cuttable(fake, ['open', 'down', 'down', 'open'])
    const heard: { changes: readonly Change[]; everything: boolean }[] = []
    const session = createSession(carrier, { onChanges: (changes, everything) => heard.push({ changes, everything }) }, times)
    const states: string[] = []
    const unsubscribe = useConnection.subscribe(({ state, attempt }) => states.push(`${state} ${attempt}`))
    void session.run()
    await expect.poll(() => useConnection.getState().state).toBe('live')
    expect(heard).toEqual([])
    links[0]?.cut()
    await expect.poll(() => links.length).toBe(2)
    await expect.poll(() => heard).toEqual([{ changes: [], everything: true }])
    fake.emit('run', 'some-run', 'some-company')
    await expect.poll(() => heard.at(-1)).toMatchObject({ everything: false, changes: [{ noun: 'run', id: 'some-run' }] })
    expect(states).toEqual(expect.arrayContaining(['reconnecting 1', 'reconnecting 2', 'reconnecting 3', 'live 0']))
    unsubscribe()
    session.stop()
  })

  it('fails a call that was under way when the link went, with a code of its own', async () => {
    const fake = createFake()
    const { carrier, links } = cuttable(fake)
    const session = createSession(carrier, { onChanges: vi.fn() }, times)
    void session.run()
    await expect.poll(() => useConnection.getState().state).toBe('live')
    fake.options.latencyMs = Number.POSITIVE_INFINITY
    const lost = expect(session.client.companies.list({})).rejects.toMatchObject({ code: 'CONNECTION_LOST' })
    links[0]?.cut()
    await lost
    session.stop()
  })

  it('says offline after six attempts, and that a call waited in vain', async () => {
    const { carrier } = cuttable(
      createFake(),
      Array.from({ length: 500 }, () => 'down' as const),
    )
    const session = createSession(carrier, { onChanges: vi.fn() }, { ...times, patienceMs: 30 })
    const lost = expect(session.client.companies.list({})).rejects.toMatchObject({ code: 'CONNECTION_LOST' })
    void session.run()
    await expect.poll(() => useConnection.getState().state).toBe('offline')
    await lost
    session.stop()
  })

  it('takes silence for a dead link', async () => {
    const { carrier, links } = cuttable(createFake())
    const session = createSession(carrier, { onChanges: vi.fn() }, { ...times, silenceMs: 40 })
    void session.run()
    await expect.poll(() => links.length).toBeGreaterThan(1)
    session.stop()
  })

  it('stops when the host refuses it twice', async () => {
    const { carrier } = cuttable(createFake(), ['refused', 'refused'])
    const session = createSession(carrier, { onChanges: vi.fn() }, times)
    await session.run()
    expect(useConnection.getState().state).toBe('refused')
  })
})
