import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { missingEntries } from './complete-lockfile.mjs'

describe('package-lock.json', () => {
  it('names the packages of every system, so that `npm ci` accepts it and works on each', () => {
    const lock = JSON.parse(readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8'))
    expect(Object.keys(missingEntries(lock)), 'run `node scripts/complete-lockfile.mjs`').toEqual([])
  })
})

describe('missingEntries', () => {
  const tool = { version: '1.0.0', optionalDependencies: { '@tool/darwin-arm64': '1.0.0', '@tool/linux-x64-musl': '1.0.0' } }

  it('adds what is absent, with the systems that its name tells', () => {
    const present = { version: '1.0.0', os: ['darwin'] }
    expect(missingEntries({ packages: { '': {}, 'node_modules/tool': tool, 'node_modules/@tool/darwin-arm64': present } })).toEqual({
      'node_modules/@tool/linux-x64-musl': { version: '1.0.0', cpu: ['x64'], libc: ['musl'], os: ['linux'], dev: true, optional: true },
    })
  })

  it('places another version below the package that asks for it', () => {
    const packages = {
      '': {},
      'node_modules/tool': tool,
      'node_modules/@tool/darwin-arm64': { version: '2.0.0' },
      'node_modules/@tool/linux-x64-musl': { version: '1.0.0' },
    }
    expect(Object.keys(missingEntries({ packages }))).toEqual(['node_modules/tool/node_modules/@tool/darwin-arm64'])
  })

  it('leaves ranges to npm', () => {
    expect(missingEntries({ packages: { 'node_modules/a': { optionalDependencies: { fsevents: '~2.3.2', b: '^1.0.0' } } } })).toEqual({})
  })
})
