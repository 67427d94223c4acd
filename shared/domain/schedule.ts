/**
 * When a schedule fires: the one engine behind preview and execution. A fixed time inside a skipped hour fires once, at
 * the end of the gap; in a repeated hour once, at the first pass; stepped expressions follow elapsed time.
 */
import { Cron } from 'croner'
import type { SchedulePreview } from '../contract/triggers.ts'
import { readFields, ScheduleError, type ScheduleFields } from './schedule-fields.ts'
import { fieldsInWords } from './schedule-words.ts'
import { formatWallClock, isKnownZone, wallClock } from './schedule-zones.ts'

const MINUTE = 60_000
const DAY = 86_400_000

interface Engine {
  fields: ScheduleFields
  /** The first instant strictly after `after`, to the whole second; null when there is none. */
  next(after: Date): Date | null
  /** Whether the wall-clock time at an instant is one the expression names. */
  names(at: Date): boolean
}

function engine(cron: string, timezone: string): Engine {
  if (!isKnownZone(timezone)) throw new ScheduleError('timezone', `timezone: ${timezone || 'an empty name'} is not a time zone this machine knows`)
  const fields = readFields(cron)
  const { second, minute, hour, dayOfMonth, month, dayOfWeek } = fields
  const pattern = `${second} ${minute} ${hour} ${dayOfMonth} ${month} ${dayOfWeek}`
  // `no-wildcard`: a list of times (`30 2,14`) is as fixed as a single one, and must not lose a run in a skipped hour.
  const compiled = new Cron(pattern, { timezone, mode: '6-part', fixedTimeRule: 'no-wildcard', paused: true })
  return { fields, next: (after) => compiled.nextRun(after), names: (at) => compiled.match(at) }
}

/** The first due instant strictly after `after`; null when the schedule never fires again. Throws ScheduleError. */
export function nextDue(cron: string, timezone: string, after: Date): Date | null {
  return engine(cron, timezone).next(after)
}

/** Throws ScheduleError when the schedule cannot be read, its zone is unknown, or it never fires after `from`. */
export function checkSchedule(cron: string, timezone: string, from: Date): void {
  if (nextDue(cron, timezone, from) === null) throw new ScheduleError('day-of-month', 'day-of-month: never fires, no month has such a day')
}

/**
 * The latest due instant after `after` and not after `until`; null when there is none. Walks forward from ever longer
 * windows before `until`, because the library's backward search is wrong across a skipped hour.
 */
export function latestDue(cron: string, timezone: string, after: Date, until: Date): Date | null {
  const { next } = engine(cron, timezone)
  for (let window = MINUTE; ; window *= 10) {
    const start = Math.max(after.getTime(), until.getTime() - window)
    let found = next(new Date(start))
    if (found && found <= until) {
      // At most one instant a second in the shortest window; ten times what the window before could not hold in others.
      for (let later = next(found); later && later <= until; later = next(later)) found = later
      return found
    }
    if (start === after.getTime()) return null
  }
}

/** What an expression means: words, the next `count` instants after `from`, and warnings. Never throws on a bad one. */
export function previewSchedule(cron: string, timezone: string, from: Date, count: number): SchedulePreview {
  try {
    const { fields, next, names } = engine(cron, timezone)
    const instants: Date[] = []
    for (let at = next(from); at && instants.length < count; at = next(at)) instants.push(at)
    return {
      valid: true,
      words: instants.length > 0 ? fieldsInWords(fields) : 'Never fires',
      dialect: fields.dialect,
      next: instants.map((at) => ({
        at,
        local: formatWallClock(wallClock(timezone, at), fields.dialect === 'six'),
        clockChange: clockChange(timezone, at, names),
      })),
      warnings: warnings(fields, from, instants[0]),
    }
  } catch (error) {
    if (error instanceof ScheduleError) return { valid: false, field: error.field, message: error.message }
    throw error
  }
}

function clockChange(timezone: string, at: Date, names: (at: Date) => boolean): 'skipped hour' | 'repeated hour' | null {
  const here = wallClock(timezone, at)
  const before = wallClock(timezone, new Date(at.getTime() - 1000))
  if (here.offsetMs > before.offsetMs && !names(at)) return 'skipped hour'
  // The same wall-clock time under the offset of the day before or after: if that is another instant, it comes twice.
  for (const days of [-1, 1]) {
    const { offsetMs } = wallClock(timezone, new Date(at.getTime() + days * DAY))
    if (offsetMs === here.offsetMs) continue
    const twin = new Date(here.wallMs - offsetMs)
    if (wallClock(timezone, twin).wallMs === here.wallMs) return 'repeated hour'
  }
  return null
}

function warnings(fields: ScheduleFields, from: Date, first: Date | undefined): string[] {
  if (!first) return ['Never fires: no date matches it.']
  const found: string[] = []
  if (first.getTime() - from.getTime() > 366 * DAY) found.push('The next run is more than a year away.')
  if (!/^(\d+|\*\/60)$/.test(fields.second)) found.push('Fires more than once a minute.')
  return found
}
