/** The only place that writes instants and durations as text. */

export type TimeDisplay = 'relative' | 'local' | 'utc'

const second = 1000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour

/** Spells a duration in milliseconds: `842 ms`, `42.1 s`, `3 m 12 s`, `1 h 04 m`, `2 d 03 h`. */
export function formatDuration(ms: number): string {
  if (ms < second) return `${Math.max(0, Math.round(ms))} ms`
  if (ms < 59_950) return `${(ms / second).toFixed(1)} s`
  const two = (n: number) => String(Math.floor(n)).padStart(2, '0')
  const seconds = Math.round(ms / second)
  if (seconds < 3600) return `${Math.floor(seconds / 60)} m ${two(seconds % 60)} s`
  if (ms < day) return `${Math.floor(seconds / 3600)} h ${two((seconds % 3600) / 60)} m`
  return `${Math.floor(ms / day)} d ${two((ms % day) / hour)} h`
}

/** Spells a live duration, whole seconds only, so that it ticks evenly. */
export function formatRunning(ms: number): string {
  return ms < minute ? `${Math.max(0, Math.floor(ms / second))} s` : formatDuration(Math.floor(ms / second) * second)
}

/** Spells how far away an instant is; null from 24 hours on, when a date says more. */
export function formatRelative(at: Date, now: number, due = false): string | null {
  const distance = at.getTime() - now
  const size = Math.abs(distance)
  if (size >= day) return null
  const amount = size < minute ? `${Math.floor(size / second)} s` : size < hour ? `${Math.floor(size / minute)} m` : `${Math.floor(size / hour)} h`
  if (distance > 0) return size < second ? 'now' : `in ${amount}`
  if (due) return size < second ? 'due now' : `due ${amount} ago`
  return size < second ? 'now' : `${amount} ago`
}

const formats = new Map<string, Intl.DateTimeFormat>()

function format(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = JSON.stringify(options)
  const known = formats.get(key)
  if (known) return known
  const made = new Intl.DateTimeFormat(undefined, options)
  formats.set(key, made)
  return made
}

/** Spells an instant as a date and a time of day; the year only when it is not this one. */
export function formatAbsolute(at: Date, zone: 'local' | 'utc', now: number): string {
  const timeZone = zone === 'utc' ? { timeZone: 'UTC' } : {}
  const year = at.getUTCFullYear() === new Date(now).getUTCFullYear() ? {} : { year: 'numeric' as const }
  const text = format({ month: 'short', day: 'numeric', hour: 'numeric', minute: '2-digit', ...year, ...timeZone }).format(at)
  return zone === 'utc' ? `${text} UTC` : text
}

/** Spells the time of day of an instant that falls on this day, else its date: what a narrow column has room for. */
function formatBrief(at: Date, zone: 'local' | 'utc', now: number): string {
  const timeZone = zone === 'utc' ? { timeZone: 'UTC' } : {}
  const dated = (instant: Date | number) => format({ year: 'numeric', month: 'short', day: 'numeric', ...timeZone }).format(instant)
  if (dated(at) !== dated(now))
    return at.getUTCFullYear() === new Date(now).getUTCFullYear() ? format({ month: 'short', day: 'numeric', ...timeZone }).format(at) : dated(at)
  const text = format({ hour: 'numeric', minute: '2-digit', ...timeZone }).format(at)
  return zone === 'utc' ? `${text} UTC` : text
}

/** Spells an instant in full, with its zone. */
export function formatFull(at: Date, zone: 'local' | 'utc'): string {
  return format({
    weekday: 'short',
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
    second: '2-digit',
    timeZoneName: 'short',
    ...(zone === 'utc' ? { timeZone: 'UTC' } : {}),
  }).format(at)
}

/** Spells the time of day with seconds, in local time. */
export function formatClock(at: Date): string {
  return format({ hour: '2-digit', minute: '2-digit', second: '2-digit' }).format(at)
}

/** Spells an instant the way the person chose for the whole window; `brief` leaves out the time of day of another day. */
export function formatTime(at: Date, display: TimeDisplay, now: number, { due = false, brief = false } = {}): string {
  const absolute = brief ? formatBrief : formatAbsolute
  if (display === 'utc') return absolute(at, 'utc', now)
  return (display === 'relative' ? formatRelative(at, now, due) : null) ?? absolute(at, 'local', now)
}
