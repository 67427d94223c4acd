import { useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import type { RoutineRow } from '#shared/contract/routines.ts'
import { useRpc } from '../../rpc/provider.tsx'
import { counted } from '../../ui/counted.ts'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { RunStrip } from '../../ui/run-strip.tsx'
import { Section } from '../../ui/section.tsx'
import { SkeletonBlock } from '../../ui/skeleton.tsx'
import { RoutineStatusLabel } from '../../ui/status.tsx'
import { DueTime } from '../../ui/time.tsx'

export interface RoutinesUsingProps {
  companyId: string
  by: { agentId: string } | { projectId: string }
  /** What to say when there is none. */
  none: string
}

const columns: Column<RoutineRow>[] = [
  {
    id: 'status',
    header: 'Status',
    width: 110,
    grow: 0,
    cell: ({ status, disabledReason }) => <RoutineStatusLabel status={status} reason={disabledReason} />,
    sortable: false,
  },
  { id: 'name', header: 'Routine', grow: 2, cell: ({ name }) => <span className="truncate font-medium">{name}</span>, sortable: false },
  {
    id: 'schedule',
    header: 'Schedule',
    grow: 2,
    cell: ({ triggers }) => <span className="truncate text-muted">{triggers.map((trigger) => trigger.words).join(' · ') || 'By hand only'}</span>,
    sortable: false,
  },
  { id: 'next', header: 'Next run', width: 150, grow: 0, cell: ({ nextDueAt }) => <DueTime at={nextDueAt} />, sortable: false },
  { id: 'recent', header: 'Last 20 runs', width: 124, grow: 0, cell: ({ recent }) => <RunStrip runs={recent} />, sortable: false },
]

/** The routines that run on an agent or belong to a project. */
export function RoutinesUsing({ companyId, by, none }: RoutinesUsingProps) {
  const navigate = useNavigate()
  const routines = useInfiniteQuery(
    useRpc().routines.list.infiniteOptions({
      input: (cursor: string | undefined) => ({ companyId, ...by, ...(cursor ? { cursor } : {}) }),
      initialPageParam: undefined,
      getNextPageParam: (last) => last.nextCursor ?? undefined,
    }),
  )
  const total = routines.data?.pages[0]?.total
  return (
    <Section title="Routines" description={total ? `${counted(total, 'routine')} ${total === 1 ? 'uses' : 'use'} it.` : undefined}>
      <QueryView
        query={routines}
        what="routines"
        loading={<SkeletonBlock label="Routines" lines={3} />}
        isEmpty={({ pages }) => pages[0]?.total === 0}
        empty={<p className="text-muted">{none}</p>}
      >
        {({ pages }) => (
          <DataTable
            label="Routines"
            rows={pages.flatMap((page) => page.items)}
            columns={columns}
            rowId={(routine) => routine.id}
            rowLabel={(routine) => routine.name}
            onOpen={({ id: routineId }) => void navigate({ to: '/c/$companyId/routines/$routineId', params: { companyId, routineId } })}
            total={total}
            onEndReached={() => routines.hasNextPage && !routines.isFetchingNextPage && void routines.fetchNextPage()}
            loadingMore={routines.isFetchingNextPage}
            maxHeight={360}
          />
        )}
      </QueryView>
    </Section>
  )
}
