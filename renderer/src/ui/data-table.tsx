import { defaultRangeExtractor, type Range, useVirtualizer } from '@tanstack/react-virtual'
import clsx from 'clsx'
import { type ReactNode, type RefObject, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { useRowHeight } from './density.ts'
import type { MenuItem } from './menu.tsx'
import { SkeletonRows } from './skeleton.tsx'
import { useActiveRow } from './table-active.ts'
import { type Column, columnLayout, type Frame, fittingColumns, type Sort } from './table-columns.ts'
import { HeaderRow, SelectAll } from './table-header.tsx'
import { useGridKeys } from './table-keys.ts'
import { PeekPanel } from './table-peek.tsx'
import { BodyRow } from './table-row.tsx'
import { useSelecting } from './table-selection.ts'
import { useSortedRows } from './table-sorting.ts'
import { type RowVerb, RowVerbs } from './table-verbs.tsx'
import { useInnerWidth } from './table-width.ts'

export type { Column, Sort } from './table-columns.ts'
export type { RowVerb } from './table-verbs.tsx'

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
  /** Keys that act on the selection or on the row with the focus. */
  verbs?: readonly RowVerb<T>[]
  /** What Space shows of the active row beside the list. */
  peek?: (row: T) => ReactNode
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
 * A grid of fixed-height rows, drawn only where it is looked at. Arrow keys or j and k move, Enter opens, x and Shift
 * select, Space peeks, Esc goes back one level, Shift+F10 opens the row's menu; one Tab stop leads in.
 */
export function DataTable<T extends object>(props: DataTableProps<T>) {
  const { label, rowLabel, selected, onSelect, onEndReached, loading, maxHeight, peek } = props
  const { table, sorted, current } = useSortedRows(props)
  const scroller = useRef<HTMLDivElement>(null)
  const rowHeight = useRowHeight()
  const count = sorted.length
  const active = useActiveRow(sorted, scroller)
  const virtual = useVirtualRows({ sorted, scroller, rowHeight, active: active.index })
  const last = virtual.range?.endIndex ?? 0
  useEffect(() => {
    if (onEndReached && count > 0 && last >= count - 20) onEndReached()
  }, [onEndReached, count, last])
  useKeptInView(virtual, active.index, scroller)
  const selecting = useSelecting({ sorted, selected, onSelect })
  const [peeking, setPeeking] = useState(false)
  const onKeyDown = useGridKeys({
    sorted,
    active,
    scrollTo: (index) => virtual.scrollToIndex(index, { align: 'auto' }),
    page: () => Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / rowHeight) - 2),
    onOpen: props.onOpen,
    selecting: onSelect && selecting,
    anySelected: (selected?.size ?? 0) > 0,
    peek: peek && { shown: peeking, show: setPeeking },
  })
  const frame = { selectable: Boolean(onSelect), actions: Boolean(props.rowActions) }
  const columns = useFittingColumns(props.columns, frame, scroller)
  const layout = columnLayout(columns, frame)
  const acts = useLatestActs(props)

  const grid = (
    <div
      ref={scroller}
      role="grid"
      tabIndex={-1}
      aria-label={label}
      aria-rowcount={(props.total ?? count) + 1}
      aria-multiselectable={onSelect ? true : undefined}
      aria-busy={loading || props.loadingMore || undefined}
      onKeyDown={onKeyDown}
      onFocus={active.onFocus}
      className={clsx(
        'relative min-h-0 overflow-auto',
        // Never taller than the window: with no bound at all, a virtual list would draw every row it has.
        maxHeight === undefined && 'max-h-screen flex-1',
        maxHeight === undefined && !onSelect && '[&_[role=row]>:first-child]:pl-6',
        props.className,
      )}
      style={maxHeight === undefined ? undefined : { maxHeight }}
    >
      <HeaderRow columns={columns} table={table} current={current} layout={layout} {...frame}>
        <SelectAll all={sorted} total={props.total ?? count} selected={selected} selecting={selecting} />
      </HeaderRow>
      {count > 0 ? (
        <div role="rowgroup" className="relative" style={{ height: virtual.getTotalSize(), minWidth: layout.minWidth }}>
          {virtual.getVirtualItems().map((item) => {
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
                active={active.index === item.index}
                selected={onSelect ? (selected?.has(row.id) ?? false) : undefined}
                selecting={selecting}
                label={rowLabel(row.original)}
                onOpen={acts.open}
                actions={acts.actions}
              />
            ) : null
          })}
        </div>
      ) : loading ? (
        <SkeletonRows label={label} />
      ) : (
        <EmptyBody>{props.empty}</EmptyBody>
      )}
      {props.loadingMore && (
        <p role="status" className="sticky left-0 px-3 py-2 text-sm text-muted">
          Loading more…
        </p>
      )}
      {props.verbs && <RowVerbs verbs={props.verbs} sorted={sorted} selected={selected} scroller={scroller} />}
    </div>
  )
  if (!peek) return grid
  const peeked = peeking ? sorted[active.index]?.original : undefined
  const close = () => {
    setPeeking(false)
    active.focus(active.index)
  }
  return (
    <div className="@container flex min-h-0 flex-1">
      <div className="flex min-h-0 min-w-0 flex-1 flex-col @6xl:flex-row">
        {grid}
        {peeked && (
          <PeekPanel label={rowLabel(peeked)} onOpen={acts.open && (() => acts.open?.(peeked))} onClose={close}>
            {peek(peeked)}
          </PeekPanel>
        )}
      </div>
    </div>
  )
}

