import type { ReactElement } from 'react'
import type { RoutineRow } from '#shared/contract/routines.ts'
import { SampleTag } from '../../ui/badge.tsx'
import type { Column } from '../../ui/data-table.tsx'
import { Duration } from '../../ui/duration.tsx'
import { RunStrip } from '../../ui/run-strip.tsx'
import { RoutineStatusLabel, RunStatusLabel } from '../../ui/status.tsx'
import { Switch } from '../../ui/switch.tsx'
import { DueTime, Time } from '../../ui/time.tsx'
import { Tooltip } from '../../ui/tooltip.tsx'

export interface RoutineColumnsOptions {
  onEnabled: (routine: RoutineRow, enabled: boolean) => void
  onOpenRun: (runId: string) => void
  /** The row whose switch is under way. */
  busyId: string | null
  offlineReason: string | undefined
  /** Times are shown in UTC, which takes more room. */
  wideTimes: boolean
  /** Some rows carry the *Sample* tag, which must not cost the name its letters. */
  withSample: boolean
}

/** Next run and the switch stay at every width; in a narrow window the rest is left out, what the routine's page repeats first. */
export function routineColumns({ onEnabled, onOpenRun, busyId, offlineReason, wideTimes, withSample }: RoutineColumnsOptions): Column<RoutineRow>[] {
  return [
    {
      id: 'status',
      header: 'Status',
      width: 106,
      grow: 0,
      cell: (row) => <RoutineStatusLabel status={row.status} reason={row.disabledReason} className="flex!" />,
    },
    { id: 'name', header: 'Name', width: withSample ? 178 : 150, grow: 3, sortable: true, cell: (row) => <Name row={row} /> },
    { id: 'next', header: 'Next run', width: wideTimes ? 172 : 140, grow: 0, sortable: true, cell: (row) => <DueTime at={row.nextDueAt} /> },
    { id: 'triggers', header: 'Schedule', width: 116, grow: 3, spare: 5, cell: (row) => <ScheduleWords row={row} /> },
    { id: 'last', header: 'Last run', width: wideTimes ? 126 : 112, grow: 0, spare: 4, cell: (row) => <LastRun row={row} /> },
    {
      id: 'recent',
      header: 'Last 20 runs',
      width: 120,
      grow: 0,
      spare: 6,
      cell: (row) => <RunStrip runs={row.recent} usual={row} onOpen={onOpenRun} />,
    },
    { id: 'p50', header: 'p50 / p95', width: 128, grow: 0, spare: 1, align: 'end', cell: (row) => <Percentiles row={row} /> },
    {
      id: 'project',
      header: 'Project',
      width: 90,
      grow: 2,
      spare: 2,
      cell: (row) => <Text text={row.projectName ?? '—'} faint={row.projectName === null} />,
    },
    { id: 'agent', header: 'Agent', width: 90, grow: 2, spare: 3, cell: (row) => <Text text={row.agentName} /> },
    {
      id: 'enabled',
      header: 'Enabled',
      width: 70,
      grow: 0,
      cell: (row) => (
        <Switch
          label={`${row.name} enabled`}
          hideLabel
          checked={row.enabled}
          busy={busyId === row.id}
          disabledReason={offlineReason}
          onChange={(enabled) => onEnabled(row, enabled)}
        />
      ),
    },
  ]
}

function Name({ row }: { row: RoutineRow }): ReactElement {
  return (
    <span className="flex min-w-0 items-center gap-2">
      <span className="truncate font-medium">{row.name}</span>
      {row.isSample && <SampleTag />}
    </span>
  )
}

function ScheduleWords({ row }: { row: RoutineRow }): ReactElement {
  const [first, ...more] = row.triggers
  if (!first) return <span className="text-faint">By hand only</span>
  const all = row.triggers.map((trigger) => `${trigger.words} (${trigger.timezone})${trigger.enabled ? '' : ', off'}`).join('\n')
  return (
    <Tooltip text={<span className="whitespace-pre-line">{all}</span>}>
      <span className="truncate">
        {first.words}
        {more.length > 0 && <span className="text-muted"> +{more.length}</span>}
      </span>
    </Tooltip>
  )
}

function LastRun({ row }: { row: RoutineRow }): ReactElement {
  const last = row.recent[0]
  if (!last) return <span className="text-faint">Never</span>
  return (
    <span className="flex min-w-0 items-center">
      <RunStatusLabel status={last.status} wordHidden />
      <Time at={last.at} brief className="text-muted" />
    </span>
  )
}

function Percentiles({ row }: { row: RoutineRow }): ReactElement {
  if (row.p50Ms === null) return <span className="text-faint">—</span>
  return (
    <span className="text-muted">
      <Duration ms={row.p50Ms} /> / <Duration ms={row.p95Ms} />
    </span>
  )
}

function Text({ text, faint = false }: { text: string; faint?: boolean }): ReactElement {
  return <span className={faint ? 'text-faint' : 'truncate'}>{text}</span>
}
