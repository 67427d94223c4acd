import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Env, env as envContract, envKey, visibilities } from '#shared/contract/env.ts'
import { belongsInVault, checkEnv, checkKey, countChanges, envIsValid } from './env-draft.ts'

const secretId = '0192f0c1-2b3d-7c4e-8f5a-6b7c8d9e0f1a'
const known = new Set([secretId])
const key = fc.oneof(
  fc.constantFrom('PATH', 'WHEELHOUSE_RUN_ID', 'wheelhouse_x', '9LIVES', '', 'A-B', 'GREETING', 'Ü'),
  fc.string({ maxLength: 140 }),
)
const binding = fc.oneof(
  fc.record({ kind: fc.constant('plain' as const), visibility: fc.constantFrom(...visibilities), value: fc.option(fc.string()) }),
  fc.record({ kind: fc.constant('secret' as const), secretId: fc.constant(secretId), version: fc.constantFrom('latest' as const, 1, 7) }),
)

describe('env draft', () => {
  it('judges every name as the host does', () => {
    fc.assert(
      fc.property(key, (name) => {
        expect(checkKey(name) === null).toBe(envKey.safeParse(name).success)
      }),
      { numRuns: 500 },
    )
  })

  it('judges every layer as the host does', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ key, binding }), { maxLength: 8 }), (layer) => {
        expect(envIsValid(layer, known)).toBe(envContract.safeParse(layer).success)
      }),
    )
  })

  it('puts the reason beside the entry at fault', () => {
    const layer: Env = [
      { key: 'WHEELHOUSE_RUN_ID', binding: { kind: 'plain', visibility: 'visible', value: 'x' } },
      { key: 'TWICE', binding: { kind: 'plain', visibility: 'visible', value: '' } },
      { key: 'TWICE', binding: { kind: 'secret', secretId: '', version: 'latest' } },
      { key: 'GONE', binding: { kind: 'secret', secretId: 'other', version: 'latest' } },
      { key: 'FINE', binding: { kind: 'secret', secretId, version: 3 } },
    ]
    const problems = checkEnv(layer, known)
    expect(problems[0]?.key).toMatch(/reserved/)
    expect(problems[1]?.key).toMatch(/appears 2 times/)
    expect(problems[2]?.binding).toBe('Choose a secret.')
    expect(problems[3]?.binding).toMatch(/no longer exists/)
    expect(problems[4]).toEqual({})
  })

  it('points at plain values that read like secrets', () => {
    expect(belongsInVault('STRIPE_API_KEY', { kind: 'plain', visibility: 'visible', value: 'sk' })).toBe(true)
    expect(belongsInVault('MONKEY', { kind: 'plain', visibility: 'visible', value: 'x' })).toBe(false)
    expect(belongsInVault('API_TOKEN', { kind: 'secret', secretId, version: 'latest' })).toBe(false)
  })

  it('counts changes by key, whatever the order', () => {
    const a: Env = [
      { key: 'A', binding: { kind: 'plain', visibility: 'visible', value: '1' } },
      { key: 'B', binding: { kind: 'plain', visibility: 'visible', value: '2' } },
    ]
    expect(countChanges(a, [...a].reverse())).toBe(0)
    expect(countChanges(a, [{ key: 'A', binding: { kind: 'plain', visibility: 'visible', value: 'x' } }])).toBe(2)
  })
})
