/**
 * Lines of one log by number, in pages. Memory is bounded: the pages read longest ago are let go, but what is known
 * about their shape (which lines are folded away) stays, so that the scroll bar never jumps when they come back.
 */
import type { LogLine } from '#shared/contract/runs.ts'

export const pageSize = 1000

interface Page {
  /** By place in the page; a hole was not read yet or let go. */
  lines: Array<LogLine | undefined>
  usedAt: number
}

export interface LogPages {
  get(n: number): LogLine | undefined
  put(lines: readonly LogLine[]): void
  /** Calls back for every held line of one page, in order. */
  each(page: number, visit: (line: LogLine, place: number) => void): void
}

/** @param maxPages how many pages of 1,000 lines may be held at once */
export function createLogPages(maxPages: number): LogPages {
  const pages = new Map<number, Page>()
  let tick = 0

  const touch = (index: number): Page => {
    let page = pages.get(index)
    if (!page) {
      page = { lines: [], usedAt: 0 }
      pages.set(index, page)
    }
    page.usedAt = ++tick
    return page
  }

  const letGo = () => {
    while (pages.size > maxPages) {
      let oldest = -1
      let at = Number.POSITIVE_INFINITY
      for (const [index, page] of pages) if (page.usedAt < at) [oldest, at] = [index, page.usedAt]
      pages.delete(oldest)
    }
  }

  return {
    get(n) {
      const page = pages.get(Math.floor(n / pageSize))
      if (!page) return undefined
      page.usedAt = ++tick
      return page.lines[n % pageSize]
    },
    put(lines) {
      let page: Page | undefined
      let index = -1
      for (const line of lines) {
        const at = Math.floor(line.n / pageSize)
        if (at !== index || !page) [page, index] = [touch(at), at]
        page.lines[line.n % pageSize] = line
      }
      letGo()
    },
    each(index, visit) {
      pages.get(index)?.lines.forEach((line, place) => {
        if (line) visit(line, place)
      })
    },
  }
}
