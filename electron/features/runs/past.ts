/** Writes runs that ended before this installation knew of them, logs included: how the sample company gets a past. */
import { mkdir, writeFile } from 'node:fs/promises'
import { encodeLine } from '#shared/domain/log-line.ts'
import type { PastRun, RecordPastRuns } from '../../ports/work.ts'
import { runFolder, SEGMENT_LINES } from './folder.ts'
import type { RunsNeeds } from './needs.ts'
import type { QueueStore } from './queue-store.ts'

export function pastRecorder({ store, paths, live }: RunsNeeds & { store: QueueStore }): RecordPastRuns {
  return async (past) => {
    const stored = past.map((run) => ({ run, text: encodeLines(run) }))
    const ids = await store.insertPast(
      stored.map(({ run, text }) => ({ ...run, log: { lines: linesOf(run).length, bytes: Buffer.byteLength(text), redactions: 0, binary: false } })),
    )
    await Promise.all(
      ids.map(async (id, index) => {
        const folder = runFolder(paths.runs, id)
        await mkdir(folder.log, { recursive: true })
        await writeFile(folder.segment(0), stored[index]?.text ?? '')
      }),
    )
    for (const [index, id] of ids.entries()) live.publish({ noun: 'run', id, companyId: past[index]?.companyId ?? null, kind: 'created' })
  }
}

/** A past log is one segment. */
function linesOf({ lines }: PastRun): PastRun['lines'] {
  return lines.slice(0, SEGMENT_LINES)
}

/** Lines spread evenly over the duration. */
function encodeLines(run: PastRun): string {
  const lines = linesOf(run)
  return lines.map((line, index) => encodeLine({ ...line, t: Math.round((run.durationMs * index) / Math.max(1, lines.length - 1)), replaced: false })).join('')
}
