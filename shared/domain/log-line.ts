/**
 * Log lines: how output becomes lines, and how a line is stored. Output is handled as byte strings (one character a
 * byte), so that a multi-byte letter or a secret value split over two writes is whole again before anyone decodes it.
 */
import type { LogLine } from '../contract/runs.ts'

/** Bytes of the longest stored line; longer ones go on in the next. */
export const MAX_LINE_BYTES = 16_384

export interface RawLine {
  bytes: string
  replaced: boolean
}

export interface LineSplitter {
  /** Takes the next bytes and answers the lines they complete. */
  push(bytes: string): RawLine[]
  /** Answers what is left when the stream ended without a line end. */
  end(): RawLine[]
}

/**
 * Splits one stream. `\n` and `\r\n` end a line; a `\r` that no `\n` follows ends it as replaced by the next (a
 * progress bar). Holds back at most one line.
 */
export function lineSplitter(): LineSplitter {
  let rest = ''

  function take(lines: RawLine[], bytes: string, replaced: boolean): void {
    let from = 0
    while (bytes.length - from > MAX_LINE_BYTES) {
      const to = cut(bytes, from)
      lines.push({ bytes: bytes.slice(from, to), replaced: false })
      from = to
    }
    lines.push({ bytes: from === 0 ? bytes : bytes.slice(from), replaced })
  }

  return {
    push(bytes) {
      const lines: RawLine[] = []
      const text = rest + bytes
      let from = 0
      const ends = /(\r*\n)|\r+/g
      // What is held back holds no line end but a trailing \r: do not search the rest of a long line again and again.
      ends.lastIndex = Math.max(0, rest.length - 1 - (rest.match(/\r*$/)?.[0].length ?? 0))
      for (let end = ends.exec(text); end; end = ends.exec(text)) {
        // A \r at the very end may be the first half of \r\n.
        if (end[1] === undefined && ends.lastIndex === text.length) break
        take(lines, text.slice(from, end.index), end[1] === undefined)
        from = ends.lastIndex
      }
      while (text.length - from > 2 * MAX_LINE_BYTES) {
        const to = cut(text, from)
        lines.push({ bytes: text.slice(from, to), replaced: false })
        from = to
      }
      rest = text.slice(from)
      return lines
    },
    end() {
      const lines: RawLine[] = []
      const replaced = rest.endsWith('\r')
      if (rest !== '') take(lines, rest.replace(/\r+$/, ''), replaced)
      rest = ''
      return lines
    },
  }
}

/** Where to cut a line that is too long: not inside a UTF-8 sequence, whose later bytes are 0x80 to 0xbf. */
function cut(bytes: string, from: number): number {
  let to = from + MAX_LINE_BYTES
  for (let back = 0; back < 3 && (bytes.charCodeAt(to) & 0xc0) === 0x80; back += 1) to -= 1
  return to
}

/** One line as stored, with its line feed: `[t, stream, text]`, and a fourth member when it is replaced. */
export function encodeLine({ t, stream, text, replaced }: Omit<LogLine, 'n'>): string {
  return `${JSON.stringify(replaced ? [t, stream, text, 1] : [t, stream, text])}\n`
}

/** Reads a stored line back; one that cannot be read says so in its place, because a line's position is its number. */
export function decodeLine(n: number, stored: string): LogLine {
  try {
    const [t, stream, text, replaced] = JSON.parse(stored)
    return { n, t, stream, text, replaced: replaced === 1 }
  } catch {
    return { n, t: 0, stream: 'host', text: 'This line of the log cannot be read.', replaced: false }
  }
}
