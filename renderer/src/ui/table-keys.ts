/** Keyboard of the grid: arrows or j and k move the active row and keep it in view, x, Shift and Space act on it. */
import type { KeyboardEvent } from 'react'
import { isTyping, useShortcutRegistry } from './shortcuts.ts'
import { type ActiveRow, indexOf } from './table-active.ts'
import type { Selecting } from './table-selection.ts'

interface GridKeysOptions<T> {
  sorted: readonly { id: string; original: T }[]
  active: ActiveRow
  scrollTo: (index: number) => void
  /** Rows that a page holds. */
  page: () => number
  onOpen: ((row: T) => void) | undefined
  /** Absent where rows cannot be selected. */
  selecting: Selecting | undefined
  anySelected: boolean
  /** Absent where there is nothing to peek at. */
  peek: { shown: boolean; show: (shown: boolean) => void } | undefined
}

/** Where a key leads from row `from`; null when the key does not move. */
function destination(key: string, from: number, last: number, page: number, letters: boolean): number | null {
  if (key === 'ArrowDown' || (letters && key.toLowerCase() === 'j')) return Math.min(last, from + 1)
  if (key === 'ArrowUp' || (letters && key.toLowerCase() === 'k')) return Math.max(0, from - 1)
  if (key === 'Home') return 0
  if (key === 'End') return last
  if (key === 'PageDown') return Math.min(last, from + page)
  if (key === 'PageUp') return Math.max(0, from - page)
  return null
}

export function useGridKeys<T>(options: GridKeysOptions<T>) {
  const { sorted, active, scrollTo, selecting } = options

  const move = (from: number, to: number, stretching: boolean) => {
    const [start, end] = [sorted[from], sorted[to]]
    if (!end) return
    scrollTo(to)
    active.focus(to)
    if (stretching && start) selecting?.stretch(start.id, end.id)
  }

  return (event: KeyboardEvent<HTMLDivElement>) => {
    const target = event.target as HTMLElement
    const from = indexOf(target)
    if (event.altKey || isTyping(target) || from === null || !event.currentTarget.contains(target)) return
    const letters = useShortcutRegistry.getState().singleKeys
    const held = event.metaKey || event.ctrlKey
    const next = held ? null : destination(event.key, from, sorted.length - 1, options.page(), letters)
    if (next !== null) move(from, next, event.shiftKey)
    else if (held ? !(event.key.toLowerCase() === 'a' && selectAll(options)) : !act(event, target, options, letters)) return
    event.preventDefault()
  }
}

function selectAll({ selecting }: Pick<GridKeysOptions<never>, 'selecting'>): boolean {
  selecting?.all()
  return selecting !== undefined
}

/** Does what a key means to the row it was pressed in; false when it means nothing there. */
function act<T>(event: KeyboardEvent, target: HTMLElement, options: GridKeysOptions<T>, letters: boolean): boolean {
  const { sorted, active, onOpen, selecting, peek } = options
  const index = indexOf(target)
  const row = index === null ? undefined : sorted[index]
  if (index === null || !row) return false
  const onRow = target.dataset.rowIndex !== undefined
  if (onRow && event.key === 'Enter' && onOpen) onOpen(row.original)
  else if (onRow && event.key === ' ' && letters && peek) peek.show(!peek.shown)
  else if (letters && event.key.toLowerCase() === 'x' && selecting) selecting[event.shiftKey ? 'rangeTo' : 'toggle'](row.id)
  else if (event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey))
    target.closest('[data-row-index]')?.querySelector<HTMLElement>('[data-row-menu] button')?.click()
  else if (event.key === 'Escape') return back(onRow, () => active.focus(index), options)
  else return false
  return true
}

/** Esc goes back one level: from a control to its row, then out of the peek, then out of the selection. */
function back<T>(onRow: boolean, toRow: () => void, { peek, selecting, anySelected }: GridKeysOptions<T>): boolean {
  if (!onRow) toRow()
  else if (peek?.shown) peek.show(false)
  else if (anySelected && selecting) selecting.clear()
  else return false
  return true
}
