/** What selecting in a grid means: one row on or off, or everything between two rows. */
import { useCallback, useLayoutEffect, useMemo, useRef } from 'react'

interface Ordered {
  id: string
}

/** `base` and every row between two ids, in either direction; `base` alone when one of them is not there. */
export function withRange(sorted: readonly Ordered[], base: ReadonlySet<string>, from: string, to: string): ReadonlySet<string> {
  const a = sorted.findIndex(({ id }) => id === from)
  const b = sorted.findIndex(({ id }) => id === to)
  if (a < 0 || b < 0) return base
  return new Set([...base, ...sorted.slice(Math.min(a, b), Math.max(a, b) + 1).map(({ id }) => id)])
}

export interface SelectionOptions {
  sorted: readonly Ordered[]
  selected: ReadonlySet<string> | undefined
  onSelect: ((ids: ReadonlySet<string>) => void) | undefined
}

export interface Selecting {
  /** Turns one row on or off, and begins a range there. */
  toggle: (id: string) => void
  /** Selects from the row where the range began; a range that gets shorter lets go of what it leaves. */
  rangeTo: (id: string) => void
  /** Selects from one row to the next by Shift and an arrow. */
  stretch: (from: string, to: string) => void
  all: () => void
  clear: () => void
}

const nothing: ReadonlySet<string> = new Set()

/** Selecting for a grid; its functions stay the same, so that a row is drawn again only when something about that row changed. */
export function useSelecting(options: SelectionOptions): Selecting {
  const latest = useRef(options)
  useLayoutEffect(() => {
    latest.current = options
  })
  const range = useRef({ anchor: '', head: '', base: nothing, result: nothing })

  const emit = useCallback((anchor: string, head: string, base: ReadonlySet<string>, result: ReadonlySet<string>) => {
    range.current = { anchor, head, base, result }
    latest.current.onSelect?.(result)
  }, [])
  const toggle = useCallback(
    (id: string) => {
      const next = new Set(latest.current.selected)
      if (!next.delete(id)) next.add(id)
      emit(id, id, next, next)
    },
    [emit],
  )
  const rangeTo = useCallback(
    (id: string) => {
      const { sorted, selected = nothing } = latest.current
      const { anchor, base, result } = range.current
      const kept = result === selected ? base : selected
      if (anchor && sorted.some((row) => row.id === anchor)) emit(anchor, id, kept, withRange(sorted, kept, anchor, id))
      else emit(id, id, selected, withRange(sorted, selected, id, id))
    },
    [emit],
  )
  const stretch = useCallback(
    (from: string, to: string) => {
      const { selected = nothing } = latest.current
      if (range.current.head !== from || range.current.result !== selected)
        range.current = { anchor: from, head: from, base: selected, result: selected }
      rangeTo(to)
    },
    [rangeTo],
  )
  const all = useCallback(() => {
    const every = new Set(latest.current.sorted.map(({ id }) => id))
    emit('', '', every, every)
  }, [emit])
  const clear = useCallback(() => emit('', '', nothing, nothing), [emit])
  return useMemo(() => ({ toggle, rangeTo, stretch, all, clear }), [toggle, rangeTo, stretch, all, clear])
}
