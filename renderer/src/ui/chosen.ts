import { useMemo, useState } from 'react'

export interface Chosen<T> {
  /** The selected rows that are there, in their order. */
  rows: readonly T[]
  ids: ReadonlySet<string>
  set: (ids: ReadonlySet<string>) => void
  clear: () => void
}

/** The selection of a page: kept by id while rows are read again, and never holding a row that is not in the list any more. */
export function useChosen<T extends { id: string }>(rows: readonly T[]): Chosen<T> {
  const [wanted, setWanted] = useState<ReadonlySet<string>>(() => new Set())
  return useMemo(() => {
    const there = wanted.size === 0 ? [] : rows.filter(({ id }) => wanted.has(id))
    const ids = there.length === wanted.size ? wanted : new Set(there.map(({ id }) => id))
    return { rows: there, ids, set: setWanted, clear: () => setWanted(new Set()) }
  }, [rows, wanted])
}
