import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkSchedule, latestDue, nextDue, previewSchedule } from './schedule.ts'
import { fiveFields } from './schedule-fixtures.ts'
import { knownZones, tidyZone, wallClock } from './schedule-zones.ts'

const zones = ['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Africa/Cairo', 'Asia/Kolkata', 'UTC']
const DAY = 86_400_000

function rows(cron: string, timezone: string, from: string, count: number) {
  const preview = previewSchedule(cron, timezone, new Date(from), count)
  if (!preview.valid) throw new Error(preview.message)
  return preview.next.map(({ local, clockChange }) => (clockChange ? `${local} ${clockChange}` : local))
}

describe('clock changes', () => {
  it('fires a fixed time of a skipped hour once, at the end of the gap', () => {
    expect(rows('30 2 * * *', 'Europe/Berlin', '2027-03-27T12:00:00Z', 2)).toEqual([
      '2027-03-28 03:00 +02:00 skipped hour',
      '2027-03-29 02:30 +02:00',
    ])
    expect(rows('15 2 * * *', 'Australia/Lord_Howe', '2026-10-03T00:00:00Z', 2)).toEqual([
      '2026-10-04 02:30 +11:00 skipped hour',
      '2026-10-05 02:15 +11:00',
    ])
  })

  it('counts a list of times as fixed, too', () => {
    expect(rows('30 2,14 * * *', 'Europe/Berlin', '2027-03-27T20:00:00Z', 2)).toEqual([
      '2027-03-28 03:00 +02:00 skipped hour',
      '2027-03-28 14:30 +02:00',
    ])
  })

  it('does not mark a time that only happens to be the end of the gap', () => {
    expect(rows('0 3 * * *', 'Europe/Berlin', '2027-03-27T12:00:00Z', 1)).toEqual(['2027-03-28 03:00 +02:00'])
  })

  it('fires a fixed time of a repeated hour once, at the first pass', () => {
    expect(rows('30 2 * * *', 'Europe/Berlin', '2027-10-30T12:00:00Z', 2)).toEqual([
      '2027-10-31 02:30 +02:00 repeated hour',
      '2027-11-01 02:30 +01:00',
    ])
  })

  it('lets a stepped expression run through both passes, and marks them', () => {
    const autumn = rows('*/20 2 * * *', 'Europe/Berlin', '2027-10-30T12:00:00Z', 7)
    expect(autumn.slice(0, 6).every((row) => row.endsWith('repeated hour'))).toBe(true)
    expect(autumn[6]).toBe('2027-11-01 02:00 +01:00')
  })
})

describe('preview', () => {
  it('says what is wrong by field', () => {
    expect(previewSchedule('0 9 * * 8', 'UTC', new Date(), 5)).toEqual({
      valid: false,
      field: 'day-of-week',
      message: 'day-of-week: 8 is out of range 0–7',
    })
    for (const zone of ['Mars/Phobos', '+02:00', ''])
      expect(previewSchedule('0 9 * * *', zone, new Date(), 5)).toMatchObject({ valid: false, field: 'timezone' })
  })

  it('warns when nothing matches, when the first run is far off, and when there are many', () => {
    const from = new Date('2026-11-21T00:00:00Z')
    expect(previewSchedule('0 0 30 2 *', 'UTC', from, 5)).toMatchObject({
      words: 'Never fires',
      next: [],
      warnings: ['Never fires: no date matches it.'],
    })
    expect(previewSchedule('0 0 29 2 *', 'UTC', from, 5)).toMatchObject({ warnings: ['The next run is more than a year away.'] })
    expect(previewSchedule('0,30 * * * * *', 'UTC', from, 5)).toMatchObject({ dialect: 'six', warnings: ['Fires more than once a minute.'] })
    expect(previewSchedule('0 0 9 * * *', 'UTC', from, 5)).toMatchObject({ warnings: [] })
  })

  it('refuses to save what never fires', () => {
    expect(() => checkSchedule('0 0 31 4 *', 'UTC', new Date())).toThrow('never fires')
  })

  it.each(zones)('is a walk of the engine over 400 days in %s', (zone) => {
    const from = new Date('2026-11-20T23:17:31.250Z')
    const end = from.getTime() + 400 * DAY
    fc.assert(
      fc.property(fiveFields, fc.nat(399), (cron, day) => {
        const start = new Date(from.getTime() + day * DAY)
        const preview = previewSchedule(cron, zone, start, 40)
        if (!preview.valid) throw new Error(preview.message)
        let at: Date = start
        for (const row of preview.next) {
          const due = nextDue(cron, zone, at)
          expect(due).toEqual(row.at)
          expect(row.at > at).toBe(true)
          at = row.at
        }
        if (preview.next.length < 40 && at.getTime() < end) expect(nextDue(cron, zone, at)).toBeNull()
      }),
      { numRuns: 30 },
    )
  })

  it.each(zones)(
    'fires every fixed daily time exactly once a day in %s, as an independent clock sees it',
    (zone) => {
      for (const [hour, minute] of [
        [0, 0],
        [1, 30],
        [2, 15],
        [2, 45],
        [3, 0],
        [23, 59],
      ] as const) {
        const cron = `${minute} ${hour} * * *`
        let at = new Date('2026-11-20T12:00:00Z')
        for (let day = 0; day < 400; day += 1) {
          const due = nextDue(cron, zone, at)
          expect(due, `${cron} after ${at.toISOString()}`).toEqual(firstAtOrAfter(zone, at, hour, minute))
          at = due ?? at
        }
      }
    },
    30_000,
  )
})

