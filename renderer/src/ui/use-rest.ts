import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query'
import { useState } from 'react'
import { toast } from './toast.tsx'

type Pages = UseInfiniteQueryResult<InfiniteData<{ items: readonly { id: string }[] }>>

/**
 * Selects every row that matches, reading first what was not read yet. Undefined when all is read already: then the
 * check box in the head does it.
 */
export function useRest(query: Pages, total: number | null, onSelect: (ids: ReadonlySet<string>) => void) {
  const [busy, setBusy] = useState(false)
  const read = async () => {
    let latest = query
    while (latest.hasNextPage) {
      latest = (await latest.fetchNextPage()) as Pages
      if (latest.error) throw latest.error
    }
    onSelect(new Set(latest.data?.pages.flatMap((page) => page.items.map(({ id }) => id))))
  }
  const onSelectAll = () => {
    setBusy(true)
    read()
      .catch((error: unknown) => toast.failed("Couldn't read all rows. The selection is as it was.", error))
      .finally(() => setBusy(false))
  }
  return total === null ? undefined : { total, busy, onSelectAll }
}
