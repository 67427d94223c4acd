/**
 * Scrolling of the log: sticks to the end while following, gives way to the first scroll upwards, and otherwise keeps
 * the line at the top where it is, whatever is read, folded or appended around it.
 */
import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react'
import type { LogModel, LogSummary } from './log-model.ts'

/** Rows the virtualizer knows at once; the rest of a long log is height only. */
export const windowRows = 20_000
const step = 5000

export interface LogScroll {
  /** First row of the window. */
  base: number
  onScroll: () => void
  /** Goes back to the end if the view follows. */
  stick: () => void
  toEnd: () => void
  toStart: () => void
}

interface Anchor {
  n: number
  row: number
}

/** Where the window begins when `row` is the first on screen. */
export function windowBase(row: number): number {
  return Math.max(0, (Math.floor(row / step) - 1) * step)
}

/** @param firstRow says which row is at the top where rows differ in height; null while all are `lineHeight` */
export function useLogScroll(
  box: RefObject<HTMLDivElement | null>,
  model: LogModel,
  summary: LogSummary,
  lineHeight: number,
  firstRow: RefObject<(() => number) | null>,
): LogScroll {
  const [base, setBase] = useState(() => windowBase(summary.rows))
  const lastTop = useRef(0)
  const anchor = useRef<Anchor | null>(null)

  /** Remembers where the view stands; answers the row at its top. */
  const note = useCallback(() => {
    const element = box.current
    if (!element) return 0
    const row = firstRow.current?.() ?? Math.max(0, Math.floor(element.scrollTop / lineHeight))
    lastTop.current = element.scrollTop
    anchor.current = { row, n: model.lineOf(row) }
    return row
  }, [box, model, lineHeight, firstRow])

  // The window of rows follows with the scroll event that this causes.
  const jump = useCallback(
    (top: number) => {
      box.current?.scrollTo({ top, behavior: 'instant' })
      note()
    },
    [box, note],
  )
  const stick = useCallback(() => {
    if (box.current && model.summary().following) jump(box.current.scrollHeight)
  }, [box, model, jump])

  useLayoutEffect(() => {
    const element = box.current
    if (!element) return
    if (summary.following) return stick()
    const held = anchor.current
    if (!held) return
    const row = model.rowOf(held.n)
    if (row !== held.row) jump(element.scrollTop + (row - held.row) * lineHeight)
  }, [box, model, summary, lineHeight, jump, stick])

  useEffect(() => {
    const element = box.current
    if (!element) return
    // A burst repaints so often that a smooth scroll upwards never gets anywhere: the wish to leave counts, not the distance.
    const onWheel = (event: WheelEvent) => {
      if (event.deltaY < 0 && element.scrollHeight > element.clientHeight) model.setFollowing(false)
    }
    element.addEventListener('wheel', onWheel, { passive: true })
    const observer = new ResizeObserver(stick)
    observer.observe(element)
    if (element.firstElementChild) observer.observe(element.firstElementChild)
    return () => {
      element.removeEventListener('wheel', onWheel)
      observer.disconnect()
    }
  }, [box, model, stick])

  const onScroll = useCallback(() => {
    const element = box.current
    if (!element) return
    const fromEnd = element.scrollHeight - element.clientHeight - element.scrollTop
    if (element.scrollTop < lastTop.current - 1 && fromEnd > lineHeight / 2) model.setFollowing(false)
    setBase(windowBase(note()))
  }, [box, model, lineHeight, note])

  const toEnd = useCallback(() => {
    model.setFollowing(true)
    if (box.current) jump(box.current.scrollHeight)
  }, [box, model, jump])
  const toStart = useCallback(() => {
    model.setFollowing(false)
    jump(0)
  }, [model, jump])

  return { base, onScroll, stick, toEnd, toStart }
}
