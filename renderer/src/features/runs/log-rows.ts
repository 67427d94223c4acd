/**
 * Which row of the screen shows which line. Lines folded away (earlier states of a progress line, lost ranges) take no
 * row. Kept as one byte a line and only for pages where something is folded, and searched by halving, so that a million
 * lines stay cheap in both directions.
 */
import { pageSize } from './log-pages.ts'

export interface LogRows {
  /** Rows for lines `0` to `total`. */
  count(total: number): number
  /** Line shown in a row. */
  lineOf(row: number): number
  /** Row that shows a line, or the row its last state is shown in when it is folded away. */
  rowOf(n: number): number
  hidden(n: number): boolean
  /** Says anew which places of a page are folded away. True when that changed anything. */
  set(page: number, places: Uint8Array): boolean
  hide(n: number): void
  /** Lines folded away before `total`. */
  folded(): number
}

export function createLogRows(): LogRows {
  const pages = new Map<number, { places: Uint8Array; folded: number }>()
  /** For each page, lines folded away before it; rebuilt when a page changed. */
  let before: Array<{ page: number; folded: number }> | null = []
  let all = 0

  const index = () => {
    if (before) return before
    all = 0
    before = [...pages.keys()]
      .sort((a, b) => a - b)
      .map((page) => {
        const entry = { page, folded: all }
        all += pages.get(page)?.folded ?? 0
        return entry
      })
    return before
  }

  /** The last indexed page at or before one that satisfies `fits`, by halving. */
  const lastWhere = (fits: (entry: { page: number; folded: number }) => boolean) => {
    const entries = index()
    let low = 0
    let high = entries.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (fits(entries[middle] as { page: number; folded: number })) low = middle + 1
      else high = middle
    }
    return entries[low - 1]
  }

  const foldedBefore = (n: number) => {
    const entry = lastWhere((e) => e.page * pageSize <= n)
    if (!entry) return 0
    const page = pages.get(entry.page)
    let folded = entry.folded
    const until = Math.min(n - entry.page * pageSize, pageSize)
    for (let place = 0; page && place < until; place++) folded += page.places[place] ?? 0
    return folded
  }

  return {
    count: (total) => total - foldedBefore(total),
    lineOf(row) {
      const entry = lastWhere((e) => e.page * pageSize - e.folded <= row)
      if (!entry) return row
      const places = pages.get(entry.page)?.places
      let n = entry.page * pageSize
      let left = row - (n - entry.folded)
      for (let place = 0; places && place < pageSize; place++, n++) {
        if (places[place]) continue
        if (left === 0) return n
        left--
      }
      return n + left
    },
    rowOf: (n) => n - foldedBefore(n),
    hidden: (n) => pages.get(Math.floor(n / pageSize))?.places[n % pageSize] === 1,
    set(page, places) {
      const known = pages.get(page)
      const folded = places.reduce((sum, bit) => sum + bit, 0)
      if (known ? known.places.every((bit, place) => bit === (places[place] ?? 0)) : folded === 0) return false
      pages.set(page, { places: places.slice(), folded })
      before = null
      return true
    },
    hide(n) {
      const at = Math.floor(n / pageSize)
      const page = pages.get(at) ?? { places: new Uint8Array(pageSize), folded: 0 }
      if (page.places[n % pageSize]) return
      page.places[n % pageSize] = 1
      page.folded++
      pages.set(at, page)
      before = null
    },
    folded() {
      index()
      return all
    },
  }
}
