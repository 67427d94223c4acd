import { useNavigate } from '@tanstack/react-router'
import { Copy, History, Pause, Play, Plus, Repeat, Trash2 } from 'lucide-react'
import { type ReactElement, useMemo, useState } from 'react'
import type { RoutineRow, RoutineStatus } from '#shared/contract/routines.ts'
import { useOfflineReason } from '../../rpc/connection.ts'
import { useCompanyId, useSearchState } from '../../shell/params.ts'
import { ButtonLink } from '../../ui/button-link.tsx'
import { useChosen } from '../../ui/chosen.ts'
import { counted } from '../../ui/counted.ts'
import { DataTable } from '../../ui/data-table.tsx'
import type { MenuItem } from '../../ui/menu.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { SearchField } from '../../ui/search-field.tsx'
import { PageBody } from '../../ui/section.tsx'
import { Select } from '../../ui/select.tsx'
import { SkeletonRows } from '../../ui/skeleton.tsx'
import { EmptyState, FilteredEmpty } from '../../ui/states.tsx'
import { routineWords } from '../../ui/status-words.ts'
import { useTimeDisplay } from '../../ui/time.tsx'
import { useRest } from '../../ui/use-rest.ts'
import { SeeSample } from '../companies/see-sample.tsx'
import { DeleteRoutine } from './delete-routine.tsx'
import { RoutineBulkBar, routineVerbs, useRoutineBulk } from './routine-bulk.tsx'
import { routineColumns } from './routine-columns.tsx'
import { RoutinePeek } from './routine-peek.tsx'
import { useDuplicate, useRunNow, useSetEnabled } from './routine-verbs.ts'
import { useRoutines } from './use-routines.ts'

type StatusFilter = RoutineStatus | 'all'

const statuses: Array<{ value: StatusFilter; label: string }> = [
  { value: 'all', label: 'Any status' },
  ...(Object.keys(routineWords) as RoutineStatus[]).map((value) => ({ value, label: routineWords[value].word })),
]

/** Every routine of a company: when each runs next, how it went, and its verbs. */
export function RoutinesPage(): ReactElement {
  const companyId = useCompanyId()
  const [text, setText] = useSearchState<string>('q', '')
  const [wanted, setStatus] = useSearchState<string>('status', 'all')
  const [sort, setSort] = useSearchState<string>('sort', 'name')
  const status = statuses.find(({ value }) => value === wanted)?.value ?? 'all'
  const { query, rows, total } = useRoutines({ companyId, text, status, sort: sort === 'next' ? 'next' : 'name' })
  const [deleting, setDeleting] = useState<RoutineRow | null>(null)
  const chosen = useChosen(rows)
  const acts = useRoutineBulk()
  const offline = useOfflineReason()
  const more = useRest(query, total > rows.length ? total : null, chosen.set)
  const { columns, actions, open } = useRoutineRows(companyId, setDeleting, rows)
  const filters = [...(text ? [`“${text}”`] : []), ...(status === 'all' ? [] : [routineWords[status].word])]
  const clear = () => {
    setText('')
    setStatus('all')
  }
  return (
    <>
      <PageHeader title="Routines" actions={<NewRoutine companyId={companyId} />} />
      <PageBody flush>
        <div className="flex shrink-0 items-center gap-2 border-b border-line px-6 py-2">
          <SearchField label="Filter routines" placeholder="Name, project or agent" value={text} onChange={setText} />
          <Select label="Status" hideLabel size="md" className="w-36" value={status} onChange={setStatus} options={statuses} />
          <span className="ml-auto text-sm whitespace-nowrap text-muted tabular-nums">{total > 0 && counted(total, 'routine')}</span>
        </div>
        <QueryView query={query} what="routines" loading={<SkeletonRows label="routines" above="columns" />}>
          {() => (
            <DataTable
              label="Routines"
              rows={rows}
              columns={columns}
              rowId={(row) => row.id}
              rowLabel={(row) => row.name}
              onOpen={open}
              rowActions={actions}
              selected={chosen.ids}
              onSelect={chosen.set}
              verbs={routineVerbs(acts, offline)}
              peek={(row) => <RoutinePeek row={row} />}
              total={total}
              sort={{ id: sort === 'next' ? 'next' : 'name', desc: false }}
              onSort={(next) => setSort(next?.id === 'next' ? 'next' : 'name')}
              onEndReached={() => query.hasNextPage && !query.isFetchingNextPage && void query.fetchNextPage()}
              loadingMore={query.isFetchingNextPage}
              empty={filters.length > 0 ? <FilteredEmpty filters={filters} onClear={clear} /> : <NoRoutines companyId={companyId} />}
            />
          )}
        </QueryView>
        <RoutineBulkBar chosen={chosen} acts={acts} more={more} />
      </PageBody>
      {deleting && <DeleteRoutine routine={deleting} onClose={() => setDeleting(null)} />}
    </>
  )
}

/** The columns and verbs of the rows. */
function useRoutineRows(companyId: string, onDelete: (routine: RoutineRow) => void, rows: readonly RoutineRow[]) {
  const navigate = useNavigate()
  const offline = useOfflineReason()
  const { run } = useRunNow()
  const { setEnabled, busyId } = useSetEnabled()
  const duplicate = useDuplicate()
  const wideTimes = useTimeDisplay(({ display }) => display === 'utc')
  const withSample = rows.some((row) => row.isSample)
  const columns = useMemo(
    () =>
      routineColumns({
        onEnabled: (routine, enabled) => setEnabled({ routine, enabled }),
        onOpenRun: (runId) => void navigate({ to: '/c/$companyId/runs/$runId', params: { companyId, runId } }),
        busyId,
        offlineReason: offline,
        wideTimes,
        withSample,
      }),
    [setEnabled, navigate, companyId, busyId, offline, wideTimes, withSample],
  )
  const open = (routine: RoutineRow) => void navigate({ to: '/c/$companyId/routines/$routineId', params: { companyId, routineId: routine.id } })
  const actions = (routine: RoutineRow): MenuItem[] => [
    { label: 'Run now', icon: Play, onSelect: () => run({ routine }), disabledReason: offline },
    {
      label: routine.enabled ? 'Disable' : 'Enable',
      icon: routine.enabled ? Pause : Repeat,
      onSelect: () => setEnabled({ routine, enabled: !routine.enabled }),
      disabledReason: offline,
    },
    { label: 'Duplicate', icon: Copy, onSelect: () => duplicate(routine), disabledReason: offline },
    {
      label: 'History',
      icon: History,
      onSelect: () => void navigate({ to: '/c/$companyId/routines/$routineId/history', params: { companyId, routineId: routine.id } }),
    },
    'separator',
    { label: 'Delete', icon: Trash2, danger: true, onSelect: () => onDelete(routine), disabledReason: offline },
  ]
  return { columns, actions, open }
}

function NewRoutine({ companyId }: { companyId: string }) {
  return (
    <ButtonLink variant="primary" icon={Plus} to="/c/$companyId/routines/new" params={{ companyId }}>
      New routine
    </ButtonLink>
  )
}

function NoRoutines({ companyId }: { companyId: string }) {
  return (
    <EmptyState
      icon={Repeat}
      title="No routines yet"
      body="A routine starts an agent with chosen arguments and secrets, by hand or on a schedule, and keeps every run."
      action={<NewRoutine companyId={companyId} />}
      secondary={<SeeSample page="routines" />}
    />
  )
}
