import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type EnvSide, envLayers, visibilities } from '../contract/env.ts'
import { diffEnv } from './env-diff.ts'

const secret: EnvSide = {
  layer: 'routine',
  kind: 'secret',
  visibility: null,
  value: null,
  secretId: 'a',
  secretName: 'token',
  selector: 'latest',
  version: 2,
  fingerprint: 'f2',
}
const plain: EnvSide = {
  ...secret,
  kind: 'plain',
  visibility: 'visible',
  value: 'v',
  secretId: null,
  secretName: null,
  selector: null,
  version: null,
  fingerprint: 'p',
}
const hidden: EnvSide = { ...plain, visibility: 'masked', value: null }

const one = (before: EnvSide | null, after: EnvSide | null) => {
  const side = (it: EnvSide | null) => new Map(it ? [['K', it]] : [])
  return diffEnv(side(before), side(after))[0]?.change
}

describe('one key', () => {
  it.each<[string, EnvSide | null, EnvSide | null]>([
    ['added', null, plain],
    ['removed', secret, null],
    ['kind_changed', plain, secret],
    ['re_pointed', secret, { ...secret, secretId: 'b' }],
    ['re_versioned', secret, { ...secret, version: 3, fingerprint: 'f3' }],
    ['re_versioned', secret, { ...secret, selector: 2 }],
    ['re_versioned', secret, { ...secret, version: 3, fingerprint: null }],
    ['re_versioned', secret, { ...secret, version: null, fingerprint: null }],
    ['same_value', secret, { ...secret, version: 3 }],
    ['moved_layer', secret, { ...secret, version: 3, layer: 'agent' }],
    ['value_changed', secret, { ...secret, fingerprint: 'changed at the provider' }],
    ['unchanged', secret, { ...secret, fingerprint: null }],
    ['unchanged', secret, { ...secret, secretName: 'renamed' }],
    ['unchanged', { ...secret, secretId: null, selector: null }, secret],
    ['re_pointed', { ...secret, secretId: null, selector: null }, { ...secret, secretName: 'another' }],
    ['value_changed', plain, { ...plain, value: 'w' }],
    ['value_changed', plain, { ...plain, value: 'w', layer: 'agent', visibility: 'masked' }],
    ['value_changed', hidden, { ...hidden, fingerprint: 'q' }],
    ['value_changed', hidden, { ...hidden, fingerprint: null }],
    ['value_changed', { ...hidden, fingerprint: '' }, { ...hidden, fingerprint: '' }],
    ['visibility_changed', plain, { ...hidden, layer: 'agent' }],
    ['visibility_changed', hidden, { ...hidden, visibility: 'write_only' }],
    ['moved_layer', plain, { ...plain, layer: 'agent' }],
    ['unchanged', { ...plain, visibility: null, value: null }, plain],
    ['unchanged', hidden, hidden],
  ])('%s', (change, before, after) => {
    expect(one(before, after)).toBe(change)
  })
})

const layer = fc.constantFrom(...envLayers)
const few = (...values: string[]) => fc.constantFrom(...values)
const side: fc.Arbitrary<EnvSide> = fc.oneof(
  fc.record({ layer, value: few('x', 'y'), visibility: fc.constantFrom(...visibilities) }).map(({ layer, value, visibility }) => ({
    ...plain,
    layer,
    visibility,
    value: visibility === 'visible' ? value : null,
    fingerprint: `mac of ${value}`,
  })),
  fc
    .record({
      layer,
      secretId: few('a', 'b'),
      selector: fc.constantFrom('latest' as const, 1, 2),
      version: fc.constantFrom(1, 2),
      value: few('x', 'y'),
    })
    .map(({ value, ...of }) => ({ ...secret, ...of, fingerprint: `mac of ${value}` })),
)
const env = fc.dictionary(few('A', 'B', '__proto__', 'constructor'), side).map((keys) => new Map(Object.entries(keys)))

describe('any two environments', () => {
  it('nothing that differs is unchanged, and nothing equal is a change', () => {
    fc.assert(
      fc.property(env, env, (before, after) => {
        for (const { key, change, ...sides } of diffEnv(before, after)) {
          expect(sides).toEqual({ before: before.get(key) ?? null, after: after.get(key) ?? null })
          expect(change === 'unchanged').toBe(JSON.stringify(sides.before) === JSON.stringify(sides.after))
        }
      }),
      { numRuns: 2_000 },
    )
  })

  it('every key appears once, in order, and the other way round added and removed swap', () => {
    const mirrored: Record<string, string> = { added: 'removed', removed: 'added' }
    fc.assert(
      fc.property(env, env, (before, after) => {
        const there = diffEnv(before, after)
        expect(there.map(({ key }) => key)).toEqual([...new Set([...before.keys(), ...after.keys()])].sort())
        expect(diffEnv(after, before).map(({ change }) => change)).toEqual(there.map(({ change }) => mirrored[change] ?? change))
      }),
    )
  })
})
