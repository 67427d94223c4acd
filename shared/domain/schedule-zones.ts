/** Wall-clock time in IANA zones, from the zone data of the running engine. */

export interface WallClock {
  /** The wall-clock time as if it were UTC, milliseconds. */
  wallMs: number
  offsetMs: number
}

const formats = new Map<string, Intl.DateTimeFormat>()

/** Whether this machine knows the zone by this name. Offsets such as `+02:00` are no zones: they know no clock changes. */
export function isKnownZone(timezone: string): boolean {
  try {
    return /^[A-Za-z]/.test(timezone) && Boolean(format(timezone))
  } catch {
    return false
  }
}

/** The zone's name in its usual spelling: `europe/berlin` becomes `Europe/Berlin`. An alias stays the alias. */
export function tidyZone(timezone: string): string {
  const resolved = format(timezone).resolvedOptions().timeZone
  return resolved.toLowerCase() === timezone.toLowerCase() ? resolved : timezone
}

/** What a clock on the wall shows in the zone at an instant, to the second. */
export function wallClock(timezone: string, at: Date): WallClock {
  const parts: Record<string, number> = {}
  for (const { type, value } of format(timezone).formatToParts(at)) parts[type] = Number(value)
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts
  const wallMs = Date.UTC(year, month - 1, day, hour, minute, second)
  return { wallMs, offsetMs: wallMs - Math.floor(at.getTime() / 1000) * 1000 }
}

/** Every zone this machine knows, by name, with its offset in minutes at an instant. */
export function knownZones(at: Date): Array<{ name: string; offsetMin: number }> {
  const names = new Set([...Intl.supportedValuesOf('timeZone'), 'UTC'])
  return [...names].sort().map((name) => ({ name, offsetMin: Math.round(wallClock(name, at).offsetMs / 60_000) }))
}

/** The zone this machine is set to. */
export function systemZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone
}

/** `2026-03-29 03:00 +02:00`, with seconds when asked for. */
export function formatWallClock({ wallMs, offsetMs }: WallClock, seconds: boolean): string {
  const [date = '', time = ''] = new Date(wallMs).toISOString().split('T')
  const minutes = Math.round(Math.abs(offsetMs) / 60_000)
  const two = (n: number) => String(n).padStart(2, '0')
  const offset = `${offsetMs < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`
  return `${date} ${time.slice(0, seconds ? 8 : 5)} ${offset}`
}

function format(timezone: string): Intl.DateTimeFormat {
  const known = formats.get(timezone)
  if (known) return known
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone: timezone,
    calendar: 'iso8601',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
  formats.set(timezone, made)
  return made
}
