import { describe, expect, it } from 'vitest'
import type { LogEvent, LogLine, LogPage } from '#shared/contract/runs.ts'
import { createLogFeed, type LogSource, retryDelay } from './log-feed.ts'
import { createLogModel } from './log-model.ts'

const line = (n: number): LogLine => ({ n, t: n, stream: 'stdout', text: `line ${n}`, replaced: false })
const lines = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => line(from + i))

/** A host with `total` lines whose streams are scripted, one list of steps per connection. */
function scripted(total: number, connections: Array<() => AsyncIterable<LogEvent>>, ended = false) {
  const asked: Array<{ from?: number; limit: number }> = []
  const followed: number[] = []
  const waits: number[] = []
  const host = { total, ended, failing: false }
  let time = 0
  const source: LogSource = {
    async read(input) {
      asked.push(input)
      if (host.failing) throw new Error('unreachable')
      const from = input.from ?? Math.max(0, host.total - input.limit)
      return {
        lines: lines(from, Math.min(host.total, from + input.limit)),
        total: host.total,
        ended: host.ended,
        redactions: 0,
        binary: false,
      } satisfies LogPage
    },
    async follow(from) {
      followed.push(from)
      const next = connections.shift()
      if (!next) throw new Error('no more connections')
      return next()
    },
    now: () => time,
    async wait(ms) {
      waits.push(ms)
      time += ms
    },
  }
  return { source, host, asked, followed, waits }
}

async function* events(...list: LogEvent[]) {
  yield* list
}
async function* broken(...list: LogEvent[]) {
  yield* list
  throw new Error('socket closed')
}
const grew = (from: number, to: number): LogEvent => ({ type: 'lines', lines: lines(from, to), total: to, redactions: 0 })
const over = (total: number): LogEvent => ({ type: 'ended', total, redactions: 0, binary: false })

describe('log feed', () => {
  it('opens a running log with the last 5,000 lines and follows from there', async () => {
    const { source, asked, followed } = scripted(12_000, [() => events(grew(12_000, 12_010), over(12_010))])
    const model = createLogModel()
    const feed = createLogFeed(model, source)
    await feed.run(new AbortController().signal)
    expect(asked[0]).toEqual({ limit: 5000 })
    expect(followed).toEqual([12_000])
    expect(model.line(7000)?.n).toBe(7000)
    expect(model.summary()).toMatchObject({ total: 12_010, ended: true })
    expect(feed.state()).toEqual({ phase: 'ended' })
  })

  it('reads what it missed, says so, and goes on from the next line', async () => {
    const { source, host, followed, waits } = scripted(10, [() => broken(grew(10, 20)), () => events(grew(60, 70), over(70))])
    const model = createLogModel()
    const feed = createLogFeed(model, {
      ...source,
      wait: async (ms, signal) => {
        host.total = 60
        await source.wait(ms, signal)
      },
    })
    await feed.run(new AbortController().signal)
    expect(followed).toEqual([10, 60])
    expect(waits).toEqual([500])
    expect(model.rule(20)).toEqual({ kind: 'refetched', lines: 40, missingMs: 500 })
    expect(Array.from({ length: 70 }, (_, n) => model.line(n)?.n)).toEqual(Array.from({ length: 70 }, (_, n) => n))
  })

  it('waits longer after each failure, also when the stream closes without a word', async () => {
    const { source, waits } = scripted(1, [() => events(), () => events(), () => events(over(1))])
    await createLogFeed(createLogModel(), source).run(new AbortController().signal)
    expect(waits).toEqual([500, 1000])
    expect(retryDelay(20)).toBe(8000)
  })

  it('does not follow a log that has ended, and reports one that cannot be opened', async () => {
    const ended = scripted(5, [], true)
    await createLogFeed(createLogModel(), ended.source).run(new AbortController().signal)
    expect(ended.followed).toEqual([])

    const failing = scripted(5, [])
    failing.host.failing = true
    const feed = createLogFeed(createLogModel(), failing.source)
    await feed.run(new AbortController().signal)
    expect(feed.state()).toMatchObject({ phase: 'failed' })
  })

  it('asks once for a block of older lines, however many rows want it', async () => {
    const { source, asked } = scripted(100_000, [], true)
    const model = createLogModel()
    const feed = createLogFeed(model, source)
    await feed.run(new AbortController().signal)
    for (let n = 20_100; n < 20_200; n++) feed.want(n)
    await expect.poll(() => model.line(20_150)?.n).toBe(20_150)
    expect(asked.slice(1)).toEqual([{ from: 20_000, limit: 5000 }])
  })
})
