import type { ReactTable } from '@tanstack/react-table'
import clsx from 'clsx'
import { ArrowDown, ArrowUp } from 'lucide-react'
import { Checkbox } from './checkbox.tsx'
import type { Column, Sort } from './table-columns.ts'
import type { Features } from './table-sorting.ts'

interface HeaderRowProps<T extends object> {
  columns: readonly Column<T>[]
  table: ReactTable<Features, T>
  current: Sort | null
  layout: { gridTemplateColumns: string; minWidth: string }
  selectable: boolean
  actions: boolean
  all: readonly { id: string }[]
  selected: ReadonlySet<string> | undefined
  onSelect: ((ids: ReadonlySet<string>) => void) | undefined
}

/** The sticky head of a grid: names, sort buttons, select-all. */
export function HeaderRow<T extends object>({ columns, table, current, layout, selectable, actions, all, selected, onSelect }: HeaderRowProps<T>) {
  const chosen = selected?.size ?? 0
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
            <Checkbox
              label="Select all loaded rows"
              hideLabel
              checked={chosen > 0 && chosen >= all.length}
              indeterminate={chosen > 0 && chosen < all.length}
              onChange={(checked) => onSelect?.(new Set(checked ? all.map((row) => row.id) : []))}
            />
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
