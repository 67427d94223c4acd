import { type RefObject, useLayoutEffect, useState } from 'react'
import { useDensity } from './density.ts'

/** Inner width of an element, px at the normal font size; unlimited until it is measured, and where nothing is laid out. */
export function useInnerWidth(element: RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(Number.POSITIVE_INFINITY)
  const fontSize = useDensity((state) => state.fontSize)
  useLayoutEffect(() => {
    const box = element.current
    if (!box) return
    const measure = () => setWidth(box.clientWidth || Number.POSITIVE_INFINITY)
    measure()
    // Absent only where tests run without layout.
    if (typeof ResizeObserver === 'undefined') return
    const observer = new ResizeObserver(measure)
    observer.observe(box)
    return () => observer.disconnect()
  }, [element])
  return (width * 100) / fontSize
}
