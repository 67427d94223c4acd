import type { LogLine } from '#shared/contract/runs.ts'
import { stripAnsi } from './ansi.ts'
import { block, type LogSource } from './log-feed.ts'
import type { LogModel } from './log-model.ts'
import { isHeld, type LineRange, linesText, rangeOf } from './log-selection.ts'

/** The plain text of a range; what the viewer does not hold is read from the host in blocks. */
export async function textOf(model: LogModel, source: Pick<LogSource, 'read'>, range: LineRange): Promise<string> {
  if (isHeld(model, range)) return linesText(model, range)
  const { from, to } = rangeOf(range)
  const parts: string[] = []
  const wanted = (line: LogLine) => model.summary().showAll || !line.replaced
  for (let at = from; at < to; at += block) {
    const page = await source.read({ from: at, limit: Math.min(block, to - at) })
    for (const line of page.lines) if (wanted(line)) parts.push(stripAnsi(line.text))
  }
  return parts.join('\n')
}
