import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { LogLine, LogPage } from '#shared/contract/runs.ts'
import { createLogModel, type LogModel } from './log-model.ts'

const now = (tell: () => void) => tell()
const line = (n: number, change: Partial<LogLine> = {}): LogLine => ({ n, t: n, stream: 'stdout', text: `line ${n}`, replaced: false, ...change })
const lines = (from: number, to: number, make = line) => Array.from({ length: to - from }, (_, i) => make(from + i))
const page = (held: LogLine[], total: number, change: Partial<LogPage> = {}): LogPage => ({
  lines: held,
  total,
  ended: false,
  redactions: 0,
  binary: false,
  ...change,
})
const shown = (model: LogModel) => Array.from({ length: model.summary().rows }, (_, row) => model.lineOf(row))

describe('log model', () => {
  it('gives every line its own row until something is folded', () => {
    const model = createLogModel({ notify: now })
    model.take(page(lines(0, 2500), 2500), null)
    expect(model.summary().rows).toBe(2500)
    expect(model.lineOf(2499)).toBe(2499)
    expect(model.line(1234)?.text).toBe('line 1234')
  })

  it('holds the last page of a long log and knows the holes before it', () => {
    const model = createLogModel({ notify: now })
    model.take(page(lines(995_000, 1_000_000), 1_000_000), null)
    expect(model.summary().rows).toBe(1_000_000)
    expect(model.line(10)).toBeUndefined()
    model.take(page(lines(0, 5000), 1_000_000), 0)
    expect(model.line(10)?.text).toBe('line 10')
  })

  it('bounds what it holds while a million lines stream by', () => {
    const model = createLogModel({ notify: now, maxPages: 8 })
    for (let from = 0; from < 1_000_000; from += 5000) {
      model.receive({ type: 'lines', lines: lines(from, from + 5000, (n) => line(n, { replaced: n % 3 === 0 })), total: from + 5000, redactions: 0 })
    }
    const held = Array.from({ length: 1_000_000 }, (_, n) => n).filter((n) => model.line(n) !== undefined)
    expect(held.length).toBeLessThanOrEqual(8000)
    expect(held.at(-1)).toBe(999_999)
    expect(model.summary().rows).toBe(1_000_000 - 333_333)
  }, 30_000)

  it('folds a progress line to its last state and counts the earlier ones', () => {
    const model = createLogModel({ notify: now })
    const progress = lines(0, 9, (n) => line(n, { text: `${n}0 %`, replaced: n < 8 }))
    model.receive({ type: 'lines', lines: progress, total: 9, redactions: 0 })
    expect(shown(model)).toEqual([8])
    expect(model.earlierStates(8)).toBe(8)
    model.setShowAll(true)
    expect(shown(model)).toHaveLength(9)
  })

  it('keeps the last state on screen while nothing replaces it, and across other streams', () => {
    const model = createLogModel({ notify: now })
    const mixed = [line(0, { replaced: true }), line(1, { stream: 'stderr' }), line(2, { replaced: true })]
    model.receive({ type: 'lines', lines: mixed, total: 3, redactions: 0 })
    expect(shown(model)).toEqual([1, 2])
  })

  it('folds the same lines whatever the order in which it came to know them', () => {
    const log = fc.array(fc.record({ stream: fc.constantFrom('stdout' as const, 'stderr' as const), replaced: fc.boolean() }), {
      minLength: 1,
      maxLength: 60,
    })
    fc.assert(
      fc.property(log, fc.array(fc.nat(2500), { maxLength: 4 }), fc.nat(5), (pattern, cuts, live) => {
        const all = Array.from({ length: 2500 }, (_, n) => line(n, pattern[n % pattern.length]))
        const whole = createLogModel({ notify: now })
        whole.take(page(all, all.length), 0)
        const edges = [0, ...cuts.sort((a, b) => a - b), all.length]
        const parts = edges.slice(1).map((to, i) => all.slice(edges[i], to))
        const pieces = createLogModel({ notify: now })
        for (const part of live === 0 ? parts : parts.reverse()) {
          if (live === 0) pieces.receive({ type: 'lines', lines: part, total: (part.at(-1)?.n ?? -1) + 1, redactions: 0 })
          else pieces.take(page(part, all.length), part[0]?.n ?? null)
        }
        expect(shown(pieces)).toEqual(shown(whole))
        for (const n of shown(whole)) expect(pieces.lineOf(pieces.rowOf(n))).toBe(n)
      }),
      { numRuns: 15 },
    )
  })

  it('counts new rows only while it does not follow', () => {
    const model = createLogModel({ notify: now })
    model.receive({ type: 'lines', lines: lines(0, 10), total: 10, redactions: 0 })
    expect(model.summary().unseen).toBe(0)
    model.setFollowing(false)
    model.receive({ type: 'lines', lines: lines(10, 138), total: 138, redactions: 0 })
    expect(model.summary().unseen).toBe(128)
    model.setFollowing(true)
    expect(model.summary().unseen).toBe(0)
  })

  it('reads a stretch the stream left out later, and says so when it is nowhere', () => {
    const model = createLogModel({ notify: now })
    model.receive({ type: 'gap', from: 0, to: 100 })
    model.receive({ type: 'lines', lines: lines(100, 110), total: 110, redactions: 0 })
    expect(model.summary().rows).toBe(110)
    model.take(page([...lines(0, 20), ...lines(90, 110)], 110), 0)
    expect(model.rule(20)).toEqual({ kind: 'lost', lines: 70, missingMs: 0 })
    expect(model.summary().rows).toBe(110 - 69)
    expect(model.rowOf(90)).toBe(21)
  })

  it('tells its listeners once for a burst', () => {
    const waiting: Array<() => void> = []
    const model = createLogModel({ notify: (tell) => waiting.push(tell) })
    let told = 0
    model.subscribe(() => told++)
    for (let n = 0; n < 500; n++) model.receive({ type: 'lines', lines: [line(n)], total: n + 1, redactions: n })
    for (const tell of waiting) tell()
    expect(told).toBe(1)
    expect(model.summary()).toMatchObject({ total: 500, redactions: 499 })
  })
})
