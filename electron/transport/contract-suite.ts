/** What every carrier must keep: one suite, run over each of them by the tests beside it. */
import { isDefinedError } from '@orpc/client'
import type { AnyRouter } from '@orpc/server'
import { describe, expect, it } from 'vitest'
import { faults } from '../host/faults.ts'
import { knownValues } from '../ports/known-values.ts'
import type { Log } from '../ports/log.ts'
import { notFound, os } from '../ports/rpc.ts'
import type { Client } from './socket-client.ts'

export interface OpenCarrier {
  client: Client
  /** Sends one frame as it is. */
  sendRaw(frame: unknown): void
  /** Breaks the connection as a dying client does. */
  drop(): void
  /** Settles when the client's side has noticed that the connection ended. */
  closed: Promise<void>
}

export const companyId = '0198a000-0000-7000-8000-000000000001'
const missingId = '0198a000-0000-7000-8000-000000000002'
const leak = 'password=hunter2'

export interface Recorder {
  log: Log
  events: string[]
}

export function recorder(): Recorder {
  const events: string[] = []
  const log: Log = {
    info: (event) => void events.push(event),
    warn: (event) => void events.push(event),
    error: (event) => void events.push(event),
    child: () => log,
    flush: async () => {},
  }
  return { log, events }
}

/** A router of a few procedures that shows what became of its streams. */
export function suiteRouter(log: Log) {
  const streams = { finished: 0, opened: 0 }
  const startedAt = new Date('2026-11-01T05:30:00.123Z')
  const status = { phase: 'ready' as const, detail: '', failure: null, version: '1', startedAt }
  const guarded = os.use(faults({ log, known: knownValues(), status: () => status }))
  const counts = { agents: 0, projects: 0, routines: 0, enabledRoutines: 0, secrets: 0, activeRuns: 0, failedRuns24h: 0 }
  const made = (name: string, description: string) => ({ id: companyId, name, description, isSample: false, counts, createdAt: startedAt })
  const router = {
    system: {
      status: guarded.system.status.handler(() => status),
      health: guarded.system.health.handler(() => {
        throw new Error(leak)
      }),
      watchStatus: guarded.system.watchStatus.handler(async function* ({ signal }) {
        streams.opened += 1
        try {
          for (let n = 0; !signal?.aborted; n += 1) {
            yield { ...status, detail: String(n) }
            await new Promise((resolve) => setTimeout(resolve, 1))
          }
        } finally {
          streams.finished += 1
        }
      }),
      watch: guarded.system.watch.handler(async function* () {
        yield { changes: [], dropped: 0, at: startedAt }
        throw new Error(leak)
      }),
    },
    companies: {
      get: guarded.companies.get.handler(({ input }) => {
        if (input.companyId !== companyId) throw notFound('company')
        return made('Acme', '')
      }),
      create: guarded.companies.create.handler(({ input }) => made(input.name, input.description)),
    },
  }
  return { router, streams }
}

async function failure(call: Promise<unknown>) {
  const error = await call.then(
    () => expect.unreachable('the call was answered'),
    (reason: unknown) => reason,
  )
  if (!isDefinedError(error as Error)) expect.unreachable(`not a declared error: ${String(error)}`)
  return error as Error & { code: string; data: unknown }
}

export function carrierSuite(name: string, open: (router: AnyRouter, log: Log) => Promise<OpenCarrier>) {
  async function opened() {
    const { log, events } = recorder()
    const { router, streams } = suiteRouter(log)
    return { ...(await open(router, log)), streams, events }
  }

  describe(`a router over ${name}`, () => {
    answers(opened)
    refusals(opened)
    streaming(opened)
  })
}

type Opened = () => Promise<OpenCarrier & { streams: { finished: number; opened: number }; events: string[] }>

function answers(opened: Opened) {
  it('keeps dates as dates, to the millisecond', async () => {
    const { client } = await opened()
    const status = await client.system.status({})
    expect(status.startedAt).toEqual(new Date('2026-11-01T05:30:00.123Z'))
  })

  it('answers many calls at once, each with its own', async () => {
    const { client } = await opened()
    const names = Array.from({ length: 200 }, (_, n) => `Company ${n}`)
    const made = await Promise.all(names.map((company) => client.companies.create({ name: company })))
    expect(made.map((company) => company.name)).toEqual(names)
  })

  it('carries text of every script', async () => {
    const { client } = await opened()
    const description = 'Ωmega – 漢字 🛞 "quoted" \\ \u2028 \n'
    expect((await client.companies.create({ name: 'Ünïcode', description })).description).toBe(description)
  })
}

