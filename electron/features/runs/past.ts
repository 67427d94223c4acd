/** Writes runs that ended before this installation knew of them, logs included: how the sample company gets a past. */
import { mkdir, writeFile } from 'node:fs/promises'
import { encodeLine } from '#shared/domain/log-line.ts'
import type { PastRun, RecordPastRuns } from '../../ports/work.ts'
import { runFolder, SEGMENT_LINES } from './folder.ts'
import type { RunsNeeds } from './needs.ts'
import type { QueueStore } from './queue-store.ts'

export function pastRecorder({ store, paths, live }: RunsNeeds & { store: QueueStore }): RecordPastRuns {
  return async (past) => {
    const stored = past.map(({ lines, ...run }) => {
      // A past log is one segment.
      const kept = lines.slice(0, SEGMENT_LINES)
      const text = encodeLines(kept, run.durationMs)
      return { run: { ...run, log: { lines: kept.length, bytes: Buffer.byteLength(text), redactions: 0, binary: false } }, text }
    })
    const ids = await store.insertPast(stored.map(({ run }) => run))
    for (const [index, id] of ids.entries()) {
      const folder = runFolder(paths.runs, id)
      await mkdir(folder.log, { recursive: true })
      await writeFile(folder.segment(0), stored[index]?.text ?? '')
      live.publish({ noun: 'run', id, companyId: past[index]?.companyId ?? null, kind: 'created' })
    }
  }
}

/** Lines spread evenly over the duration. */
function encodeLines(lines: PastRun['lines'], durationMs: number): string {
  const step = durationMs / Math.max(1, lines.length - 1)
  return lines.map((line, index) => encodeLine({ ...line, t: Math.round(step * index), replaced: false })).join('')
}
