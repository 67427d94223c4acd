/** The file of binary output: made when its first byte comes, cut at a limit. */
import { type FileHandle, open } from 'node:fs/promises'
import type { RunFolder } from './folder.ts'

export interface OutputFile {
  /** Takes a byte string; answers `full` once, when the limit is reached, or a promise to wait for. */
  append(raw: string): undefined | Promise<void> | 'full'
  readonly bytes: number
  /** Why writing stopped, as the system's code; null while all is well. */
  readonly failure: string | null
  close(): Promise<void>
}

export function outputFile(folder: RunFolder, limit: number): OutputFile {
  let file: Promise<FileHandle> | null = null
  let tail: Promise<void> = Promise.resolve()
  let bytes = 0
  let failure: string | null = null

  async function write(part: string): Promise<void> {
    if (failure) return
    try {
      file ??= open(folder.output, 'a')
      await (await file).appendFile(part, 'latin1')
    } catch (error) {
      failure = (error as NodeJS.ErrnoException).code ?? 'EIO'
    }
  }

  return {
    append(raw) {
      if (raw === '' || bytes >= limit) return undefined
      const part = raw.slice(0, limit - bytes)
      bytes += part.length
      tail = tail.then(() => write(part))
      return bytes < limit ? tail : 'full'
    },
    get bytes() {
      return bytes
    },
    get failure() {
      return failure
    },
    async close() {
      await tail
      const handle = await file?.catch(() => null)
      await handle?.close()
    },
  }
}
