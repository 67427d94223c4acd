import clsx from 'clsx'
import { Check } from 'lucide-react'
import { type MouseEvent, memo, useLayoutEffect, useRef } from 'react'
import { type MenuItem, RowMenu } from './menu.tsx'
import type { Column } from './table-columns.ts'
import type { Selecting } from './table-selection.ts'

interface BodyRowProps<T> {
  row: T
  id: string
  index: number
  /** Offset from the first row, px. */
  top: number
  height: number
  template: string
  columns: readonly Column<T>[]
  active: boolean
  /** Undefined where rows cannot be selected. */
  selected: boolean | undefined
  selecting: Selecting
  label: string
  onOpen: ((row: T) => void) | undefined
  actions: ((row: T) => readonly MenuItem[]) | undefined
}

const interactive = 'a[href], button, input, [tabindex]:not([data-row-index])'

/** Only the active row's own controls are in the tab order: a list of a hundred switches stays one stop. */
function useRovingControls(active: boolean) {
  const element = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => {
    for (const control of element.current?.querySelectorAll<HTMLElement>(interactive) ?? []) {
      if (active) {
        if (control.dataset.parked !== undefined) {
          control.tabIndex = 0
          delete control.dataset.parked
        }
      } else if (control.tabIndex >= 0) {
        control.tabIndex = -1
        control.dataset.parked = ''
      }
    }
  })
  return element
}

/** One row of a grid. A click anywhere but on a control opens it. Remembered, so that scrolling draws only the rows that come into view. */
export const BodyRow = memo(PlainRow) as typeof PlainRow

function PlainRow<T>({ row, id, index, top, height, template, columns, active, selected, selecting, label, onOpen, actions }: BodyRowProps<T>) {
  const element = useRovingControls(active)
  const open = (event: MouseEvent) => {
    const target = event.target as Element
    // React bubbles clicks of the row's menu and its dialogs through their portals: those lie outside the row and open nothing.
    if (!onOpen || !event.currentTarget.contains(target) || target.closest('a, button, input, label, [role=switch]')) return
    if (selected !== undefined && event.shiftKey) return selecting.rangeTo(id)
    if (selected !== undefined && (event.metaKey || event.ctrlKey)) return selecting.toggle(id)
    if (document.getSelection()?.type === 'Range') return
    onOpen(row)
  }
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the grid handles Enter for its active row
    <div
      ref={element}
      role="row"
      data-row-index={index}
      data-ring="inset"
      tabIndex={active ? 0 : -1}
      aria-rowindex={index + 2}
      aria-selected={selected}
      aria-label={label}
      onClick={open}
      // A range by Shift and click would mark the text between as well.
      onMouseDown={(event) => selected !== undefined && event.shiftKey && event.preventDefault()}
      className={clsx(
        'group/row absolute inset-x-0 grid items-center border-b contain-strict border-line transition-colors duration-(--fast)',
        selected ? 'bg-selected' : 'hover:bg-hover',
        onOpen && 'cursor-pointer',
      )}
      style={{ gridTemplateColumns: template, height, top }}
    >
      {selected !== undefined && (
        <div
          role="gridcell"
          className="grid h-full place-items-center"
          onClickCapture={(event) => {
            if (!event.shiftKey) return
            event.preventDefault()
            event.stopPropagation()
            selecting.rangeTo(id)
          }}
        >
          <RowCheckbox label={`Select ${label}`} checked={selected} onToggle={() => selecting.toggle(id)} />
        </div>
      )}
      {columns.map((column) => (
        <div
          key={column.id}
          role="gridcell"
          className={clsx('h-full min-w-0 content-center truncate px-2.5 [&>*]:align-middle', column.align === 'end' && 'text-end tabular-nums')}
        >
          {column.cell(row)}
        </div>
      ))}
      {actions && (
        <div role="gridcell" data-row-menu className="grid place-items-center">
          <RowMenu label={`Actions for ${label}`} items={() => actions(row)} />
        </div>
      )}
    </div>
  )
}

/** Looks like every check box, without a form field behind it: there is one in every row that scrolls by. */
function RowCheckbox({ label, checked, onToggle }: { label: string; checked: boolean; onToggle: () => void }) {
  return (
    <button
      type="button"
      role="checkbox"
      aria-checked={checked}
      aria-label={label}
      onClick={onToggle}
      className="grid size-6 place-items-center rounded-control"
    >
      <span
        className={clsx(
          'grid size-4 place-items-center rounded-[3px] border',
          checked ? 'border-accent bg-accent text-on-accent' : 'border-control bg-surface',
        )}
      >
        {checked && <Check aria-hidden className="size-3" strokeWidth={3} />}
      </span>
    </button>
  )
}
