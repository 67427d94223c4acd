import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { installIsStale, sourceHash, versionAtLeast } from './bootstrap-stale.mjs'

describe('versionAtLeast', () => {
  it.each([
    ['20.19.0', true],
    ['20.19.5', true],
    ['20.20.0', true],
    ['24.0.0', true],
    ['20.18.9', false],
    ['18.99.99', false],
    ['', false],
  ])('compares %j with 20.19.0', (version, fits) => {
    expect(versionAtLeast(version, '20.19.0')).toBe(fits)
  })
})

describe('installIsStale', () => {
  const lock = (packages: object) => JSON.stringify({ packages })
  const wanted = lock({ '': { name: 'wheelhouse' }, 'node_modules/a': { version: '1.0.0' }, 'node_modules/b': { version: '2.0.0', optional: true } })

  it('is content with what the lockfile asks for, with or without the optional ones', () => {
    expect(installIsStale(wanted, lock({ 'node_modules/a': { version: '1.0.0' } }))).toBe(false)
    expect(installIsStale(wanted, lock({ 'node_modules/a': { version: '1.0.0' }, 'node_modules/b': { version: '2.0.0', optional: true } }))).toBe(
      false,
    )
  })

  it('notices another version, a missing package and one too many', () => {
    expect(installIsStale(wanted, lock({ 'node_modules/a': { version: '1.0.1' } }))).toBe(true)
    expect(installIsStale(wanted, lock({}))).toBe(true)
    expect(installIsStale(wanted, lock({ 'node_modules/a': { version: '1.0.0' }, 'node_modules/b': { version: '1.9.0' } }))).toBe(true)
    expect(installIsStale(wanted, lock({ 'node_modules/a': { version: '1.0.0' }, 'node_modules/c': { version: '1.0.0' } }))).toBe(true)
  })

  it('installs again when the record is cut off', () => {
    expect(installIsStale(wanted, wanted.slice(0, 20))).toBe(true)
    expect(installIsStale(wanted, '{}')).toBe(true)
  })
})

describe('sourceHash', () => {
  let root: string
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'wheelhouse-hash-'))
    mkdirSync(join(root, 'shared', 'contract'), { recursive: true })
    write('shared/contract/index.ts', 'export {}')
  })
  afterEach(() => rmSync(root, { recursive: true }))
  const write = (file: string, text: string) => writeFileSync(join(root, file), text)

  it('follows contents and names, not times', () => {
    const before = sourceHash(root)
    utimesSync(join(root, 'shared/contract/index.ts'), 1, 1)
    expect(sourceHash(root)).toBe(before)
    write('shared/contract/index.ts', 'export { }')
    expect(sourceHash(root)).not.toBe(before)
  })

  it('notices a file that came, and one that went', () => {
    const before = sourceHash(root)
    write('shared/contract/more.ts', '')
    const more = sourceHash(root)
    expect(more).not.toBe(before)
    rmSync(join(root, 'shared/contract/more.ts'))
    expect(sourceHash(root)).toBe(before)
  })

  it('passes over tests and stories, which no bundle holds', () => {
    const before = sourceHash(root)
    write('shared/contract/index.test.ts', '')
    write('shared/contract/button.stories.tsx', '')
    expect(sourceHash(root)).toBe(before)
  })
})
