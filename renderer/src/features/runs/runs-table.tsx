import { useNavigate } from '@tanstack/react-router'
import { ArrowUp, ListVideo } from 'lucide-react'
import { type ReactElement, type ReactNode, useMemo, useState } from 'react'
import type { Run } from '#shared/contract/runs.ts'
import { useOfflineReason } from '../../rpc/connection.ts'
import { useSearchState } from '../../shell/params.ts'
import { Button } from '../../ui/button.tsx'
import { useChosen } from '../../ui/chosen.ts'
import { counted } from '../../ui/counted.ts'
import { DataTable } from '../../ui/data-table.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { SearchField } from '../../ui/search-field.tsx'
import { Select } from '../../ui/select.tsx'
import { SkeletonRows } from '../../ui/skeleton.tsx'
import { EmptyState, FilteredEmpty } from '../../ui/states.tsx'
import { useRest } from '../../ui/use-rest.ts'
import { SeeSample } from '../companies/see-sample.tsx'
import { useCalmRows } from './calm-rows.ts'
import { RunBulkBar, runVerbs, useRunBulk } from './run-bulk.tsx'
import { runColumns } from './run-columns.tsx'
import { RunPeek } from './run-peek.tsx'
import { type StatusFilter, statusFilters, useRuns } from './use-runs.ts'

export interface RunsTableProps {
  companyId: string
  /** Only runs of this routine; its name is then not repeated in every row. */
  routineId?: string
  /** What to do when nothing has run yet. */
  start: ReactNode
}

const options = Object.entries(statusFilters).map(([value, { label }]) => ({ value: value as StatusFilter, label }))

/** Runs with their filters, which live in the address. */
export function RunsTable({ companyId, routineId, start }: RunsTableProps): ReactElement {
  const navigate = useNavigate()
  const [status, setStatus] = useSearchState<string>('status', 'all')
  const [text, setText] = useSearchState<string>('q', '')
  const filter = isFilter(status) ? status : 'all'
  const { query, rows, total } = useRuns({ companyId, status: filter, text, ...(routineId === undefined ? {} : { routineId }) })
  const [reading, setReading] = useState(false)
  const chosen = useChosen(rows)
  const calm = useCalmRows(rows, reading || chosen.ids.size > 0, `${companyId} ${routineId} ${filter} ${text}`)
  const acts = useRunBulk()
  const offline = useOfflineReason()
  const more = useRest(query, total > rows.length ? total : null, chosen.set)
  const columns = useMemo(() => runColumns(routineId === undefined), [routineId])
  const filters = [...(filter === 'all' ? [] : [statusFilters[filter].label]), ...(text ? [`“${text}”`] : [])]
  const clear = () => {
    setStatus('all')
    setText('')
  }
  const open = (run: Run) => void navigate({ to: '/c/$companyId/runs/$runId', params: { companyId, runId: run.id } })

  return (
    <>
      <div className="flex shrink-0 items-center gap-2 border-b border-line px-6 py-2">
        <SearchField label="Filter runs" placeholder={routineId ? 'Run number' : 'Run number or routine'} value={text} onChange={setText} />
        <Select label="Status" hideLabel size="md" className="w-36" value={filter} onChange={setStatus} options={options} />
        {calm.fresh > 0 && (
          <Button
            size="sm"
            variant="primary"
            icon={ArrowUp}
            onClick={() => {
              calm.settle()
              setReading(false)
            }}
          >
            New runs ({calm.fresh})
          </Button>
        )}
        <span className="ml-auto text-sm whitespace-nowrap text-muted tabular-nums">{total > 0 && counted(total, 'run')}</span>
      </div>
      <QueryView query={query} what="runs" loading={<SkeletonRows label="runs" above="columns" />}>
        {() => (
          // biome-ignore lint/a11y/noStaticElementInteractions: notices whether someone reads the table; nothing can be done to it
          <div
            className="flex min-h-0 flex-1 flex-col"
            onPointerMove={() => setReading(true)}
            onPointerLeave={() => setReading(calm.fresh > 0)}
            onFocus={() => setReading(true)}
            onBlur={() => setReading(calm.fresh > 0)}
          >
            <DataTable
              label="Runs"
              rows={calm.rows}
              columns={columns}
              rowId={(run) => run.id}
              rowLabel={(run) => `Run ${run.number}`}
              onOpen={open}
              selected={chosen.ids}
              onSelect={chosen.set}
              verbs={runVerbs(acts, offline)}
              peek={(run) => <RunPeek run={run} />}
              total={total}
              onEndReached={() => query.hasNextPage && !query.isFetchingNextPage && void query.fetchNextPage()}
              loadingMore={query.isFetchingNextPage}
              empty={filters.length > 0 ? <FilteredEmpty filters={filters} onClear={clear} /> : <NeverRan routineId={routineId} start={start} />}
            />
          </div>
        )}
      </QueryView>
      <RunBulkBar chosen={chosen} acts={acts} more={more} />
    </>
  )
}

function NeverRan({ routineId, start }: { routineId: string | undefined; start: ReactNode }) {
  return (
    <EmptyState
      icon={ListVideo}
      title={routineId ? 'This routine never ran' : 'Nothing has run yet'}
      body="Each run keeps its log, the environment it was given and how it ended."
      action={start}
      {...(routineId ? {} : { secondary: <SeeSample page="runs" /> })}
    />
  )
}

function isFilter(value: string): value is StatusFilter {
  return Object.hasOwn(statusFilters, value)
}