function refusals(opened: Opened) {
  it('passes a declared error with its data', async () => {
    const { client } = await opened()
    expect(await failure(client.companies.get({ companyId: missingId }))).toMatchObject({ code: 'NOT_FOUND', data: { noun: 'company' } })
  })

  it('turns any other error into an incident that says nothing of its cause', async () => {
    const { client } = await opened()
    const error = await failure(client.system.health({}))
    expect(error.code).toBe('INTERNAL')
    expect(JSON.stringify({ ...error, message: error.message })).not.toContain('hunter2')
  })

  it('names the fields of input that does not fit', async () => {
    const { client } = await opened()
    const error = await failure(client.companies.create({ name: 7 as unknown as string }))
    expect(error).toMatchObject({ code: 'BAD_REQUEST', data: { issues: [{ path: ['name'] }] } })
  })

  it.each(['nothing.here', 'companies', 'companies.create.more', '__proto__.x', 'constructor', ''])(
    'declares that there is no procedure %j',
    async (path) => {
      const { client } = await opened()
      const call = path.split('.').reduce((at: unknown, part) => (at as Record<string, unknown>)[part], client) as (
        input: unknown,
      ) => Promise<unknown>
      expect(await failure(call({}))).toMatchObject({ code: 'NOT_FOUND', data: { noun: 'procedure' } })
    },
  )

  it.each([10, 25])('refuses a text of %i MB and stays connected', async (megabytes) => {
    const { client } = await opened()
    expect((await failure(client.companies.create({ name: 'x'.repeat(megabytes * 1024 * 1024) }))).code).toBe('BAD_REQUEST')
    expect((await client.system.status({})).phase).toBe('ready')
  })

  it.each([
    ['text that is no JSON', 'hello'],
    ['JSON of another shape', '[1,2]'],
    ['a frame without an id', '{"p":{"u":"/system/status"}}'],
    ['a request to another host', '{"i":"1","p":{"u":"http://example.test/system/status"}}'],
    ['a request with headers of its own', '{"i":"1","p":{"u":"/system/status","h":{"content-type":"text/event-stream"}}}'],
    ['a frame of an unknown type', '{"i":"1","t":9,"p":{}}'],
    ['bytes', new Uint8Array([1, 2, 255])],
  ])('cuts a connection that sends %s', async (_what, frame) => {
    const { sendRaw, closed, events } = await opened()
    sendRaw(frame)
    await closed
    expect(events).toContain('connection cut')
  })

  it('refuses a body that cannot be read', async () => {
    const { sendRaw, client } = await opened()
    sendRaw('{"i":"a1","p":{"u":"/system/status","b":{"json":1,"meta":[[1,"no","such"]]}}}')
    sendRaw('{"i":"a2","p":{"u":"/system/status"}}')
    expect((await client.system.status({})).phase).toBe('ready')
  })
}

function streaming(opened: Opened) {
  it('delivers a stream in order and ends it when the client leaves', async () => {
    const { client, streams } = await opened()
    const seen: string[] = []
    for await (const { detail } of await client.system.watchStatus({})) {
      seen.push(detail)
      if (seen.length === 5) break
    }
    expect(seen).toEqual(['0', '1', '2', '3', '4'])
    await expect.poll(() => streams.finished).toBe(1)
  })

  it('ends a stream when the client aborts', async () => {
    const { client, streams } = await opened()
    const abort = new AbortController()
    const stream = await client.system.watchStatus({}, { signal: abort.signal })
    await stream.next()
    abort.abort()
    await expect.poll(() => streams.finished).toBe(1)
  })

  it('ends a stream when the connection is lost', async () => {
    const { client, streams, drop } = await opened()
    const stream = await client.system.watchStatus({})
    await stream.next()
    drop()
    await expect.poll(() => streams.finished).toBe(1)
  })

  it('turns a failure in mid-stream into an incident that says nothing of its cause', async () => {
    const { client, events } = await opened()
    const stream = await client.system.watch({})
    await stream.next()
    const error = await failure(stream.next())
    expect(error.code).toBe('INTERNAL')
    expect(error.message).not.toContain('hunter2')
    expect(events).toContain('incident')
  })
}
