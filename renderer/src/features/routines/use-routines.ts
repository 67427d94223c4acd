import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { RoutineRow, RoutineStatus } from '#shared/contract/routines.ts'
import { useRpc } from '../../rpc/provider.tsx'

export interface RoutinesFilter {
  companyId: string
  text: string
  status: RoutineStatus | 'all'
  sort: 'name' | 'next'
}

/** Reads routines page by page; pages shown stay while another filter is read. */
export function useRoutines({ companyId, text, status, sort }: RoutinesFilter) {
  const query = useInfiniteQuery(
    useRpc().routines.list.infiniteOptions({
      input: (cursor: string | undefined) => ({
        companyId,
        sort,
        limit: 200,
        ...(cursor === undefined ? {} : { cursor }),
        ...(text.trim() === '' ? {} : { query: text.trim() }),
        ...(status === 'all' ? {} : { status: [status] }),
      }),
      initialPageParam: undefined,
      getNextPageParam: (page) => page.nextCursor ?? undefined,
      placeholderData: keepPreviousData,
    }),
  )
  const pages = query.data?.pages
  // The same rows until others are read: sorting and selecting ten thousand start from them.
  const rows: RoutineRow[] = useMemo(() => pages?.flatMap((page) => page.items) ?? [], [pages])
  return { query, rows, total: pages?.[0]?.total ?? 0 }
}
