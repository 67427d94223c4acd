import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { Run, RunStatus } from '#shared/contract/runs.ts'
import { useRpc } from '../../rpc/provider.tsx'

export const statusFilters = {
  all: { label: 'All runs', statuses: [] },
  active: { label: 'Active', statuses: ['queued', 'running'] },
  succeeded: { label: 'Succeeded', statuses: ['succeeded'] },
  failed: { label: 'Failed', statuses: ['failed', 'timed_out', 'lost'] },
  cancelled: { label: 'Cancelled', statuses: ['cancelled'] },
} satisfies Record<string, { label: string; statuses: RunStatus[] }>
export type StatusFilter = keyof typeof statusFilters

export interface RunsFilter {
  companyId: string
  routineId?: string
  status: StatusFilter
  text: string
}

/** Reads runs page by page, active ones first, then newest first. */
export function useRuns({ companyId, routineId, status, text }: RunsFilter) {
  const rpc = useRpc()
  const statuses = statusFilters[status].statuses
  const query = useInfiniteQuery(
    rpc.runs.list.infiniteOptions({
      input: (cursor: string | undefined) => ({
        companyId,
        limit: 200,
        ...(cursor === undefined ? {} : { cursor }),
        ...(routineId === undefined ? {} : { routineId }),
        ...(statuses.length === 0 ? {} : { status: statuses }),
        ...(text.trim() === '' ? {} : { query: text.trim() }),
      }),
      initialPageParam: undefined,
      getNextPageParam: (page) => page.nextCursor ?? undefined,
      placeholderData: keepPreviousData,
    }),
  )
  const pages = query.data?.pages
  const rows: Run[] = useMemo(() => pages?.flatMap((page) => page.items) ?? [], [pages])
  return { query, rows, total: pages?.[0]?.total ?? 0 }
}
