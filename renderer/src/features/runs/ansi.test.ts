import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nearestColor, parseAnsi, stripAnsi } from './ansi.ts'

const text = (line: string) =>
  parseAnsi(line)
    .map((span) => span.text)
    .join('')
// biome-ignore lint/suspicious/noControlCharactersInRegex: the property is about text free of control characters
const readable = fc.string({ unit: 'grapheme' }).filter((s) => !/[\x00-\x08\x0a-\x1f\x7f-\x9f]/.test(s))

describe('parseAnsi', () => {
  it('leaves text without sequences as one plain span', () => {
    fc.assert(
      fc.property(readable, (line) => {
        expect(parseAnsi(line)).toEqual(line === '' ? [] : [{ text: line, style: null }])
      }),
    )
  })

  it('never throws, and never lets a control character through, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        const line = String.fromCharCode(...bytes)
        // biome-ignore lint/suspicious/noControlCharactersInRegex: what must not appear
        expect(text(line)).not.toMatch(/[\x00-\x08\x0a-\x1f\x7f-\x9f]/)
        expect(text(line)).toBe(stripAnsi(line))
      }),
      { numRuns: 500 },
    )
  })

  it('keeps every readable character between sequences', () => {
    const sgr = fc.array(fc.nat(110), { maxLength: 6 }).map((codes) => `\x1b[${codes.join(';')}m`)
    const noise = fc.constantFrom(
      '\x1b[2K',
      '\x1b[10;4H',
      '\x1b[?25l',
      '\x1b]0;title\x07',
      '\x1b]8;;https://x.test\x1b\\',
      '\x1b(B',
      '\x1b=',
      '\b',
      '\x07',
      '\x9b31m',
    )
    const part = fc.oneof(
      readable.map((value) => ({ value, shown: value })),
      sgr.map((value) => ({ value, shown: '' })),
      noise.map((value) => ({ value, shown: '' })),
    )
    fc.assert(
      fc.property(fc.array(part), (parts) => {
        expect(text(parts.map((p) => p.value).join(''))).toBe(parts.map((p) => p.shown).join(''))
      }),
    )
  })

  it('reads colour, weight and their ends', () => {
    const spans = parseAnsi('a\x1b[1;31mb\x1b[22mc\x1b[0md')
    expect(spans.map((s) => [s.text, s.style?.fg ?? null, s.style?.bold ?? false])).toEqual([
      ['a', null, false],
      ['b', 1, true],
      ['c', 1, false],
      ['d', null, false],
    ])
    expect(spans[3]?.style).toBeNull()
  })

  it('reads bright, 256-colour and true colour, with semicolons or colons', () => {
    const fg = (line: string) => parseAnsi(line)[0]?.style?.fg
    expect(fg('\x1b[92mx')).toBe(10)
    expect(fg('\x1b[38;5;9mx')).toBe(9)
    expect(fg('\x1b[38;5;21mx')).toBe(4)
    expect(fg('\x1b[38;2;200;10;10mx')).toBe(1)
    expect(fg('\x1b[38:2:10:180:40mx')).toBe(2)
    expect(fg('\x1b[38:2::10:180:40mx')).toBe(2)
    expect(parseAnsi('\x1b[4:3mx')[0]?.style).toMatchObject({ underline: true, italic: false })
    expect(parseAnsi('\x1b[38;5;300;4mx')[0]?.style).toMatchObject({ fg: null, underline: true })
  })

  it('renders markup as the text it is', () => {
    expect(parseAnsi('<img src=x onerror=alert(1)>')).toEqual([{ text: '<img src=x onerror=alert(1)>', style: null }])
  })

  it('keeps the text after an OSC that is never closed', () => {
    expect(text('before \x1b]0;no end here')).toBe('before 0;no end here')
  })

  it('maps any colour to one of the sixteen', () => {
    const channel = fc.nat(255)
    fc.assert(
      fc.property(channel, channel, channel, (r, g, b) => {
        const color = nearestColor(r, g, b)
        expect(Number.isInteger(color) && color >= 0 && color <= 15).toBe(true)
      }),
    )
  })
})
