import { createSortedRowModel, type Row, rowSortingFeature, type SortingState, tableFeatures, useTable } from '@tanstack/react-table'
import { useVirtualizer } from '@tanstack/react-virtual'
import clsx from 'clsx'
import { type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { useRowHeight } from './density.ts'
import type { MenuItem } from './menu.tsx'
import { SkeletonRows } from './skeleton.tsx'
import { useGridKeys } from './table-keys.ts'
import { HeaderRow } from './table-header.tsx'
import { BodyRow } from './table-row.tsx'

export interface Column<T> {
  id: string
  header: string
  cell: (row: T) => ReactNode
  /** Least width, px. */
  width?: number
  /** Share of the spare width; 0 keeps the column at `width`. */
  grow?: number
  align?: 'start' | 'end'
  /** Makes the column sortable here, by this value. */
  sortValue?: (row: T) => string | number | Date | null
  /** Makes the column sortable by whoever owns the rows: see `onSort`. */
  sortable?: boolean
}

export interface Sort {
  id: string
  desc: boolean
}

export interface DataTableProps<T> {
  label: string
  rows: readonly T[]
  columns: readonly Column<T>[]
  rowId: (row: T) => string
  /** What a screen reader calls the row, and its menu: "Nightly report". */
  rowLabel: (row: T) => string
  onOpen?: (row: T) => void
  rowActions?: (row: T) => readonly MenuItem[]
  selected?: ReadonlySet<string>
  onSelect?: (ids: ReadonlySet<string>) => void
  /** How many rows there are in all, when only some are loaded. */
  total?: number
  /** Called when the last loaded row comes near. */
  onEndReached?: () => void
  loadingMore?: boolean
  loading?: boolean
  empty?: ReactNode
  sort?: Sort | null
  onSort?: (sort: Sort | null) => void
  defaultSort?: Sort
  /** Without it the table fills its flex parent and scrolls inside; with it, it grows to this many px. */
  maxHeight?: number
  className?: string
}

const features = tableFeatures({ rowSortingFeature, sortedRowModel: createSortedRowModel() })
export type Features = typeof features

function compare(a: string | number | Date | null, b: string | number | Date | null): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1
  if (typeof a === 'string' && typeof b === 'string') return collator.compare(a, b)
  return Number(a) - Number(b)
}
const collator = new Intl.Collator(undefined, { numeric: true })

/** Sorting by TanStack Table: here when the columns have values, by the caller when `onSort` is given. */
function useSortedRows<T extends object>({ rows, columns, rowId, sort, onSort, defaultSort }: DataTableProps<T>) {
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

/**
 * A grid of fixed-height rows, drawn only where it is looked at. Arrow keys or j and k move, Enter opens, x selects,
 * Shift+F10 opens the row's menu; one Tab stop leads in.
 */
export function DataTable<T extends object>(props: DataTableProps<T>) {
  const { label, columns, rowLabel, onOpen, rowActions, selected, onSelect, onEndReached, loadingMore, loading, empty, maxHeight } = props
  const { table, sorted, current } = useSortedRows(props)
  const scroller = useRef<HTMLDivElement>(null)
  const rowHeight = useRowHeight()
  const count = sorted.length
  const getItemKey = useCallback((index: number) => sorted[index]?.id ?? index, [sorted])
  const virtual = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 12,
    getItemKey,
    // Synchronous rendering inside the scroll event costs more than the frame it saves.
    useFlushSync: false,
    scrollPaddingStart: rowHeight,
    initialRect: { width: 1024, height: 640 },
  })
  useEffect(() => virtual.measure(), [virtual, rowHeight])
  const items = virtual.getVirtualItems()
  const last = items.at(-1)?.index ?? 0
  useEffect(() => {
    if (onEndReached && count > 0 && last >= count - 20) onEndReached()
  }, [onEndReached, count, last])
  const keys = useGridKeys({ sorted, scroller, virtual, onOpen, onSelect, selected, rowHeight })
  const template = columnTemplate(columns, Boolean(onSelect), Boolean(rowActions))

  return (
    <div
      ref={scroller}
      role="grid"
      aria-label={label}
      aria-rowcount={(props.total ?? count) + 1}
      aria-multiselectable={onSelect ? true : undefined}
      aria-busy={loading || loadingMore || undefined}
      onKeyDown={keys.onKeyDown}
      onFocus={keys.onFocus}
      className={clsx('relative min-h-0 overflow-auto', maxHeight === undefined && 'flex-1', maxHeight === undefined && !onSelect && '[&_[role=row]>:first-child]:pl-6', props.className)}
      style={maxHeight === undefined ? undefined : { maxHeight }}
    >
      <HeaderRow columns={columns} table={table} current={current} template={template} selectable={Boolean(onSelect)} actions={Boolean(rowActions)} all={sorted} selected={selected} onSelect={onSelect} />
      {loading && count === 0 ? (
        <SkeletonRows label={label} />
      ) : count === 0 ? (
        empty
      ) : (
        <div role="rowgroup" className="relative min-w-full" style={{ height: virtual.getTotalSize(), width: 'max-content' }}>
          {items.map((item) => {
            const row = sorted[item.index]
            return row ? (
              <BodyRow
                key={item.key}
                row={row.original}
                id={row.id}
                index={item.index}
                top={item.start}
                height={rowHeight}
                template={template}
                columns={columns}
                active={keys.active === item.index}
                selected={onSelect ? (selected?.has(row.id) ?? false) : undefined}
                onSelect={keys.select}
                label={rowLabel(row.original)}
                onOpen={onOpen}
                actions={rowActions}
              />
            ) : null
          })}
        </div>
      )}
      {loadingMore && (
        <p role="status" className="sticky left-0 px-3 py-2 text-sm text-muted">
          Loading more…
        </p>
      )}
    </div>
  )
}

/** Grid tracks shared by the header and every row, so that the columns line up without a table layout. */
function columnTemplate<T>(columns: readonly Column<T>[], selectable: boolean, actions: boolean): string {
  const tracks = columns.map(({ width = 120, grow = 1 }) => (grow > 0 ? `minmax(${width}px, ${grow}fr)` : `${width}px`))
  return [selectable ? '36px' : '', ...tracks, actions ? '40px' : ''].filter(Boolean).join(' ')
}
