import { describe, expect, it } from 'vitest'
import type { EffectiveEnvKey } from '#shared/contract/env.ts'
import { arrange, type Definition, faultsOf, losesBecause } from './effective.ts'

const definition = (change: Partial<Definition>): Definition => ({
  layer: 'routine',
  sourceId: 'r1',
  sourceName: 'Report',
  kind: 'plain',
  visibility: 'visible',
  value: 'x',
  secretId: null,
  secretName: null,
  version: null,
  fingerprint: null,
  health: 'ok',
  ...change,
})
const key = (name: string, ...definitions: Definition[]): EffectiveEnvKey => ({ key: name, definitions, changedAt: new Date(0), changedBy: 'you' })
const all = { text: '', onlyOverrides: false, inherited: true }
const env = [
  key('B', definition({}), definition({ layer: 'agent' })),
  key('Z', definition({ kind: 'secret', value: null, secretName: 'STRIPE_KEY', health: 'secret_missing' })),
  key('A', definition({})),
]

describe('effective env', () => {
  it('puts what cannot be resolved first, then goes by name', () => {
    expect(arrange(env, all).rows.map((row) => row.key)).toEqual(['Z', 'A', 'B'])
  })

  it('filters by key, by secret and to overrides, and counts those whatever the filter', () => {
    expect(arrange(env, { ...all, text: 'stripe' }).rows.map((row) => row.key)).toEqual(['Z'])
    expect(arrange(env, { ...all, text: 'nothing', onlyOverrides: true })).toEqual({ rows: [], overrides: 1, inherited: 0 })
    expect(arrange(env, { ...all, onlyOverrides: true }).rows.map((row) => row.key)).toEqual(['B'])
  })

  it('says why a layer loses', () => {
    expect(losesBecause(definition({ layer: 'project' }), definition({}))).toBe('project value loses to routine value')
  })

  it('leaves out what is inherited, and counts it whatever the filter', () => {
    const mixed = [...env, key('FROM_AGENT', definition({ layer: 'agent' }))]
    expect(arrange(mixed, { ...all, inherited: false })).toMatchObject({ rows: [{ key: 'Z' }, { key: 'A' }, { key: 'B' }], inherited: 1 })
  })

  it('tells what fails the next run from what another layer overrides', () => {
    const broken = definition({ layer: 'agent', kind: 'secret', value: null, health: 'version_destroyed' })
    const faults = faultsOf([key('SAVED', definition({}), broken), key('FAILS', broken)])
    expect(faults.map((fault) => [fault.key, fault.overriddenBy?.layer ?? null])).toEqual([
      ['FAILS', null],
      ['SAVED', 'routine'],
    ])
  })
})
