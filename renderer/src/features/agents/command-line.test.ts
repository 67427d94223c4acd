import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { commandLine } from './command-line.ts'

test('plain words stay as they are', () => {
  expect(commandLine('/usr/bin/node', ['--max-old-space-size=256', 'report.mjs'])).toBe('/usr/bin/node --max-old-space-size=256 report.mjs')
})

test('spaces, quotes and nothing at all can be told apart', () => {
  expect(commandLine('echo', ['a b', '', "it's"])).toBe(`echo 'a b' '' 'it'\\''s'`)
})

test.skipIf(process.platform === 'win32')('a shell reads back the very arguments', () => {
  const argument = fc.string({ unit: 'grapheme' }).filter((value) => !value.includes('\0'))
  fc.assert(
    fc.property(fc.array(argument, { minLength: 1, maxLength: 5 }), (args) => {
      const printed = execFileSync('/bin/sh', ['-c', commandLine('printf', ['%s\\0', ...args])], { encoding: 'utf8' })
      expect(printed.split('\0').slice(0, -1)).toEqual(args)
    }),
    { numRuns: 25 },
  )
})
