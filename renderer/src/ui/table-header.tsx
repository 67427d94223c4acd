import type { ReactTable } from '@tanstack/react-table'
import clsx from 'clsx'
import { ArrowDown, ArrowUp } from 'lucide-react'
import type { ReactNode } from 'react'
import { Checkbox } from './checkbox.tsx'
import { counted, figure } from './counted.ts'
import type { Column, Sort } from './table-columns.ts'
import type { Selecting } from './table-selection.ts'
import type { Features } from './table-sorting.ts'

interface SelectAllProps {
  all: readonly { id: string }[]
  total: number
  selected: ReadonlySet<string> | undefined
  selecting: Selecting
}

/** Selects every row that was read, or none; says so when there are more than those. */
export function SelectAll({ all, total, selected, selecting }: SelectAllProps) {
  const chosen = selected?.size ?? 0
  return (
    <Checkbox
      label={
        total > all.length ? `Select the ${counted(all.length, 'row')} read so far, of ${figure(total)}` : `Select all ${counted(all.length, 'row')}`
      }
      hideLabel
      checked={chosen > 0 && chosen >= all.length}
      indeterminate={chosen > 0 && chosen < all.length}
      onChange={(checked) => (checked ? selecting.all() : selecting.clear())}
    />
  )
}

interface HeaderRowProps<T extends object> {
  columns: readonly Column<T>[]
  table: ReactTable<Features, T>
  current: Sort | null
  layout: { gridTemplateColumns: string; minWidth: string }
  selectable: boolean
  actions: boolean
  /** Stands over the check boxes. */
  children: ReactNode
}

/** The sticky head of a grid: names, sort buttons, select-all. */
export function HeaderRow<T extends object>({ columns, table, current, layout, selectable, actions, children }: HeaderRowProps<T>) {
  return (
    <div role="rowgroup" className="sticky top-0 z-10" style={{ minWidth: layout.minWidth }}>
      <div
        role="row"
        aria-rowindex={1}
        className="grid h-(--row) items-center border-b border-line bg-surface"
        style={{ gridTemplateColumns: layout.gridTemplateColumns }}
      >
        {selectable && (
          <span role="columnheader" className="grid place-items-center">
            {children}
          </span>
        )}
        {columns.map((column) => {
          const sort = current?.id === column.id ? (current.desc ? 'descending' : 'ascending') : undefined
          const sortable = Boolean(column.sortValue ?? column.sortable)
          return (
            <span
              key={column.id}
              role="columnheader"
              aria-sort={sort ?? (sortable ? 'none' : undefined)}
              className={clsx('flex min-w-0 items-center px-2.5 text-sm font-medium text-muted', column.align === 'end' && 'justify-end')}
            >
              {sortable ? (
                <button
                  type="button"
                  data-ring="inset"
                  onClick={() => table.getColumn(column.id)?.toggleSorting()}
                  className={clsx('-mx-1 flex min-h-6 min-w-0 items-center gap-1 rounded-control px-1 hover:text-default', sort && 'text-default')}
                >
                  <span className="truncate">{column.header}</span>
                  {sort === 'ascending' && <ArrowUp aria-hidden className="size-3 shrink-0" />}
                  {sort === 'descending' && <ArrowDown aria-hidden className="size-3 shrink-0" />}
                </button>
              ) : (
                <span className="truncate">{column.header}</span>
              )}
            </span>
          )
        })}
        {actions && (
          <span role="columnheader">
            <span className="sr-only">Actions</span>
          </span>
        )}
      </div>
    </div>
  )
}
