/** A schedule in words, without its zone. Words only: dates always come from schedule.ts. */
import cronstrue from 'cronstrue'
import { readFields, type ScheduleFields } from './schedule-fields.ts'

/** Says when an expression fires; an expression that cannot be read is answered as it is. */
export function scheduleWords(cron: string): string {
  try {
    return fieldsInWords(readFields(cron))
  } catch {
    // A row of a list must show something: the expression itself says more than an error would.
    return cron
  }
}

/**
 * Says when the fields match. With both day fields set the engine fires when either matches, while the library says
 * "and": the sentence is therefore put together from the parts.
 */
export function fieldsInWords(fields: ScheduleFields): string {
  const { dayOfMonth, month, dayOfWeek } = fields
  const time = phrase(fields, '*', '*', '*')
  const part = (...days: [string, string, string]) => phrase(fields, ...days).slice(time.length)
  const onDate = dayOfMonth === '*' ? '' : part(dayOfMonth, '*', '*')
  const onWeekday = dayOfWeek === '*' ? '' : part('*', '*', dayOfWeek)
  const inMonth = month === '*' ? '' : part('*', month, '*')
  const onDays = onDate && onWeekday ? `${onDate} or ${onWeekday.replace(/^, (only )?/, '')}` : onDate + onWeekday
  return time + onDays + inMonth + restarts(fields)
}

function phrase({ dialect, second, minute, hour }: ScheduleFields, dayOfMonth: string, month: string, dayOfWeek: string): string {
  const days = `${minute} ${hour} ${dayOfMonth} ${month} ${dayOfWeek}`
  return cronstrue.toString(dialect === 'six' ? `${second} ${days}` : days, { use24HourTimeFormat: true })
}

/** "Every 7 minutes" is untrue at the end of each hour, where the count starts again; say so. */
function restarts({ second, minute, hour, month }: ScheduleFields): string {
  const uneven = (field: string, size: number) => {
    const step = /^\*\/(\d+)$/.exec(field)
    return step !== null && size % Number(step[1]) !== 0
  }
  const units = [uneven(second, 60) && 'minute', uneven(minute, 60) && 'hour', uneven(hour, 24) && 'day', uneven(month, 12) && 'year'].filter(Boolean)
  return units.length === 0 ? '' : `, counted anew each ${units.join(' and ')}`
}
