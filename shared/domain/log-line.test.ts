import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeLine, encodeLine, lineSplitter, MAX_LINE_BYTES } from './log-line.ts'

function split(...chunks: string[]) {
  const splitter = lineSplitter()
  return [...chunks.flatMap((chunk) => splitter.push(chunk)), ...splitter.end()].map(({ bytes, replaced }) => (replaced ? `${bytes}<` : bytes))
}

describe('lineSplitter', () => {
  it.each<[string, string[], string[]]>([
    ['line feeds', ['a\nb\n'], ['a', 'b']],
    ['a last line without an end', ['a\nb'], ['a', 'b']],
    ['empty lines', ['\n\na\n'], ['', '', 'a']],
    ['carriage return and line feed', ['a\r\nb\r\n'], ['a', 'b']],
    ['the pair split over two writes', ['a\r', '\nb\r', '\n'], ['a', 'b']],
    ['several returns before a line feed', ['a\r\r\n'], ['a']],
    ['a progress bar', ['1%\r2%\r3%\n'], ['1%<', '2%<', '3%']],
    ['a progress bar in pieces', ['1%\r', '2%\r', '3%', '\n'], ['1%<', '2%<', '3%']],
    ['a return at the very end', ['1%\r'], ['1%<']],
    ['nothing', [''], []],
  ])('reads %s', (_, chunks, lines) => {
    expect(split(...chunks)).toEqual(lines)
  })

  it('splits a long line without losing a byte or cutting a letter', () => {
    const euro = '\xe2\x82\xac'
    const lines = split(`x${euro.repeat(30_000)}\n`)
    expect(lines.join('')).toBe(`x${euro.repeat(30_000)}`)
    expect(lines.every((line) => line.length <= MAX_LINE_BYTES && line.length > MAX_LINE_BYTES - 4 === (line !== lines.at(-1)))).toBe(true)
    for (const line of lines) expect(Buffer.from(line, 'latin1').toString('utf8')).not.toContain('\ufffd')
  })

  it('holds back no more than two lines of a stream that never ends one', () => {
    const splitter = lineSplitter()
    let out = 0
    for (let i = 0; i < 200; i += 1) for (const line of splitter.push('z'.repeat(1000))) out += line.bytes.length
    expect(200_000 - out).toBeLessThanOrEqual(2 * MAX_LINE_BYTES)
  })

  it('gives the same lines however the bytes are cut', () => {
    const byte = fc.constantFrom('a', 'b', '\r', '\n', '\xc3', '\xa4')
    fc.assert(
      fc.property(fc.array(fc.string({ unit: byte, maxLength: 12 }), { maxLength: 12 }), (chunks) => {
        expect(split(...chunks)).toEqual(split(chunks.join('')))
      }),
      { numRuns: 500 },
    )
  })
})

describe('a stored line', () => {
  it('comes back as it was, on one line', () => {
    fc.assert(
      fc.property(
        fc.nat(),
        fc.constantFrom('stdout' as const, 'stderr' as const, 'host' as const),
        fc.string({ unit: 'binary' }),
        fc.boolean(),
        (t, stream, text, replaced) => {
          const stored = encodeLine({ t, stream, text, replaced })
          expect(stored.indexOf('\n')).toBe(stored.length - 1)
          expect(decodeLine(7, stored)).toEqual({ n: 7, t, stream, text, replaced })
        },
      ),
    )
  })

  it('says so when it cannot be read', () => {
    expect(decodeLine(3, '[12,"std')).toMatchObject({ n: 3, stream: 'host' })
  })
})
