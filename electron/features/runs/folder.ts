/** Where a run keeps its files: `<runs>/<runId>/{log/000000.jsonl …, output.bin, report.json, work/}`. */
import { rm } from 'node:fs/promises'
import { join } from 'node:path'

/** Lines of a full log segment. Every segment but the last is full, so a line's number alone says where it is. */
export const SEGMENT_LINES = 5_000

export interface RunFolder {
  work: string
  log: string
  /** Where the program may leave what it wants to say about the run: see report.ts. */
  report: string
  /** Redacted raw output of a run whose output is no text. */
  output: string
  segment(index: number): string
  remove(): Promise<void>
}

export function runFolder(runs: string, runId: string): RunFolder {
  const root = join(runs, runId)
  const log = join(root, 'log')
  return {
    work: join(root, 'work'),
    log,
    report: join(root, 'report.json'),
    output: join(root, 'output.bin'),
    segment: (index) => join(log, `${String(index).padStart(6, '0')}.jsonl`),
    remove: () => rm(root, { recursive: true, force: true, maxRetries: 3 }),
  }
}
