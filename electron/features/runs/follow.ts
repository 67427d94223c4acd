/**
 * A live log as a paced stream. The follower reads from disk at its own pace and is only told that there is more, so a
 * flood of output costs it a gap, never memory.
 */
import type { LogEvent } from '#shared/contract/runs.ts'
import type { Clock } from '../../ports/clock.ts'
import type { RunFolder } from './folder.ts'
import { logCursor } from './log-reader.ts'
import type { LogCounts } from './log-writer.ts'

const BATCH_LINES = 500
const BATCH_BYTES = 256 * 1024
const LIVE_PACE_MS = 50
/** Lines that were there before the stream began go out faster. */
const BACKLOG_PACE_MS = 10
/** A live stream further behind than this leaves lines out; they can be read as pages. */
const GAP_LINES = 20_000
const AFTER_GAP_LINES = 5_000

export interface FollowedRun {
  folder: RunFolder
  /** Makes readable what there is. `ended` means that no line will follow. */
  look(): Promise<LogCounts & { ended: boolean }>
  /** Calls back when there may be more; the answer ends that. */
  onChange(listener: () => void): () => void
}

/** Streams lines from `from` on until the run ends or `signal` aborts. */
export async function* follow(run: FollowedRun, from: number, clock: Clock, signal: AbortSignal | undefined): AsyncGenerator<LogEvent, void> {
  const change = changeLatch(run, signal)
  let cursor = logCursor(run.folder, from)
  let next = from
  let backlog: number | null = null
  try {
    while (!signal?.aborted) {
      change.reset()
      const { lines: total, redactions, binary, ended } = await run.look()
      backlog ??= total
      if (next >= backlog && total - next > GAP_LINES) {
        yield { type: 'gap', from: next, to: total - AFTER_GAP_LINES }
        next = total - AFTER_GAP_LINES
        cursor = logCursor(run.folder, next)
      }
      const lines = next < total ? await cursor.read(total, BATCH_LINES, BATCH_BYTES) : []
      next += lines.length
      if (lines.length > 0) yield { type: 'lines', lines, total, redactions }
      else if (ended) return yield { type: 'ended', total, redactions, binary }
      else await change.wait()
      if (lines.length > 0) await clock.sleep(next < backlog ? BACKLOG_PACE_MS : LIVE_PACE_MS)
    }
  } finally {
    change.close()
  }
}

/** Remembers a change that comes while nobody waits, so that none is missed between look and wait. */
function changeLatch(run: FollowedRun, signal: AbortSignal | undefined) {
  let changed = false
  let wake = () => {}
  const note = () => {
    changed = true
    wake()
  }
  const stop = run.onChange(note)
  signal?.addEventListener('abort', note)
  return {
    reset() {
      changed = false
    },
    async wait(): Promise<void> {
      if (changed || signal?.aborted) return
      await new Promise<void>((resolve) => {
        wake = resolve
      })
    },
    close() {
      stop()
      signal?.removeEventListener('abort', note)
    },
  }
}
