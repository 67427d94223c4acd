import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatAbsolute, formatDuration, formatFull, formatRelative, formatRunning, formatTime } from './time-format.ts'

const now = Date.UTC(2026, 10, 21, 12, 0, 0)
const at = (ms: number) => new Date(now + ms)
const minute = 60_000
const hour = 60 * minute

describe('durations', () => {
  it.each([
    [0, '0 ms'],
    [842, '842 ms'],
    [42_100, '42.1 s'],
    [59_949, '59.9 s'],
    [59_960, '1 m 00 s'],
    [192_000, '3 m 12 s'],
    [3_840_000, '1 h 04 m'],
    [90_000_000, '1 d 01 h'],
  ])('spells %i ms as %s', (ms, text) => expect(formatDuration(ms)).toBe(text))

  it('never shows a minute of sixty seconds or an hour of sixty minutes', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 10 * 86_400_000 }), (ms) => !/\b60(\.0)? (s|m)\b|\b24 h\b/.test(formatDuration(ms))))
  })

  it('ticks in whole seconds while running', () => expect([900, 1900, 61_200].map(formatRunning)).toEqual(['0 s', '1 s', '1 m 01 s']))
})

describe('instants', () => {
  it.each([
    [-500, 'now'],
    [-12_000, '12 s ago'],
    [-4 * minute, '4 m ago'],
    [-5 * hour, '5 h ago'],
    [3 * hour, 'in 3 h'],
    [-24 * hour, null],
    [24 * hour, null],
  ])('%i ms from now reads %s', (ms, text) => expect(formatRelative(at(ms), now)).toBe(text))

  it('says that a past scheduled instant is due', () => expect(formatRelative(at(-5 * minute), now, true)).toBe('due 5 m ago'))

  it('names UTC, and leaves out the year only when it is this one', () => {
    expect(formatAbsolute(at(0), 'utc', now)).toMatch(/Nov 21.*12:00.*UTC/)
    expect(formatAbsolute(at(0), 'utc', now)).not.toContain('2026')
    expect(formatAbsolute(new Date(Date.UTC(2025, 0, 2)), 'utc', now)).toContain('2025')
  })

  it('obeys the global switch', () => {
    expect(formatTime(at(-minute), 'relative', now)).toBe('1 m ago')
    expect(formatTime(at(-minute), 'utc', now)).toContain('UTC')
    expect(formatTime(at(-minute), 'local', now)).not.toContain('ago')
    expect(formatTime(at(-48 * hour), 'relative', now)).not.toContain('ago')
  })

  it('always names the zone in full', () => expect(formatFull(at(0), 'utc')).toMatch(/2026.*12:00:00.*UTC/))
})
