/** Sorting by TanStack Table: here when the columns have values, by the owner of the rows when `onSort` is given. */
import { createSortedRowModel, type Row, rowSortingFeature, type SortingState, tableFeatures, useTable } from '@tanstack/react-table'
import { useMemo, useState } from 'react'
import type { Column, Sort } from './table-columns.ts'

const features = tableFeatures({ rowSortingFeature, sortedRowModel: createSortedRowModel() })
export type Features = typeof features

export interface SortedRowsOptions<T> {
  rows: readonly T[]
  columns: readonly Column<T>[]
  rowId: (row: T) => string
  sort?: Sort | null
  onSort?: (sort: Sort | null) => void
  defaultSort?: Sort
}

function compare(a: string | number | Date | null, b: string | number | Date | null): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1
  if (typeof a === 'string' && typeof b === 'string') return collator.compare(a, b)
  return Number(a) - Number(b)
}
const collator = new Intl.Collator(undefined, { numeric: true })

/** Returns the rows in order, the table that turns the order, and the order itself. */
export function useSortedRows<T extends object>({ rows, columns, rowId, sort, onSort, defaultSort }: SortedRowsOptions<T>) {
  const [own, setOwn] = useState<Sort | null>(defaultSort ?? null)
  const current = sort === undefined ? own : sort
  const sorting: SortingState = useMemo(() => (current ? [current] : []), [current])
  const definitions = useMemo(
    () =>
      columns.map((column) => ({
        id: column.id,
        accessorFn: (row: T) => column.sortValue?.(row) ?? null,
        enableSorting: Boolean(column.sortValue ?? column.sortable),
        sortUndefined: 'last' as const,
        sortFn: (a: Row<Features, T>, b: Row<Features, T>) => compare(column.sortValue?.(a.original) ?? null, column.sortValue?.(b.original) ?? null),
      })),
    [columns],
  )
  const table = useTable({
    features,
    data: rows as T[],
    columns: definitions,
    state: { sorting },
    manualSorting: onSort !== undefined,
    getRowId: rowId,
    onSortingChange: (update) => {
      const [next = null] = typeof update === 'function' ? update(sorting) : update
      if (onSort) onSort(next)
      else setOwn(next)
    },
  })
  return { table, sorted: table.getRowModel().rows, current }
}
