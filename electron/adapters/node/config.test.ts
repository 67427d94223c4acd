import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { fileConfig } from './config.ts'

let folder: string
let file: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wh-config-'))
  file = join(folder, 'config.json')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

test('reads back any section, and leaves the others alone', async () => {
  await fc.assert(
    fc.asyncProperty(fc.dictionary(fc.constantFrom('settings', 'window', 'server'), fc.jsonValue({ noUnicodeString: false })), async (sections) => {
      const config = fileConfig(file)
      for (const [name, value] of Object.entries(sections)) await config.write(name, value)
      for (const [name, value] of Object.entries(sections)) expect(await fileConfig(file).read(name)).toEqual(JSON.parse(JSON.stringify(value)))
    }),
    { numRuns: 25 },
  )
})

test('answers undefined for what is not there', async () => {
  expect(await fileConfig(file).read('settings')).toBeUndefined()
})

test('writers of different sections do not undo each other', async () => {
  const config = fileConfig(file)
  await Promise.all(Array.from({ length: 20 }, (_, index) => config.write(`section${index}`, index)))
  expect(Object.keys(JSON.parse(readFileSync(file, 'utf8')) as object)).toHaveLength(20)
  expect(statSync(file).mode & 0o777).toBe(0o600)
  expect(readdirSync(folder)).toEqual(['config.json'])
})

test.each(['{"settings":', '[]', 'null'])('puts a file that cannot be read aside (%s) and starts afresh', async (text) => {
  writeFileSync(file, text)
  const config = fileConfig(file)
  expect(await config.read('settings')).toBeUndefined()
  await config.write('settings', { theme: 'dark' })
  const aside = readdirSync(folder).filter((name) => name.startsWith('config.json.broken-'))
  expect(aside).toHaveLength(1)
  expect(readFileSync(join(folder, aside[0] ?? ''), 'utf8')).toBe(text)
  expect(await fileConfig(file).setAside()).toEqual(aside.map((name) => join(folder, name)))
})

test('a write that fails leaves the old file and says so, and the next one works', async () => {
  const config = fileConfig(file)
  await config.write('settings', 1)
  await expect(config.write('settings', 1n)).rejects.toThrow('BigInt')
  expect(await config.read('settings')).toBe(1)
  await config.write('settings', 2)
  expect(await config.read('settings')).toBe(2)
})
