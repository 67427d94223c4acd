/** The time column of a log line, of constant width so that text stays aligned. */
export type StampKind = 'off' | 'relative' | 'clock'

const two = (value: number) => String(value).padStart(2, '0')
const three = (value: number) => String(value).padStart(3, '0')

/** `1:02:03.456` since the start of the run; hours only when there are any. */
export function relativeStamp(ms: number): string {
  const seconds = Math.floor(ms / 1000)
  const hours = Math.floor(seconds / 3600)
  const rest = `${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}.${three(Math.floor(ms) % 1000)}`
  return hours > 0 ? `${hours}:${rest}` : rest
}

/** Wall-clock time of day, local or UTC. */
export function clockStamp(at: Date, utc: boolean): string {
  return utc
    ? `${two(at.getUTCHours())}:${two(at.getUTCMinutes())}:${two(at.getUTCSeconds())}.${three(at.getUTCMilliseconds())}`
    : `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}.${three(at.getMilliseconds())}`
}

/** Name of the zone a clock column is in. */
export function zoneName(utc: boolean): string {
  return utc ? 'UTC' : Intl.DateTimeFormat().resolvedOptions().timeZone
}
