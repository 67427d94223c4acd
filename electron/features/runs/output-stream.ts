/** One stream of a run's output: redacted first, then lines, or raw bytes once it turns out to be binary. */
import { lineSplitter, type RawLine } from '#shared/domain/log-line.ts'
import type { Masker } from '#shared/domain/redaction.ts'

/** Output is binary when a NUL byte stands in its first bytes. */
const SNIFF_BYTES = 8_192

export interface Taken {
  lines: RawLine[]
  /** Redacted raw bytes, as a byte string, when the stream is binary. */
  raw: string
  /** It has turned out to be binary just now. */
  turned: boolean
}

export interface OutputStream {
  push(bytes: string): Taken
  end(): Taken
  readonly redactions: number
  readonly binary: boolean
}

/** Only standard output may turn binary: what a program says on the other stream is meant to be read. */
export function outputStream(mask: Masker, mayBeBinary: boolean): OutputStream {
  const redactor = mask.stream()
  const splitter = lineSplitter()
  let beginning: string | null = mayBeBinary ? '' : null
  let binary = false

  /** Notes the first bytes, and says whether they show a NUL. */
  function showsNul(clean: string): boolean {
    if (beginning === null) return false
    beginning += clean
    if (beginning.slice(0, SNIFF_BYTES).includes('\0')) return true
    if (beginning.length >= SNIFF_BYTES) beginning = null
    return false
  }

  function take(clean: string): Taken {
    if (binary) return { lines: [], raw: clean, turned: false }
    if (!showsNul(clean)) return { lines: splitter.push(clean), raw: '', turned: false }
    binary = true
    // The file is to hold the output from its first byte, also what went by as lines already.
    return { lines: [], raw: beginning ?? '', turned: true }
  }

  return {
    push: (bytes) => take(redactor.push(bytes)),
    end() {
      const last = take(redactor.end())
      return binary ? last : { ...last, lines: [...last.lines, ...splitter.end()] }
    },
    get redactions() {
      return redactor.count
    },
    get binary() {
      return binary
    },
  }
}
