import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readFields } from './schedule-fields.ts'
import { cronExpressions } from './schedule-fixtures.ts'
import { scheduleWords } from './schedule-words.ts'

describe('a schedule in words', () => {
  it.each([
    ['0 9 * * *', 'At 09:00'],
    ['@daily', 'At 00:00'],
    ['0 9 * * MON-FRI', 'At 09:00, Monday through Friday'],
    ['0 9 1 * 1', 'At 09:00, on day 1 of the month or on Monday'],
    ['0 9 1-7 1,2 FRI', 'At 09:00, between day 1 and 7 of the month or on Friday, only in January and February'],
    ['0 9 L * 5L', 'At 09:00, on the last day of the month or on the last Friday of the month'],
    ['0 9 L * *', 'At 09:00, on the last day of the month'],
    ['0 9 * * 5#2', 'At 09:00, on the second Friday of the month'],
    ['0 9 * * FRI#L', 'At 09:00, on the last Friday of the month'],
    ['0 9 15W * *', 'At 09:00, on the weekday nearest day 15 of the month'],
    ['*/20 * * * * *', 'Every 20 seconds'],
    ['*/15 9-17 * * 1-5', 'Every 15 minutes, between 09:00 and 17:59, Monday through Friday'],
    ['*/7 * * * *', 'Every 7 minutes, counted anew each hour'],
    ['0 */5 * * *', 'On the hour, every 5 hours, counted anew each day'],
  ])('%s', (cron, words) => {
    expect(scheduleWords(cron)).toBe(words)
  })

  it('answers an expression it cannot read as it is', () => {
    expect(scheduleWords('0 9 * * 8')).toBe('0 9 * * 8')
  })

  it('has words for all that the reader takes, and says "or" between the two day fields', () => {
    fc.assert(
      fc.property(cronExpressions, (cron) => {
        const words = scheduleWords(cron)
        expect(words).not.toBe(cron)
        expect(words).not.toMatch(/undefined|null|NaN/)
        const { dayOfMonth, dayOfWeek } = readFields(cron)
        if (dayOfMonth !== '*' && dayOfWeek !== '*') expect(words).toContain(' or ')
      }),
      { numRuns: 300 },
    )
  })
})
