import type { Company } from '#shared/contract/companies.ts'
import { SampleTag } from '../../ui/badge.tsx'
import type { Column } from '../../ui/data-table.tsx'
import { StatusGlyph } from '../../ui/status.tsx'
import { Time } from '../../ui/time.tsx'

/** A number that steps back when it is nothing. */
function Count({ value }: { value: number }) {
  return <span className={value === 0 ? 'text-faint' : undefined}>{value}</span>
}

function Failures({ value }: { value: number }) {
  if (value === 0) return <Count value={0} />
  return (
    <span className="inline-flex items-center gap-1.5 align-middle text-danger">
      <StatusGlyph glyph="cross" tone="danger" />
      {value}
    </span>
  )
}

export const companyColumns: Column<Company>[] = [
  {
    id: 'name',
    header: 'Company',
    width: 200,
    grow: 2,
    cell: ({ name, isSample }) => (
      <span className="flex min-w-0 items-center gap-2">
        <span className="truncate font-medium">{name}</span>
        {isSample && <SampleTag />}
      </span>
    ),
    sortValue: ({ name }) => name.toLowerCase(),
  },
  {
    id: 'agents',
    header: 'Agents',
    spare: 3,
    width: 90,
    grow: 0,
    align: 'end',
    cell: ({ counts }) => <Count value={counts.agents} />,
    sortValue: ({ counts }) => counts.agents,
  },
  {
    id: 'routines',
    header: 'Routines on',
    width: 120,
    grow: 0,
    align: 'end',
    cell: ({ counts }) => (
      <span className={counts.routines === 0 ? 'text-faint' : undefined}>
        {counts.enabledRoutines} of {counts.routines}
      </span>
    ),
    sortValue: ({ counts }) => counts.routines,
  },
  {
    id: 'active',
    header: 'Running',
    width: 90,
    grow: 0,
    align: 'end',
    cell: ({ counts }) => <Count value={counts.activeRuns} />,
    sortValue: ({ counts }) => counts.activeRuns,
  },
  {
    id: 'failed',
    header: 'Failed, 24 h',
    width: 120,
    grow: 0,
    align: 'end',
    cell: ({ counts }) => <Failures value={counts.failedRuns24h} />,
    sortValue: ({ counts }) => counts.failedRuns24h,
  },
  {
    id: 'secrets',
    header: 'Secrets',
    spare: 1,
    width: 90,
    grow: 0,
    align: 'end',
    cell: ({ counts }) => <Count value={counts.secrets} />,
    sortValue: ({ counts }) => counts.secrets,
  },
  {
    id: 'created',
    header: 'Created',
    width: 150,
    spare: 2,
    grow: 0,
    cell: ({ createdAt }) => <Time at={createdAt} />,
    sortValue: ({ createdAt }) => createdAt,
  },
]
