/**
 * Folds progress lines: a line that ended in a carriage return is folded away as soon as a later line of its stream is
 * known. When in doubt it shows too much rather than hide a last state.
 */
import type { LogLine } from '#shared/contract/runs.ts'
import { type LogPages, pageSize } from './log-pages.ts'
import type { LogRows } from './log-rows.ts'

interface Waiting {
  n: number
  /** States folded into it so far. */
  states: number
}
type ByStream = Partial<Record<LogLine['stream'], Waiting>>

export interface Folding {
  /** Takes lines that came live, in order. */
  append(lines: readonly LogLine[]): void
  /** Takes lines that were read as a page. */
  read(lines: readonly LogLine[]): void
  earlierStates(n: number): number
}

export function createFolding(pages: LogPages, rows: LogRows): Folding {
  const states = new Map<number, number>()
  /** Per page, the progress lines at its end that no later line of the page replaced. */
  const openEnds = new Map<number, ByStream>()
  let live: ByStream = {}
  let lastLive = -1

  /** Steps over one line; answers the line it folds away, if any. */
  const step = (waiting: ByStream, line: LogLine): number | null => {
    const earlier = waiting[line.stream]
    const folded = earlier ? earlier.states + 1 : 0
    if (folded > 0) states.set(line.n, folded)
    if (line.replaced) waiting[line.stream] = { n: line.n, states: folded }
    else delete waiting[line.stream]
    if (!earlier) return null
    states.delete(earlier.n)
    return earlier.n
  }

  const refold = (page: number) => {
    const first = page * pageSize
    const places = new Uint8Array(pageSize)
    for (let place = 0; place < pageSize; place++) places[place] = rows.hidden(first + place) && !pages.get(first + place) ? 1 : 0
    const waiting: ByStream = { ...openEnds.get(page - 1) }
    pages.each(page, (line) => {
      const folded = step(waiting, line)
      if (folded === null) return
      if (folded >= first) places[folded - first] = 1
      else rows.hide(folded)
    })
    openEnds.set(page, waiting)
    rows.set(page, places)
    foldOpenEnds(page, waiting)
  }

  /** The first lines of the next page, when held, replace what waits at the end of this one. */
  const foldOpenEnds = (page: number, waiting: ByStream) => {
    const rest: ByStream = { ...waiting }
    pages.each(page + 1, (line) => {
      const earlier = rest[line.stream]
      if (!earlier) return
      rows.hide(earlier.n)
      states.delete(earlier.n)
      delete rest[line.stream]
    })
  }

  return {
    append(lines) {
      const first = lines[0]
      if (!first) return
      if (first.n !== lastLive + 1) live = { ...openEnds.get(Math.floor(first.n / pageSize)) }
      for (const line of lines) {
        const folded = step(live, line)
        if (folded !== null) rows.hide(folded)
        if ((line.n + 1) % pageSize === 0) openEnds.set(Math.floor(line.n / pageSize), { ...live })
        lastLive = line.n
      }
      openEnds.set(Math.floor(lastLive / pageSize), { ...live })
    },
    read(lines) {
      for (const page of new Set(lines.map((line) => Math.floor(line.n / pageSize)))) refold(page)
      const last = lines.at(-1)
      if (last && last.n > lastLive) {
        live = { ...openEnds.get(Math.floor(last.n / pageSize)) }
        lastLive = last.n
      }
    },
    earlierStates: (n) => states.get(n) ?? 0,
  }
}
