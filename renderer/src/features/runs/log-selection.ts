/** A range of lines picked by number, and what copying it gives. */
import { stripAnsi } from './ansi.ts'
import type { LogModel } from './log-model.ts'

export interface LineRange {
  /** Where the selection began. */
  anchor: number
  /** Where it ends now; may lie before the anchor. */
  head: number
}

export function extend(range: LineRange | null, n: number): LineRange {
  return { anchor: range?.anchor ?? n, head: n }
}

export function inRange(range: LineRange | null, n: number): boolean {
  return range !== null && n >= Math.min(range.anchor, range.head) && n <= Math.max(range.anchor, range.head)
}

export function rangeOf(range: LineRange): { from: number; to: number } {
  return { from: Math.min(range.anchor, range.head), to: Math.max(range.anchor, range.head) + 1 }
}

/** The lines of a range that are shown, as plain text; those not read yet are left out. */
export function linesText(model: LogModel, range: LineRange): string {
  const { from, to } = rangeOf(range)
  const last = model.rowOf(to)
  const lines: string[] = []
  for (let row = model.rowOf(from); row < last; row++) {
    const line = model.line(model.lineOf(row))
    if (line) lines.push(stripAnsi(line.text))
  }
  return lines.join('\n')
}

/** True when every line of a range was read, so that copying it leaves nothing out. */
export function isHeld(model: LogModel, range: LineRange): boolean {
  const { from, to } = rangeOf(range)
  for (let n = from; n < to; n++) if (!model.line(n)) return false
  return true
}
