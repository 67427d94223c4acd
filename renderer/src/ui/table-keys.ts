/** Keyboard of the grid: a roving row, moved by arrows or j and k, kept in view, with one Tab stop. */
import type { Virtualizer } from '@tanstack/react-virtual'
import { type FocusEvent, type KeyboardEvent, type RefObject, useCallback, useLayoutEffect, useRef, useState } from 'react'
import { isTyping, useShortcutRegistry } from './shortcuts.ts'

interface GridKeysOptions<T> {
  sorted: readonly { id: string; original: T }[]
  scroller: RefObject<HTMLDivElement | null>
  virtual: Virtualizer<HTMLDivElement, Element>
  rowHeight: number
  onOpen: ((row: T) => void) | undefined
  selected: ReadonlySet<string> | undefined
  onSelect: ((ids: ReadonlySet<string>) => void) | undefined
}

/** Where a key leads from row `from`; null when the key does not move. */
function destination(key: string, from: number, last: number, page: number, letters: boolean): number | null {
  if (key === 'ArrowDown' || (letters && key === 'j')) return Math.min(last, from + 1)
  if (key === 'ArrowUp' || (letters && key === 'k')) return Math.max(0, from - 1)
  if (key === 'Home') return 0
  if (key === 'End') return last
  if (key === 'PageDown') return Math.min(last, from + page)
  if (key === 'PageUp') return Math.max(0, from - page)
  return null
}

/** The row an element is in; null for the head. */
function indexOf(element: HTMLElement): number | null {
  const index = element.closest<HTMLElement>('[data-row-index]')?.dataset.rowIndex
  return index === undefined ? null : Number(index)
}

export function useGridKeys<T>({ sorted, scroller, virtual, rowHeight, onOpen, selected, onSelect }: GridKeysOptions<T>) {
  const [activeId, setActiveId] = useState<string | null>(null)
  const lastIndex = useRef(0)
  const anchor = useRef<string | null>(null)
  const pending = useRef<number | null>(null)
  const found = activeId === null ? 0 : sorted.findIndex((row) => row.id === activeId)
  // The active row is gone (deleted, filtered away): its place goes to the row that is there now, not to the top.
  const active = found >= 0 ? found : Math.min(lastIndex.current, Math.max(0, sorted.length - 1))
  const hadFocus = useRef(false)

  const focusRow = (index: number) => scroller.current?.querySelector<HTMLElement>(`[data-row-index="${index}"]`)?.focus({ preventScroll: true })

  useLayoutEffect(() => {
    lastIndex.current = active
    if (pending.current !== null) {
      focusRow(pending.current)
      pending.current = null
    } else if (hadFocus.current && document.activeElement === document.body) focusRow(active)
  })

  const move = (index: number) => {
    const row = sorted[index]
    if (!row) return
    virtual.scrollToIndex(index, { align: 'auto' })
    pending.current = index
    setActiveId(row.id)
    hadFocus.current = true
  }

  const latest = useRef({ sorted, selected, onSelect })
  useLayoutEffect(() => {
    latest.current = { sorted, selected, onSelect }
  })
  // Stable, so that a row renders again only when something about that row changed.
  const select = useCallback((id: string, range: boolean) => {
    const { sorted, selected, onSelect } = latest.current
    if (!onSelect) return
    const next = new Set(selected)
    const from = sorted.findIndex((row) => row.id === anchor.current)
    const to = sorted.findIndex((row) => row.id === id)
    if (range && from >= 0) for (const row of sorted.slice(Math.min(from, to), Math.max(from, to) + 1)) next.add(row.id)
    else if (!next.delete(id)) next.add(id)
    anchor.current = id
    onSelect(next)
  }, [])

  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    const target = event.target as HTMLElement
    const onRow = target.dataset.rowIndex !== undefined
    const from = indexOf(target)
    if (event.altKey || event.metaKey || event.ctrlKey || isTyping(target) || from === null) return
    const letters = useShortcutRegistry.getState().singleKeys
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / rowHeight) - 2)
    const next = destination(event.key, from, sorted.length - 1, page, letters)
    const row = sorted[from]
    if (next !== null) move(next)
    else if (!row) return
    else if (onRow && event.key === 'Enter' && onOpen) onOpen(row.original)
    else if (letters && event.key.toLowerCase() === 'x' && onSelect) select(row.id, event.shiftKey)
    else if (event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey))
      target.closest('[data-row-index]')?.querySelector<HTMLElement>('[data-row-menu] button')?.click()
    else if (event.key === 'Escape' && !onRow) focusRow(from)
    else return
    event.preventDefault()
  }

  const onFocus = (event: FocusEvent<HTMLDivElement>) => {
    const index = indexOf(event.target as HTMLElement)
    hadFocus.current = index !== null
    if (index === null) return
    lastIndex.current = index
    const row = sorted[index]
    if (row && row.id !== activeId) setActiveId(row.id)
  }

  return { active, select, onKeyDown, onFocus }
}
