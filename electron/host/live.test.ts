import { describe, expect, it } from 'vitest'
import type { Change } from '#shared/contract/system.ts'
import type { Clock } from '../ports/clock.ts'
import { liveBus, paced, withoutRepeats } from './live.ts'

/** Timers that end when the test says so. */
function handClock() {
  const waiting = new Set<() => void>()
  const clock: Clock = {
    now: () => new Date(0),
    monotonic: () => 0,
    after(_ms, task) {
      waiting.add(task)
      return () => waiting.delete(task)
    },
    every: () => () => {},
    sleep: async () => {},
  }
  return { clock, waiting, beat: () => [...waiting].map((task) => task()) }
}

const change = (id: string, kind: Change['kind'] = 'updated'): Change => ({ noun: 'run', id, companyId: null, kind })

describe('paced', () => {
  it('bounds a batch and counts what it left out', async () => {
    const { clock } = handClock()
    let push: (n: number) => void = () => {}
    const stream = paced<number, unknown>(
      (p) => {
        push = p
        return () => {}
      },
      { clock, collectMs: 1, limit: 3, beatMs: 1_000, signal: undefined, make: (items, dropped) => ({ items, dropped }) },
    )
    const next = stream.next()
    for (let n = 0; n < 10; n += 1) push(n)
    expect((await next).value).toEqual({ items: [0, 1, 2], dropped: 7 })
    await stream.return()
  })

  it('beats when nothing happens', async () => {
    const { clock, beat } = handClock()
    const stream = paced(() => () => {}, { clock, collectMs: 1, limit: 3, beatMs: 1_000, signal: undefined, make: (items) => items.length })
    const next = stream.next()
    await Promise.resolve()
    beat()
    expect((await next).value).toBe(0)
    await stream.return()
  })

  it('unsubscribes when the client goes away, and leaves no timer', async () => {
    const { clock, waiting } = handClock()
    const bus = liveBus()
    const abort = new AbortController()
    let subscribed = 0
    const stream = paced<Change, number>(
      (push) => {
        subscribed += 1
        const end = bus.subscribe(push)
        return () => {
          subscribed -= 1
          end()
        }
      },
      { clock, collectMs: 1, limit: 3, beatMs: 1_000, signal: abort.signal, make: (items) => items.length },
    )
    const next = stream.next()
    await Promise.resolve()
    expect(subscribed).toBe(1)
    abort.abort()
    expect((await next).done).toBe(true)
    expect(subscribed).toBe(0)
    expect(waiting.size).toBe(0)
  })
})

describe('withoutRepeats', () => {
  it('keeps one notice a thing, and a removal beside an update', () => {
    expect(withoutRepeats([change('a'), change('a'), change('b'), change('a', 'removed')])).toEqual([
      change('a'),
      change('b'),
      change('a', 'removed'),
    ])
  })
})
