/** Which row of a grid is the active one: the row that has the focus, or would get it by Tab. */
import { type FocusEvent, type RefObject, useLayoutEffect, useRef, useState } from 'react'

export interface ActiveRow {
  /** Its place in the present order. */
  index: number
  /** Makes a row active and moves the focus to it as soon as it is drawn. */
  focus: (index: number) => void
  onFocus: (event: FocusEvent<HTMLDivElement>) => void
}

/** The row an element is in; null for the head. */
export function indexOf(element: Element): number | null {
  const index = element.closest<HTMLElement>('[data-row-index]')?.dataset.rowIndex
  return index === undefined ? null : Number(index)
}

export function useActiveRow(sorted: readonly { id: string }[], scroller: RefObject<HTMLDivElement | null>): ActiveRow {
  const [activeId, setActiveId] = useState<string | null>(null)
  const last = useRef(0)
  const pending = useRef(false)
  const hadFocus = useRef(false)
  const known = activeId === null ? 0 : sorted[last.current]?.id === activeId ? last.current : sorted.findIndex(({ id }) => id === activeId)
  // The active row is gone (deleted, filtered away): its place goes to the row that is there now, not to the top.
  const index = known >= 0 ? known : Math.min(last.current, Math.max(0, sorted.length - 1))

  useLayoutEffect(() => {
    last.current = index
    const lost = hadFocus.current && document.activeElement === document.body
    if (!pending.current && !lost) return
    pending.current = false
    scroller.current?.querySelector<HTMLElement>(`[data-row-index="${index}"]`)?.focus({ preventScroll: true })
  })

  const focus = (next: number) => {
    const row = sorted[next]
    if (!row) return
    pending.current = true
    hadFocus.current = true
    last.current = next
    // The same row again draws nothing anew, so it is focused here.
    if (row.id === activeId) scroller.current?.querySelector<HTMLElement>(`[data-row-index="${next}"]`)?.focus({ preventScroll: true })
    setActiveId(row.id)
  }

  const onFocus = (event: FocusEvent<HTMLDivElement>) => {
    // A row's menu lies elsewhere in the page but tells the grid too: the focus has not left the row for good.
    if (!event.currentTarget.contains(event.target)) return
    const at = indexOf(event.target)
    hadFocus.current = at !== null
    const row = at === null ? undefined : sorted[at]
    if (at === null || !row) return
    last.current = at
    if (row.id !== activeId) setActiveId(row.id)
  }

  return { index, focus, onFocus }
}
