import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type DiffRow, diffLines, diffWords } from './line-diff.ts'

const textOf = (rows: DiffRow[], without: DiffRow['kind']) =>
  rows
    .filter(({ kind }) => kind !== without)
    .map(({ spans }) => spans.map(({ text }) => text).join(''))
    .join('\n')

describe('diffLines', () => {
  it('marks the words that differ, and numbers lines on both sides', () => {
    expect(diffLines('a\nkeep the old one\nz', 'a\nkeep the new one\nz')).toEqual([
      { kind: 'same', before: 1, after: 1, spans: [{ text: 'a', changed: false }] },
      {
        kind: 'removed',
        before: 2,
        after: null,
        spans: [
          { text: 'keep the ', changed: false },
          { text: 'old', changed: true },
          { text: ' one', changed: false },
        ],
      },
      {
        kind: 'added',
        before: null,
        after: 2,
        spans: [
          { text: 'keep the ', changed: false },
          { text: 'new', changed: true },
          { text: ' one', changed: false },
        ],
      },
      { kind: 'same', before: 3, after: 3, spans: [{ text: 'z', changed: false }] },
    ])
  })

  it('has no rows for nothing, and one side for a text that came or went', () => {
    expect(diffLines('', '')).toEqual([])
    expect(diffLines('', 'a\nb').map(({ kind }) => kind)).toEqual(['added', 'added'])
    expect(diffLines('a', '').map(({ kind }) => kind)).toEqual(['removed'])
  })

  it('finds the shortest way', () => {
    const kinds = diffLines('a\nb\nc\na\nb\nb\na', 'c\nb\na\nb\na\nc').filter(({ kind }) => kind !== 'same')
    expect(kinds).toHaveLength(5)
  })

  it('holds both texts whole, whatever they are, and nothing changed between equals', () => {
    const text = fc.array(fc.constantFrom('a', 'b', 'two words', '', ' x'), { maxLength: 12 }).map((lines) => lines.join('\n'))
    fc.assert(
      fc.property(text, text, (before, after) => {
        const rows = diffLines(before, after)
        expect(textOf(rows, 'added')).toBe(before)
        expect(textOf(rows, 'removed')).toBe(after)
        expect(rows.every(({ kind }) => kind === 'same')).toBe(before === after)
      }),
    )
  })

  it('gives up on texts that share nothing instead of searching for ever', () => {
    const lines = (word: string) => Array.from({ length: 5000 }, (_, n) => `${word} ${n}`).join('\n')
    const rows = diffLines(lines('was'), lines('is'))
    expect(rows.filter(({ kind }) => kind === 'removed')).toHaveLength(5000)
    expect(rows.filter(({ kind }) => kind === 'added')).toHaveLength(5000)
  })
})

it('diffWords keeps each side whole', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 30 }), fc.string({ unit: 'grapheme', maxLength: 30 }), (before, after) => {
      const sides = diffWords(before, after)
      const join = (spans: { text: string }[]) => spans.map(({ text }) => text).join('')
      expect([join(sides.before), join(sides.after)]).toEqual([before, after])
    }),
  )
})
