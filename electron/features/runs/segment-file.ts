/** Appends lines to the segments of a log, in order and in few writes. After the first failure it writes nothing more. */
import { type FileHandle, mkdir, open } from 'node:fs/promises'
import { type RunFolder, SEGMENT_LINES } from './folder.ts'

/** Bytes kept before they are written without being asked. */
const BUFFER_BYTES = 65_536

export interface SegmentFile {
  /** Takes one stored line with its line feed. Answers a promise when the caller should wait before the next. */
  append(line: string): Promise<void> | undefined
  /** Lines on disk or on their way there. */
  readonly lines: number
  /** Why writing stopped, as the system's code (`ENOSPC`); null while all is well. */
  readonly failure: string | null
  flush(): Promise<void>
  close(): Promise<void>
}

/** Makes the folder and the first segment. Throws the system's error when even that fails. */
export async function segmentFile(folder: RunFolder): Promise<SegmentFile> {
  await mkdir(folder.log, { recursive: true })
  let file: FileHandle = await open(folder.segment(0), 'a')
  let taken = 0
  let written = 0
  let failure: string | null = null
  let buffer: string[] = []
  let buffered = 0
  let tail: Promise<void> = Promise.resolve()

  /** Writes a batch that ends with line number `until`; the next batch goes into a new segment when that one is full. */
  async function write(text: string, until: number): Promise<void> {
    if (failure) return
    try {
      await file.appendFile(text)
      written = until
      if (until % SEGMENT_LINES !== 0) return
      const full = file
      file = await open(folder.segment(until / SEGMENT_LINES), 'a')
      await full.close()
    } catch (error) {
      failure = (error as NodeJS.ErrnoException).code ?? 'EIO'
    }
  }

  function flush(): Promise<void> {
    if (buffer.length === 0) return tail
    const text = buffer.join('')
    const until = taken
    buffer = []
    buffered = 0
    tail = tail.then(() => write(text, until))
    return tail
  }

  return {
    append(line) {
      if (failure) return undefined
      buffer.push(line)
      buffered += line.length
      taken += 1
      return taken % SEGMENT_LINES === 0 || buffered >= BUFFER_BYTES ? flush() : undefined
    },
    get lines() {
      return failure ? written : taken
    },
    get failure() {
      return failure
    },
    flush,
    async close() {
      await flush()
      await file.close().catch((error: NodeJS.ErrnoException) => {
        failure ??= error.code ?? 'EIO'
      })
    },
  }
}
