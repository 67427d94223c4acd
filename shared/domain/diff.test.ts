import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { StoredSnapshot } from '../contract/routines.ts'
import { changedParts, same } from './diff.ts'

const base: StoredSnapshot = {
  name: 'Nightly report',
  description: '',
  projectId: null,
  agentId: 'a1',
  enabled: true,
  args: ['--all'],
  env: [
    { key: 'A', binding: { kind: 'plain', visibility: 'visible', value: '1' } },
    { key: 'B', binding: { kind: 'secret', secretId: 's1', version: 'latest' } },
  ],
  triggers: [
    { id: 't1', kind: 'cron', label: '', enabled: true, cron: '0 9 * * *', timezone: 'UTC' },
    { id: 't2', kind: 'cron', label: '', enabled: true, cron: '0 10 * * *', timezone: 'UTC' },
  ],
}

describe('changedParts', () => {
  it('is empty for the same content, in whatever order it comes back', () => {
    expect(changedParts(base, { ...structuredClone(base), env: base.env.toReversed(), triggers: base.triggers.toReversed() })).toEqual([])
  })

  it.each<[string, Partial<StoredSnapshot>, string[]]>([
    ['a name', { name: 'Other' }, ['config']],
    ['the order of arguments', { args: ['--all', 'x'] }, ['config']],
    ['enabled', { enabled: false }, ['config']],
    [
      'a re-pinned secret',
      { env: [base.env[0], { key: 'B', binding: { kind: 'secret', secretId: 's1', version: 3 } }] as StoredSnapshot['env'] },
      ['env', 'secrets'],
    ],
    ['a removed key', { env: base.env.slice(1) }, ['env']],
    [
      'a value that became masked',
      { env: [{ key: 'A', binding: { kind: 'plain', visibility: 'masked', value: '1' } }, ...base.env.slice(1)] },
      ['env'],
    ],
    ['a disabled trigger', { triggers: base.triggers.map((t) => ({ ...t, enabled: false })) }, ['triggers']],
    ['all at once', { name: 'x', env: [], triggers: [] }, ['config', 'triggers', 'env', 'secrets']],
  ])('sees %s', (_, change, parts) => {
    expect(changedParts(base, { ...base, ...change })).toEqual(parts)
  })

  it('counts what the first revision holds', () => {
    expect(changedParts(null, base)).toEqual(['config', 'triggers', 'env', 'secrets'])
    expect(changedParts(null, { ...base, env: [], triggers: [] })).toEqual(['config'])
  })
})

describe('same', () => {
  it('agrees with a JSON round trip and with reordered keys', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
        const shuffled = JSON.parse(JSON.stringify(a), (_, value) =>
          value && typeof value === 'object' && !Array.isArray(value) ? Object.fromEntries(Object.entries(value).toReversed()) : value,
        )
        expect(same(JSON.parse(JSON.stringify(a)), shuffled)).toBe(true)
        expect(same(a, b)).toBe(same(b, a))
      }),
    )
    expect(same([1], { 0: 1 })).toBe(false)
    expect(same({ a: undefined }, {})).toBe(false)
  })
})
