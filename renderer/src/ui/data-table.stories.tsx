import type { Meta, StoryObj } from '@storybook/react-vite'
import { Play, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { type Column, DataTable } from './data-table.tsx'
import { Duration } from './duration.tsx'
import { RunStrip } from './run-strip.tsx'
import { EmptyState, FilteredEmpty } from './states.tsx'
import { RoutineStatusLabel } from './status.tsx'
import { type DemoRow, demoRows, marks } from './story-data.ts'
import { Switch } from './switch.tsx'
import { Time } from './time.tsx'

const columns: readonly Column<DemoRow>[] = [
  { id: 'status', header: 'Status', cell: (row) => <RoutineStatusLabel status={row.status} />, width: 120, grow: 0, sortValue: (row) => row.status },
  { id: 'name', header: 'Name', cell: (row) => <span className="font-medium">{row.name}</span>, width: 200, grow: 2, sortValue: (row) => row.name },
  { id: 'agent', header: 'Agent', cell: (row) => row.agent, width: 120, sortValue: (row) => row.agent },
  { id: 'next', header: 'Next run', cell: (row) => <Time at={row.nextAt} due />, width: 110, grow: 0, sortValue: (row) => row.nextAt },
  { id: 'last', header: 'Last 20 runs', cell: (row) => <RunStrip runs={marks((row.p50 % 20) + 1)} />, width: 140, grow: 0 },
  { id: 'p50', header: 'Half within', cell: (row) => <Duration ms={row.p50} />, width: 100, grow: 0, align: 'end', sortValue: (row) => row.p50 },
  {
    id: 'enabled',
    header: 'Enabled',
    cell: (row) => <Switch label={`${row.name} enabled`} hideLabel checked={row.status !== 'disabled'} onChange={() => {}} />,
    width: 80,
    grow: 0,
  },
]

interface TableProps {
  count: number
  loading?: boolean
  empty?: React.ReactNode
  /** How many of the first rows are selected. */
  picked?: number
  peek?: (row: DemoRow) => React.ReactNode
}

function Table({ count, picked = 0, ...more }: TableProps) {
  const [selected, setSelected] = useState<ReadonlySet<string>>(() => new Set(demoRows(picked).map(({ id }) => id)))
  const [rows] = useState(() => demoRows(count))
  return (
    <DataTable
      label="Routines"
      rows={rows}
      columns={columns}
      rowId={(row) => row.id}
      rowLabel={(row) => row.name}
      onOpen={() => {}}
      selected={selected}
      onSelect={setSelected}
      rowActions={() => [
        { label: 'Run now', icon: Play, onSelect: () => {} },
        { label: 'Delete', icon: Trash2, danger: true, onSelect: () => {} },
      ]}
      {...more}
    />
  )
}

const meta = { title: 'Data table', component: Table, parameters: { fullscreen: true } } satisfies Meta<typeof Table>
export default meta
type Story = StoryObj<typeof meta>

export const SomeRows: Story = { args: { count: 12 } }
export const TenThousandRows: Story = { args: { count: 10_000 } }
export const SomeSelected: Story = { args: { count: 12, picked: 3 } }
export const AllSelected: Story = { args: { count: 12, picked: 12 } }
/** Space on the row with the focus opens it; j and k move it. */
export const Peeking: Story = {
  args: {
    count: 12,
    picked: 1,
    peek: (row) => (
      <p>
        Everything about {row.name}, run by {row.agent}.
      </p>
    ),
  },
  play: ({ canvasElement }) => {
    const row = canvasElement.querySelector<HTMLElement>('[data-row-index="2"]')
    row?.focus()
    row?.dispatchEvent(new KeyboardEvent('keydown', { key: ' ', bubbles: true }))
  },
}
export const Loading: Story = { args: { count: 0, loading: true } }
export const EmptyNever: Story = {
  args: { count: 0, empty: <EmptyState title="No routines yet" body="A routine starts an agent by schedule or by hand." /> },
}
export const EmptyFiltered: Story = { args: { count: 0, empty: <FilteredEmpty filters={['status: failing']} onClear={() => {}} /> } }
