import { useInfiniteQuery } from '@tanstack/react-query'
import { type ReactElement, useRef } from 'react'
import type { Revision } from '#shared/contract/routines.ts'
import { useRpc } from '../../rpc/provider.tsx'
import { useSearchState } from '../../shell/params.ts'
import { QueryView } from '../../ui/query-view.tsx'
import { SkeletonRows } from '../../ui/skeleton.tsx'
import { RevisionList } from './revision-list.tsx'
import { SnapshotView } from './snapshot-view.tsx'

export interface HistoryTabProps {
  companyId: string
  routineId: string
}

/** Every revision on the left, the chosen one read-only on the right; which one is in the address. */
export function HistoryTab({ companyId, routineId }: HistoryTabProps): ReactElement {
  const [wanted, setWanted] = useSearchState<number>('r', 0)
  const list = useRef<HTMLUListElement>(null)
  const query = useInfiniteQuery(
    useRpc().routines.revisions.infiniteOptions({
      input: (cursor: string | undefined) => ({ companyId, id: routineId, limit: 100, ...(cursor === undefined ? {} : { cursor }) }),
      initialPageParam: undefined,
      getNextPageParam: (page) => page.nextCursor ?? undefined,
    }),
  )
  const revisions = query.data?.pages.flatMap((page) => page.items) ?? []
  const chosen = revisions.find((revision) => revision.number === wanted) ?? revisions.find((revision) => revision.current) ?? revisions[0]
  const choose = (revision: Revision | undefined) => revision && setWanted(revision.current ? 0 : revision.number)
  const walk = (by: 1 | -1) => {
    const next = revisions[(chosen ? revisions.indexOf(chosen) : 0) + by]
    choose(next)
    if (next) list.current?.querySelector<HTMLElement>(`[data-revision="${next.number}"]`)?.focus()
  }
  return (
    <div className="flex min-h-0 flex-1">
      <div className="flex w-75 shrink-0 max-md:w-52 flex-col overflow-y-auto border-r border-line bg-surface">
        <QueryView query={query} what="revisions" loading={<SkeletonRows label="revisions" rows={4} />}>
          {() => (
            <RevisionList
              listRef={list}
              revisions={revisions}
              chosen={chosen}
              onChoose={choose}
              onWalk={walk}
              more={query.hasNextPage ? { busy: query.isFetchingNextPage, load: () => void query.fetchNextPage() } : null}
            />
          )}
        </QueryView>
      </div>
      {chosen && <SnapshotView key={chosen.id} companyId={companyId} routineId={routineId} revision={chosen} />}
    </div>
  )
}