interface VirtualRowsOptions {
  sorted: readonly { id: string }[]
  scroller: RefObject<HTMLDivElement | null>
  rowHeight: number
  active: number
}

/** The rows that exist: those in view, some around them, and always the active one, which must neither lose the focus nor the way in by Tab. */
function useVirtualRows({ sorted, scroller, rowHeight, active }: VirtualRowsOptions) {
  const getItemKey = useCallback((index: number) => sorted[index]?.id ?? index, [sorted])
  const rangeExtractor = useCallback(
    (range: Range) => {
      const drawn = defaultRangeExtractor(range)
      const [first = 0, last = 0] = [drawn[0], drawn.at(-1)]
      if (active >= range.count || (active >= first && active <= last)) return drawn
      return active < first ? [active, ...drawn] : [...drawn, active]
    },
    [active],
  )
  const virtual = useVirtualizer({
    count: sorted.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 12,
    getItemKey,
    rangeExtractor,
    // Synchronous rendering inside the scroll event costs more than the frame it saves.
    useFlushSync: false,
    scrollPaddingStart: rowHeight,
    initialRect: { width: 1024, height: 640 },
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new density changes every row's place
  useEffect(() => virtual.measure(), [virtual, rowHeight])
  return virtual
}

/** A peek or a bar below takes room from the list: the row with the focus must not end up behind it. */
function useKeptInView(virtual: ReturnType<typeof useVirtualRows>, active: number, scroller: RefObject<HTMLDivElement | null>) {
  const height = virtual.scrollRect?.height ?? 0
  const before = useRef(height)
  useEffect(() => {
    const smaller = height < before.current
    before.current = height
    if (smaller && scroller.current?.contains(document.activeElement)) virtual.scrollToIndex(active, { align: 'auto' })
  }, [virtual, height, active, scroller])
}

/** The newest functions behind ones that stay the same: a page that is drawn again must not draw all its rows again. */
function useLatestActs<T>({ onOpen, rowActions }: Pick<DataTableProps<T>, 'onOpen' | 'rowActions'>) {
  const latest = useRef({ onOpen, rowActions })
  useLayoutEffect(() => {
    latest.current = { onOpen, rowActions }
  })
  const [openable, active] = [Boolean(onOpen), Boolean(rowActions)]
  return useMemo(
    () => ({
      open: openable ? (row: T) => latest.current.onOpen?.(row) : undefined,
      actions: active ? (row: T) => latest.current.rowActions?.(row) ?? [] : undefined,
    }),
    [openable, active],
  )
}

function useFittingColumns<T>(columns: readonly Column<T>[], { selectable, actions }: Frame, scroller: RefObject<HTMLDivElement | null>) {
  const width = useInnerWidth(scroller)
  return useMemo(() => fittingColumns(columns, { selectable, actions }, width), [columns, selectable, actions, width])
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
