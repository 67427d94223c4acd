/** The revisions of a routine, newest first, and those that the address names. */
import { useInfiniteQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { useRpc } from '../../rpc/provider.tsx'

/** Reads revisions page by page, on its own as far as the lowest of `wanted` numbers (0 wants none). */
export function useRevisions(companyId: string, routineId: string, wanted: readonly number[]) {
  const query = useInfiniteQuery(
    useRpc().routines.revisions.infiniteOptions({
      input: (cursor: string | undefined) => ({ companyId, id: routineId, limit: 100, ...(cursor === undefined ? {} : { cursor }) }),
      initialPageParam: undefined,
      getNextPageParam: (page) => page.nextCursor ?? undefined,
    }),
  )
  const revisions = query.data?.pages.flatMap((page) => page.items) ?? []
  const missing = revisions.length > 0 && wanted.some((number) => number > 0 && number < (revisions.at(-1)?.number ?? 0))
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query
  useEffect(() => {
    if (missing && hasNextPage && !isFetchingNextPage) void fetchNextPage()
  }, [missing, hasNextPage, isFetchingNextPage, fetchNextPage])
  return { query, revisions }
}
