import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type DotenvEntry, readEnvText } from './dotenv.ts'

const values = (text: string) => Object.fromEntries(readEnvText(text).entries.map(({ key, value }) => [key, value]))
const only = (text: string): DotenvEntry => {
  const { entries, refusal } = readEnvText(text)
  expect([entries.length, refusal]).toEqual([1, null])
  return entries[0] as DotenvEntry
}

describe('readEnvText', () => {
  // Each as the dotenv package reads it, unless said otherwise.
  it.each([
    ['A=basic', 'basic'],
    ['A=', ''],
    ['A= spaced  out \t', 'spaced  out'],
    ['  export   A = x', 'x'],
    ['A: yaml', 'yaml'],
    ['A==', '='],
    ['A=a=b', 'a=b'],
    ["A=''", ''],
    ["A='single # not a comment'", 'single # not a comment'],
    ["A='kept \\n as it is'", 'kept \\n as it is'],
    ['A="two\\nlines"', 'two\nlines'],
    ['A=two\\nlines', 'two\\nlines'],
    ['A="one\ntwo"', 'one\ntwo'],
    ['A=`both \' and "`', 'both \' and "'],
    ['A=value # comment', 'value'],
    ['A="value" # comment "', 'value'],
    ['A=#comment', ''],
    ['A=  "  inside  "  ', '  inside  '],
    ['A={"json": "x"}', '{"json": "x"}'],
    ["A=it's", "it's"],
    ['A="C:\\work"', 'C:\\work'],
    // dotenv leaves \" and \\ as they are; shells and every other reader do not.
    ['A="say \\"hi\\" \\\\ \\$x"', 'say "hi" \\ $x'],
  ])('reads %j', (text, value) => {
    expect(only(text)).toMatchObject({ key: 'A', value, problems: [], usable: true })
    expect(only(`\n# before\n${text}\n\n# after`)).toMatchObject({ line: 3, value })
    expect(only(`\uFEFF${text}\r\n`.replace('\ntwo', '\r\ntwo'))).toMatchObject({ value })
  })

  it.each([
    ['A=pass#word', 'pass', ['cut_at_hash'], true],
    ['A="x"y', '"x"y', ['text_after_quote'], true],
    ['A="open', '"open', ['unclosed_quote'], false],
    [`A=$\{B}/x`, `$\{B}/x`, ['interpolation'], true],
    ['A="$(whoami)"', '$(whoami)', ['interpolation'], true],
    ['A B=x', '', ['unreadable'], false],
    ['export A', '', ['unreadable'], false],
    ['just words', '', ['unreadable'], false],
    ['9A=x', 'x', ['bad_key'], false],
    ['A-B.c=x', 'x', ['bad_key'], false],
    ['WHEELHOUSE_HOME=x', 'x', ['bad_key'], false],
    [`A=${'x'.repeat(65_537)}`, 'x'.repeat(65_537), ['bad_value'], false],
    ['A=a\0b', 'a\0b', ['bad_value'], false],
  ])('says what is wrong with %.40j', (text, value, problems, usable) => {
    expect(only(text)).toMatchObject({ value, problems, usable })
  })

  it('flags every line but the last of a key', () => {
    const { entries } = readEnvText('A=1\nB=x\nA=2\nexport A="3"\n')
    expect(entries.map(({ line, value, problems }) => [line, value, problems])).toEqual([
      [1, '1', ['duplicate']],
      [2, 'x', []],
      [3, '2', ['duplicate']],
      [4, '3', []],
    ])
  })

  it('goes on after a line that it cannot read, and counts lines over quotes', () => {
    const { entries } = readEnvText('A="1\n2\n3"\n???\nB="open\nC=\'x\'\n')
    expect(entries.map(({ line, key, value }) => [line, key, value])).toEqual([
      [1, 'A', '1\n2\n3'],
      [4, '???', ''],
      [5, 'B', '"open'],
      [6, 'C', 'x'],
    ])
  })

  it('reads JSON objects, with lines and repeated keys', () => {
    const json =
      '\n{\n  "A": "x\\n", "N": 12345678901234567890,\n  "T": true, "__proto__": "p", "A": "y",\n  "O": {"A": "inner"}, "L": ["A", 1], "Z": null\n}'
    expect(readEnvText(json).entries.map(({ line, key, value, problems }) => [line, key, value, problems])).toEqual([
      [3, 'A', 'x\n', ['duplicate']],
      [3, 'N', '12345678901234567890', []],
      [4, 'T', 'true', []],
      [4, '__proto__', 'p', []],
      [4, 'A', 'y', []],
      [5, 'O', '', ['not_text']],
      [5, 'L', '', ['not_text']],
      [5, 'Z', '', ['not_text']],
    ])
    expect(readEnvText('{}')).toEqual({ entries: [], refusal: null })
    expect(readEnvText('{"A": ')).toEqual({ entries: [], refusal: expect.stringContaining('not valid JSON') })
  })

  it('reads no more than 1 MiB and 2,000 entries', () => {
    const lines = (count: number) => Array.from({ length: count }, (_, n) => `K${n}=v`).join('\n')
    expect(readEnvText(lines(2_000))).toMatchObject({ refusal: null })
    const more = readEnvText(lines(2_001))
    expect([more.entries.length, more.refusal]).toEqual([2_000, expect.stringContaining('2,000')])
    expect(readEnvText(`A=${'\n'.repeat(1_048_574)}`).refusal).toBeNull()
    expect(readEnvText(`A=${'\n'.repeat(1_048_575)}`)).toEqual({ entries: [], refusal: expect.stringContaining('1 MiB') })
  })

  it('stays quick whatever it is given', () => {
    const hostile = ['A="\n', 'A=\'"`\n', 'A="\\"\n', ' ', 'export ', "A='x'y\n", '{"a":{', '\\', 'A: ', 'x']
    for (const part of hostile) {
      const started = performance.now()
      readEnvText(part.repeat(Math.floor(1_048_576 / part.length)))
      expect(performance.now() - started, part).toBeLessThan(1_000)
    }
  })

  const key = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_]{0,12}$/).filter((name) => !/^wheelhouse_/i.test(name))
  const value = fc.oneof(fc.string({ unit: 'binary', maxLength: 40 }), fc.string({ unit: fc.constantFrom(...`'"\`\\#$ {}=\n\t:abn`), maxLength: 20 }))
  const tidy = (text: string) => text.replaceAll('\0', '').replace(/\r\n?/g, '\n')

  /** Every way of writing a value that it can be written in. */
  function ways(text: string): string[] {
    const escaped = (inside: string) => inside.replace(/[\\"$]/g, '\\$&').replaceAll('\n', '\\n')
    const written = [`"${escaped(text)}"`, `"${text.replace(/[\\"$]/g, '\\$&')}" # note`]
    for (const quote of ["'", '`']) if (!text.includes(quote)) written.push(`${quote}${text}${quote}`)
    if (!/[\n#]|^['"`]/.test(text) && text.trim() === text) written.push(text)
    return written
  }

  it('reads back what was written, in whatever way', () => {
    const entry = fc.tuple(key, value.map(tidy), fc.nat(), fc.constantFrom('', 'export '))
    fc.assert(
      fc.property(fc.uniqueArray(entry, { selector: ([name]) => name, maxLength: 8 }), fc.constantFrom('\n', '\n\n# note\n'), (entries, between) => {
        const text = entries.map(([name, content, n, head]) => {
          const written = ways(content)
          return `${head}${name}=${written[n % written.length]}`
        })
        const read = readEnvText(text.join(between)).entries
        expect(read.map(({ key: name, value: content }) => [name, content])).toEqual(entries.map(([name, content]) => [name, content]))
        expect(read.every(({ usable }) => usable)).toBe(true)
      }),
      { numRuns: 1_000 },
    )
  })

  it('reads back JSON, and never throws', () => {
    fc.assert(
      fc.property(fc.dictionary(key, value.map(tidy)), fc.boolean(), (object, pretty) => {
        expect(values(JSON.stringify(object, null, pretty ? 2 : 0))).toEqual({ ...object })
      }),
    )
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void readEnvText(text)))
  })
})
