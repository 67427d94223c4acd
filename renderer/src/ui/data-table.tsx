import { useVirtualizer } from '@tanstack/react-virtual'
import clsx from 'clsx'
import { type ReactNode, useCallback, useEffect, useMemo, useRef } from 'react'
import { useRowHeight } from './density.ts'
import type { MenuItem } from './menu.tsx'
import { SkeletonRows } from './skeleton.tsx'
import { type Column, columnLayout, fittingColumns, type Sort } from './table-columns.ts'
import { HeaderRow } from './table-header.tsx'
import { useGridKeys } from './table-keys.ts'
import { BodyRow } from './table-row.tsx'
import { useSortedRows } from './table-sorting.ts'
import { useInnerWidth } from './table-width.ts'

export type { Column, Sort } from './table-columns.ts'

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

/**
 * A grid of fixed-height rows, drawn only where it is looked at. Arrow keys or j and k move, Enter opens, x selects,
 * Shift+F10 opens the row's menu; one Tab stop leads in.
 */
export function DataTable<T extends object>(props: DataTableProps<T>) {
  const { label, rowLabel, onOpen, rowActions, selected, onSelect, onEndReached, loadingMore, loading, empty, maxHeight } = props
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
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new density changes every row's place
  useEffect(() => virtual.measure(), [virtual, rowHeight])
  const items = virtual.getVirtualItems()
  const last = items.at(-1)?.index ?? 0
  useEffect(() => {
    if (onEndReached && count > 0 && last >= count - 20) onEndReached()
  }, [onEndReached, count, last])
  const keys = useGridKeys({ sorted, scroller, virtual, onOpen, onSelect, selected, rowHeight })
  const selectable = Boolean(onSelect)
  const actions = Boolean(rowActions)
  const width = useInnerWidth(scroller)
  const columns = useMemo(() => fittingColumns(props.columns, { selectable, actions }, width), [props.columns, selectable, actions, width])
  const layout = columnLayout(columns, { selectable, actions })

  return (
    <div
      ref={scroller}
      role="grid"
      tabIndex={-1}
      aria-label={label}
      aria-rowcount={(props.total ?? count) + 1}
      aria-multiselectable={onSelect ? true : undefined}
      aria-busy={loading || loadingMore || undefined}
      onKeyDown={keys.onKeyDown}
      onFocus={keys.onFocus}
      className={clsx(
        'relative min-h-0 overflow-auto',
        // Never taller than the window: with no bound at all, a virtual list would draw every row it has.
        maxHeight === undefined && 'max-h-screen flex-1',
        maxHeight === undefined && !onSelect && '[&_[role=row]>:first-child]:pl-6',
        props.className,
      )}
      style={maxHeight === undefined ? undefined : { maxHeight }}
    >
      <HeaderRow
        columns={columns}
        table={table}
        current={current}
        layout={layout}
        selectable={selectable}
        actions={actions}
        all={sorted}
        selected={selected}
        onSelect={onSelect}
      />
      {loading && count === 0 ? (
        <SkeletonRows label={label} />
      ) : count === 0 ? (
        <EmptyBody>{empty}</EmptyBody>
      ) : (
        <div role="rowgroup" className="relative" style={{ height: virtual.getTotalSize(), minWidth: layout.minWidth }}>
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
                template={layout.gridTemplateColumns}
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

/** A grid may hold nothing but rows, so that what stands in their place is one. */
function EmptyBody({ children }: { children: ReactNode }) {
  return (
    <div role="rowgroup">
      <div role="row">
        <div role="gridcell">{children}</div>
      </div>
    </div>
  )
}
