import type { ReactElement } from 'react'
import type { SchedulePreview } from '#shared/contract/triggers.ts'
import { Badge } from '../../ui/badge.tsx'
import { useTicking } from '../../ui/ticker.ts'
import { formatAbsolute, formatRelative } from '../../ui/time-format.ts'

type Next = Extract<SchedulePreview, { valid: true }>['next'][number]

export interface NextRunsProps {
  next: readonly Next[]
  timezone: string
  /** "Next five runs", or "Would run" for a schedule that is off. */
  caption: string
}

/** The next instants as the scheduler computed them: in the schedule's zone, in the reader's when that is another, in UTC. */
export function NextRuns({ next, timezone, caption }: NextRunsProps): ReactElement {
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone
  const elsewhere = here !== timezone && here !== 'UTC'
  return (
    <div className="overflow-x-auto">
      <table className="w-full text-base tabular-nums">
        <caption className="sr-only">{caption}</caption>
        <thead>
          <tr className="text-left text-xs text-muted [&>th]:border-b [&>th]:border-line [&>th]:py-1 [&>th]:pr-4 [&>th]:font-medium">
            <th scope="col">{caption}</th>
            <th scope="col">{timezone}</th>
            {elsewhere && <th scope="col">Your time</th>}
            {timezone !== 'UTC' && <th scope="col">UTC</th>}
          </tr>
        </thead>
        <tbody>
          {next.map((instant) => (
            <tr
              key={instant.at.toISOString()}
              className="[&>td]:border-b [&>td]:border-line [&>td]:py-1 [&>td]:pr-4 [&>td]:whitespace-nowrap last:[&>td]:border-b-0"
            >
              <td>
                <Away at={instant.at} />
              </td>
              <td>
                {weekday(instant.local)} {instant.local}
                {instant.clockChange && <ClockChange kind={instant.clockChange} />}
              </td>
              {elsewhere && <td className="text-muted">{formatAbsolute(instant.at, 'local', Date.now())}</td>}
              {timezone !== 'UTC' && <td className="text-muted">{formatAbsolute(instant.at, 'utc', Date.now())}</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']

/** Day of the week of a wall-clock text, whatever zone it is in. */
export function weekday(local: string): string {
  return days[new Date(`${local.slice(0, 10)}T00:00:00Z`).getUTCDay()] ?? ''
}

function Away({ at }: { at: Date }) {
  return <span>{useTicking((now) => formatRelative(at, now, true) ?? inDays((at.getTime() - now) / dayMs))}</span>
}

const dayMs = 86_400_000

function inDays(days: number): string {
  return days < 730 ? `in ${Math.floor(days)} d` : `in ${Math.floor(days / 365.25)} y`
}

const changes = {
  'skipped hour': 'The clock skips this time; it runs when the gap ends.',
  'repeated hour': 'The clock shows this time twice; a fixed time runs on the first pass, a repeating one on both.',
}

function ClockChange({ kind }: { kind: keyof typeof changes }) {
  return (
    <span className="ml-2">
      <Badge tone="warn" title={changes[kind]}>
        {kind}
      </Badge>
    </span>
  )
}
