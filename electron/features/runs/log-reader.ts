/** Reads lines of a log from disk, touching only the segments that hold them. */
import { createReadStream } from 'node:fs'
import { open, readdir, stat } from 'node:fs/promises'
import type { LogLine } from '#shared/contract/runs.ts'
import { decodeLine } from '#shared/domain/log-line.ts'
import { type RunFolder, SEGMENT_LINES } from './folder.ts'

/** Bytes of stored lines that one page may hold: lines can be long, and a page is held in memory as a whole. */
const PAGE_BYTES = 4 * 1024 * 1024
const TAIL_STEP = 1_000

export interface LogCursor {
  /** The next lines before line number `total`, at most `limit` and about `bytes`. Empty when there are none to read. */
  read(total: number, limit: number, bytes?: number): Promise<LogLine[]>
}

/** Reads forward from line `from`, remembering its place, so that a follower never reads a line twice. */
export function logCursor(folder: RunFolder, from: number): LogCursor {
  let at = Math.floor(from / SEGMENT_LINES) * SEGMENT_LINES
  let offset = 0

  /** Reads on in the segment that `at` is in. Answers false when there is nothing more to be had there. */
  async function readSegment(lines: LogLine[], total: number, room: { lines: number; bytes: number }): Promise<boolean> {
    const segment = Math.floor(at / SEGMENT_LINES)
    const last = Math.min(total, (segment + 1) * SEGMENT_LINES)
    for await (const stored of storedLines(folder.segment(segment), offset)) {
      if (at >= from) {
        lines.push(decodeLine(at, stored.toString('utf8')))
        room.lines -= 1
        room.bytes -= stored.length
      }
      at += 1
      offset += stored.length + 1
      if (at >= last || room.lines <= 0 || room.bytes <= 0) break
    }
    if (at < last) return false
    if (at % SEGMENT_LINES === 0) offset = 0
    return true
  }

  return {
    async read(total, limit, bytes = PAGE_BYTES) {
      const lines: LogLine[] = []
      const room = { lines: limit, bytes }
      while (at < total && room.lines > 0 && room.bytes > 0) if (!(await readSegment(lines, total, room))) break
      return lines
    },
  }
}

/** The last `limit` lines before line number `total`, fewer when they are long. */
export async function readTail(folder: RunFolder, total: number, limit: number): Promise<LogLine[]> {
  const cursor = logCursor(folder, Math.max(0, total - limit))
  const tail: LogLine[] = []
  let size = 0
  for (let part = await cursor.read(total, TAIL_STEP); part.length > 0; part = await cursor.read(total, TAIL_STEP)) {
    for (const line of part) size += line.text.length
    tail.push(...part)
    let surplus = 0
    while (size > PAGE_BYTES && surplus < tail.length - 1) size -= tail[surplus++]?.text.length ?? 0
    tail.splice(0, surplus)
  }
  return tail
}

/** Counts lines and bytes on disk, for a run whose host did not live to write them down. */
export async function measureLog(folder: RunFolder): Promise<{ lines: number; bytes: number; binary: boolean }> {
  const names = await readdir(folder.log).catch(() => [])
  const segments = names.filter((name) => /^\d{6}\.jsonl$/.test(name)).length
  let lines = Math.max(0, segments - 1) * SEGMENT_LINES
  if (segments > 0) for await (const _ of storedLines(folder.segment(segments - 1), 0)) lines += 1
  const sizes = await Promise.all([...names.map((_, index) => folder.segment(index)), folder.output].map(sizeOf))
  return { lines, bytes: sizes.reduce((sum, size) => sum + size, 0), binary: (sizes.at(-1) ?? 0) > 0 }
}

/** Reads binary output from `offset`, at most `limit` bytes. Answers null when the run has none. */
export async function readOutput(folder: RunFolder, offset: number, limit: number): Promise<{ bytes: Buffer; total: number } | null> {
  const file = await open(folder.output).catch(() => null)
  if (!file) return null
  try {
    const { size } = await file.stat()
    const { buffer, bytesRead } = await file.read(Buffer.alloc(limit), 0, limit, offset)
    return { bytes: buffer.subarray(0, bytesRead), total: size }
  } finally {
    await file.close()
  }
}

function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    ({ size }) => size,
    () => 0,
  )
}

/** Whole lines of a file from a byte offset on, without their line feed. A last line without one was cut off in a crash. */
async function* storedLines(path: string, start: number): AsyncGenerator<Buffer, void> {
  let rest: Buffer[] = []
  try {
    for await (const chunk of createReadStream(path, { start }) as AsyncIterable<Buffer>) {
      let from = 0
      for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, from)) {
        const line = chunk.subarray(from, end)
        yield rest.length > 0 ? Buffer.concat([...rest, line]) : line
        rest = []
        from = end + 1
      }
      if (from < chunk.length) rest.push(chunk.subarray(from))
    }
  } catch (error) {
    // A log that is not there reads as empty: its files are deleted before its row.
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
}
