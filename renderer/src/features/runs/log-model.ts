/**
 * What the log viewer shows of one run: lines by number with holes still to be read, progress lines folded to their last
 * state, breaks in the stream, and whether the view follows the end. Knows neither React nor the host.
 */
import type { LogEvent, LogLine, LogPage } from '#shared/contract/runs.ts'
import { createFolding } from './log-folding.ts'
import { createLogPages } from './log-pages.ts'
import { createLogRows } from './log-rows.ts'

/** A break in the stream, drawn as a rule above line `n`. */
export interface LogRule {
  kind: 'refetched' | 'lost'
  /** Lines read again, or gone. */
  lines: number
  /** Milliseconds without a connection; 0 when the connection was not the cause. */
  missingMs: number
}

export interface LogSummary {
  total: number
  rows: number
  redactions: number
  binary: boolean
  ended: boolean
  following: boolean
  /** Rows that came since following ended. */
  unseen: number
  showAll: boolean
  /** Earlier states of progress lines known so far. */
  folded: number
}

export interface LogModel {
  subscribe(listener: () => void): () => void
  /** The same object until something changed. */
  summary(): LogSummary
  lineOf(row: number): number
  rowOf(n: number): number
  line(n: number): LogLine | undefined
  rule(n: number): LogRule | undefined
  /** How many earlier states are folded into a line. */
  earlierStates(n: number): number
  /** Takes in a page; `from` is the line asked for, or null for "the last ones". */
  take(page: LogPage, from: number | null): void
  receive(event: LogEvent): void
  /** Draws a rule above line `n` after the stream came back. */
  mark(n: number, rule: LogRule): void
  setFollowing(following: boolean): void
  setShowAll(showAll: boolean): void
}

/** @param notify when to tell the listeners; the viewer passes requestAnimationFrame, so that a burst paints once a frame */
export function createLogModel({ maxPages = 100, notify = queueMicrotask as (tell: () => void) => void } = {}): LogModel {
  const pages = createLogPages(maxPages)
  const folds = createLogRows()
  const lost = createLogRows()
  const folding = createFolding(pages, folds)
  const rules = new Map<number, LogRule>()
  const listeners = new Set<() => void>()
  const now = { total: 0, redactions: 0, binary: false, ended: false, following: true, showAll: false }
  let seenTotal = 0
  let summary: LogSummary | null = null
  let telling = false

  const rows = () => (now.showAll ? lost : folds)
  const changed = () => {
    summary = null
    if (telling) return
    telling = true
    notify(() => {
      telling = false
      for (const listener of listeners) listener()
    })
  }

  const markLost = (from: number, to: number) => {
    rules.set(from, { kind: 'lost', lines: to - from, missingMs: 0 })
    for (let n = from + 1; n < to; n++) {
      folds.hide(n)
      lost.hide(n)
    }
  }

  /** A page with holes before its last line says that those lines are nowhere; one that stops early says nothing. */
  const findLost = (page: LogPage, from: number) => {
    let expected = from
    for (const line of page.lines) {
      if (line.n > expected) markLost(expected, line.n)
      expected = line.n + 1
    }
    if (page.lines.length === 0 && from < page.total) markLost(from, page.total)
  }

  return {
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    summary() {
      summary ??= {
        ...now,
        rows: rows().count(now.total),
        unseen: now.following ? 0 : Math.max(0, rows().count(now.total) - rows().count(seenTotal)),
        folded: folds.folded() - lost.folded(),
      }
      return summary
    },
    lineOf: (row) => rows().lineOf(row),
    rowOf: (n) => rows().rowOf(n),
    line: (n) => pages.get(n),
    rule: (n) => rules.get(n),
    earlierStates: (n) => (now.showAll ? 0 : folding.earlierStates(n)),
    take(page, from) {
      if (from !== null) findLost(page, from)
      pages.put(page.lines)
      folding.read(page.lines)
      now.total = Math.max(now.total, page.total)
      now.redactions = Math.max(now.redactions, page.redactions)
      now.binary ||= page.binary
      now.ended ||= page.ended
      changed()
    },
    receive(event) {
      if (event.type === 'gap') {
        now.total = Math.max(now.total, event.to)
      } else {
        if (event.type === 'lines') {
          pages.put(event.lines)
          folding.append(event.lines)
        } else {
          now.ended = true
          now.binary ||= event.binary
        }
        now.total = Math.max(now.total, event.total)
        now.redactions = Math.max(now.redactions, event.redactions)
      }
      changed()
    },
    mark(n, rule) {
      rules.set(n, rule)
      changed()
    },
    setFollowing(following) {
      if (now.following === following) return
      now.following = following
      seenTotal = now.total
      changed()
    },
    setShowAll(showAll) {
      if (now.showAll === showAll) return
      now.showAll = showAll
      changed()
    },
  }
}
