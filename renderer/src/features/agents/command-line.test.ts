import fc from 'fast-check'
import { expect, test } from 'vitest'
import { commandLine } from './command-line.ts'

/** Splits a line by the POSIX rules for blanks, single quotes and backslashes. */
function readByShell(line: string): string[] {
  const words: string[] = []
  for (const [word] of line.matchAll(/(?:'[^']*'|\\.|[^\s'\\])+/gs))
    words.push(word.replace(/'([^']*)'|\\(.)/gs, (_, inner, escaped) => inner ?? escaped))
  return words
}

test('plain words stay as they are', () => {
  expect(commandLine('/usr/bin/node', ['--max-old-space-size=256', 'report.mjs'])).toBe('/usr/bin/node --max-old-space-size=256 report.mjs')
})

test('spaces, quotes and nothing at all can be told apart', () => {
  expect(commandLine('echo', ['a b', '', "it's"])).toBe(`echo 'a b' '' 'it'\\''s'`)
})

test('a shell reads back the very arguments', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'grapheme' }), { maxLength: 5 }), (args) => {
      expect(readByShell(commandLine('echo', args))).toEqual(['echo', ...args])
    }),
  )
})