/** The rule in other words: the first instant of the day at which the wall shows the time, or has just passed it. */
function firstAtOrAfter(zone: string, after: Date, hour: number, minute: number): Date {
  const { wallMs } = wallClock(zone, after)
  const midnight = wallMs - (wallMs % DAY)
  for (const target of [0, 1].map((days) => midnight + days * DAY + (hour * 60 + minute) * 60_000)) {
    // All times and clock changes here fall on quarter hours; offsets lie within 14 hours, changes within 3 of a guess.
    const guess = target - wallClock(zone, new Date(target)).offsetMs
    for (let ms = guess - 3 * 3_600_000; ms <= guess + 3 * 3_600_000; ms += 15 * 60_000) {
      if (wallClock(zone, new Date(ms)).wallMs < target) continue
      if (ms > after.getTime()) return new Date(ms)
      break
    }
  }
  throw new Error('no such time')
}

describe('the latest missed instant', () => {
  const until = new Date('2027-06-01T12:03:20Z')
  it('is the last one not after now, however long the sleep', () => {
    expect(latestDue('*/5 * * * *', 'UTC', new Date('2020-01-01T00:00:00Z'), until)).toEqual(new Date('2027-06-01T12:00:00Z'))
    expect(latestDue('* * * * * *', 'UTC', new Date('2020-01-01T00:00:00Z'), until)).toEqual(until)
    expect(latestDue('0 0 29 2 *', 'UTC', new Date('2020-01-01T00:00:00Z'), until)).toEqual(new Date('2024-02-29T00:00:00Z'))
  })

  it('is null when nothing was due in between', () => {
    expect(latestDue('0 9 * * *', 'UTC', new Date('2027-06-01T09:00:00Z'), until)).toBeNull()
    expect(latestDue('0 9 * * *', 'UTC', new Date('2027-06-02T09:00:00Z'), until)).toBeNull()
  })

  it('equals the end of a plain walk', () => {
    fc.assert(
      fc.property(fiveFields, fc.integer({ min: 0, max: 40 * 24 * 60 }), (cron, minutes) => {
        const after = new Date(until.getTime() - minutes * 60_000)
        let walked: Date | null = null
        for (let at = nextDue(cron, 'Europe/Berlin', after), n = 0; at && at <= until && n < 300; n += 1) {
          walked = at
          at = nextDue(cron, 'Europe/Berlin', at)
          if (n === 299) return
        }
        expect(latestDue(cron, 'Europe/Berlin', after, until)).toEqual(walked)
      }),
      { numRuns: 60 },
    )
  })
})

describe('zones', () => {
  it('are known with their offset, and keep the name they were given', () => {
    expect(knownZones(new Date('2027-07-01T00:00:00Z'))).toContainEqual({ name: 'Europe/Berlin', offsetMin: 120 })
    expect(tidyZone('europe/berlin')).toBe('Europe/Berlin')
    expect(tidyZone('Asia/Kolkata')).toBe('Asia/Kolkata')
  })
})
