import { Cron } from 'croner'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readFields, ScheduleError, tidyCron } from './schedule-fields.ts'
import { cronExpressions } from './schedule-fixtures.ts'

function fault(cron: string): [string, string] | undefined {
  try {
    readFields(cron)
    return undefined
  } catch (error) {
    if (error instanceof ScheduleError) return [error.field, error.message]
    throw error
  }
}

describe('a fault is told by its field', () => {
  it.each([
    ['0 9 * * 8', 'day-of-week', 'day-of-week: 8 is out of range 0–7'],
    ['60 * * * *', 'minute', 'minute: 60 is out of range 0–59'],
    ['61 0 9 * * *', 'second', 'second: 61 is out of range 0–59'],
    ['0 24 * * *', 'hour', 'hour: 24 is out of range 0–23'],
    ['0 9 0 * *', 'day-of-month', 'day-of-month: 0 is out of range 1–31'],
    ['0 9 32 * *', 'day-of-month', 'day-of-month: 32 is out of range 1–31'],
    ['0 9 * 13 *', 'month', 'month: 13 is out of range 1–12'],
    ['0 9 * * FOO', 'day-of-week', 'day-of-week: FOO is not a number or a name such as MON'],
    ['0 9 * * 1#6', 'day-of-week', 'day-of-week: 6 after # is out of range 1–5'],
    ['0 9 * * L', 'day-of-week', 'day-of-week: L needs a day, such as 5L for the last Friday'],
    ['0 9 1W,15 * *', 'day-of-month', 'day-of-month: W stands alone, after a single day, such as 15W'],
    ['0 22-2 * * *', 'hour', 'hour: 22-2 runs backwards; write 22-23,0-2'],
    ['5/15 * * * *', 'minute', 'minute: write 5-59/15 instead of 5/15'],
    ['*/90 * * * *', 'minute', 'minute: the step in */90 is larger than the range 0–59'],
    ['*/0 * * * *', 'minute', 'minute: the step in */0 must be a number from 1'],
    ['0 9 1, * *', 'day-of-month', 'day-of-month: is empty'],
    ['0 9 * * +1', 'day-of-week', 'day-of-week: +1 is not a number or a name such as MON'],
    ['* * * *', 'expression', 'expression: needs five fields, or six with seconds first; found 4'],
    ['0 0 9 * * * 2027', 'expression', 'expression: needs five fields, or six with seconds first; found 7'],
    ['  ', 'expression', 'expression: needs five fields, or six with seconds first; it is empty'],
    ['@reboot', 'expression', 'expression: @reboot is not known; write @hourly, @daily, @weekly, @monthly or @yearly'],
  ])('%s', (cron, field, message) => {
    expect(fault(cron)).toEqual([field, message])
  })
})

describe('what it reads', () => {
  it.each([
    '0 9 * * MON-FRI',
    '0 9 * jan,mar sun',
    '0 9 L * *',
    '0 9 1,L * *',
    '0 9 15W * *',
    '0 9 LW * *',
    '0 9 * * 5#2',
    '0 9 * * FRIL',
    '0 9 * * FRI-SUN',
    '@daily',
  ])('%s', (cron) => {
    expect(fault(cron)).toBeUndefined()
  })

  it('takes six fields as seconds first', () => {
    expect(readFields('30 0 9 * * *')).toMatchObject({ dialect: 'six', second: '30', hour: '9' })
    expect(readFields('0 9 * * *')).toMatchObject({ dialect: 'five', second: '0', hour: '9' })
  })

  it('tidies blanks', () => {
    expect(tidyCron(' 0\t9 *  * 1\n')).toBe('0 9 * * 1')
  })

  it('never throws anything but a ScheduleError, whatever it is given', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom(...'0123456789*/-,#LW? @MONJA') })), (cron) => void fault(cron)))
  })

  it('reads nothing that the engine cannot', () => {
    fc.assert(
      fc.property(cronExpressions, (cron) => {
        const { second, minute, hour, dayOfMonth, month, dayOfWeek } = readFields(cron)
        new Cron(`${second} ${minute} ${hour} ${dayOfMonth} ${month} ${dayOfWeek}`, { mode: '6-part', paused: true })
      }),
    )
  })
})
