/**
 * Turns the output of one run into its log: redacts by value before anything is split or stored, splits into lines,
 * and stores them. Never throws and never blocks the run for good: when the disk gives up, the run goes on unlogged.
 */
import { encodeLine } from '#shared/domain/log-line.ts'
import type { Masker } from '#shared/domain/redaction.ts'
import type { Clock } from '../../ports/clock.ts'
import type { RunFolder } from './folder.ts'
import { outputFile } from './output-file.ts'
import { type OutputStream, outputStream, type Taken } from './output-stream.ts'
import { type SegmentFile, segmentFile } from './segment-file.ts'

const FLUSH_MS = 100

export interface LogLimits {
  /** Bytes of a log on disk; what comes after is left out, and the log says so. */
  logBytes: number
  /** Bytes of binary output kept. */
  outputBytes: number
}

const standardLimits: LogLimits = { logBytes: 256 * 1024 * 1024, outputBytes: 64 * 1024 * 1024 }

export interface LogCounts {
  lines: number
  bytes: number
  redactions: number
  binary: boolean
}

export interface LogWriter {
  /** Takes output of the child; answers a promise while the disk is behind. */
  write(stream: 'stdout' | 'stderr', chunk: Buffer): void | Promise<void>
  /** Adds a line of the host's own. */
  say(text: string): void
  counts(): LogCounts
  /** Why the log is incomplete, as the system's code; null while it is whole. */
  readonly failure: string | null
  /** Puts on disk what has been taken, and answers how many lines can be read. */
  flush(): Promise<number>
  /** Ends both streams and closes the files. */
  close(): Promise<void>
  /** Calls back when there are new lines to read; the answer ends that. */
  onLines(listener: () => void): () => void
}

interface LogNeeds {
  clock: Clock
  folder: RunFolder
  mask: Masker
  limits?: LogLimits
}

/** Opens the log of a run that starts now. Throws the system's error when its files cannot be made. */
export async function openLog({ clock, folder, mask, limits = standardLimits }: LogNeeds): Promise<LogWriter> {
  const segments = await segmentFile(folder)
  const output = outputFile(folder, limits.outputBytes)
  const streams = { stdout: outputStream(mask, true), stderr: outputStream(mask, false) }
  const lines = lineStore(segments, clock, limits.logBytes)
  const bell = lineBell(segments)
  const stopFlushing = clock.every(FLUSH_MS, async () => void (await flush()))
  let closed = false
  // The host's own sentences name programs and folders, into which a value can have been typed.
  const say = (text: string) => void lines.store('host', mask.text(text), false)

  function take(stream: keyof typeof streams, { lines: found, raw, turned }: Taken): Promise<void> | undefined {
    if (turned) say('Output is binary: it is kept as a file instead of as lines.')
    const kept = output.append(raw)
    if (kept === 'full') say(`Only the first ${mebibytes(limits.outputBytes)} of binary output are kept.`)
    let wait = kept === 'full' ? undefined : kept
    for (const { bytes, replaced } of found) wait = lines.store(stream, decode(bytes), replaced) ?? wait
    return wait
  }

  async function flush(): Promise<number> {
    await segments.flush()
    bell.ring()
    return segments.lines
  }

  return {
    write: (stream, chunk) => (closed ? undefined : take(stream, streams[stream].push(chunk.toString('latin1')))),
    say,
    counts: () => ({ lines: segments.lines, bytes: lines.bytes + output.bytes, ...streamCounts(streams) }),
    get failure() {
      return segments.failure ?? output.failure
    },
    flush,
    async close() {
      if (closed) return
      closed = true
      stopFlushing()
      await take('stdout', streams.stdout.end())
      await take('stderr', streams.stderr.end())
      await flush()
      await Promise.all([segments.close(), output.close()])
    },
    onLines: bell.onLines,
  }
}

/** Stores lines up to a limit of bytes; the host's own lines always. */
function lineStore(segments: SegmentFile, clock: Clock, limit: number) {
  const began = clock.monotonic()
  let bytes = 0
  let full = false
  function store(stream: 'stdout' | 'stderr' | 'host', text: string, replaced: boolean): Promise<void> | undefined {
    if (full && stream !== 'host') return undefined
    const line = encodeLine({ t: Math.round(clock.monotonic() - began), stream, text, replaced })
    bytes += line.length
    const wait = segments.append(line)
    if (bytes >= limit && !full) {
      full = true
      void store('host', `The log is full at ${mebibytes(limit)}: later output is left out. The run goes on.`, false)
    }
    return wait
  }
  return {
    store,
    get bytes() {
      return bytes
    },
  }
}

/** Tells listeners that the log has grown since they were told last. */
function lineBell(segments: SegmentFile) {
  const listeners = new Set<() => void>()
  let told = 0
  return {
    ring(): void {
      if (segments.lines === told) return
      told = segments.lines
      for (const listener of listeners) listener()
    },
    onLines(listener: () => void) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}

function streamCounts({ stdout, stderr }: { stdout: OutputStream; stderr: OutputStream }) {
  return { redactions: stdout.redactions + stderr.redactions, binary: stdout.binary }
}

/** Text of one line: invalid UTF-8 and NUL become U+FFFD. Most lines are ASCII and need no decoding. */
function decode(raw: string): string {
  const text = /[\x80-\xff]/.test(raw) ? Buffer.from(raw, 'latin1').toString('utf8') : raw
  return text.replaceAll('\0', '\ufffd')
}

function mebibytes(bytes: number): string {
  return `${Math.round(bytes / 1024 / 1024)} MiB`
}
