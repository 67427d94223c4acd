import { describe, expect, it } from 'vitest'
import type { Env } from '#shared/contract/env.ts'
import { draftChanges } from './draft-changes.ts'
import { checkEnv } from './env-draft.ts'
import { envDifferences, mergeEnv } from './env-three-way.ts'
import { refusalsOf } from './refusals.ts'
import { missedWords } from './removal.ts'

const plain = (key: string, value: string): Env[number] => ({ key, binding: { kind: 'plain', visibility: 'visible', value } })
const masked = (key: string, value: string | null): Env[number] => ({ key, binding: { kind: 'plain', visibility: 'masked', value } })
const stored = (env: Env, prints: Record<string, string> = {}) => ({ env, prints: new Map(Object.entries(prints)) })
const place = { companyId: 'c', layer: 'routine', id: 'r', name: 'Report', routines: 1 } as const

describe('three versions of a layer', () => {
  const base = stored([plain('A', '1'), plain('B', '1'), masked('H', null)], { H: 'aaaa' })
  const theirs = stored([plain('A', '3'), plain('B', '1'), masked('H', null), plain('T', '1')], { H: 'bbbb' })
  const mine = [plain('A', '2'), masked('H', 'typed'), plain('M', '1')]
  const sides = { base, mine, theirs }

  it('says who changed what, hidden values by fingerprint and never by value', () => {
    const found = envDifferences(sides, () => undefined)
    expect(found.map(({ label, by }) => [label, by])).toEqual([
      ['A', 'both'],
      ['B', 'mine'],
      ['H', 'both'],
      ['M', 'mine'],
      ['T', 'theirs'],
    ])
    expect(JSON.stringify(found)).not.toContain('typed')
    expect(found[2]).toMatchObject({ base: '•••••••• masked, aaaa', mine: '•••••••• masked, a new value', theirs: '•••••••• masked, bbbb' })
  })

  it('loses nobody’s change: each side keeps what only it changed', () => {
    expect(mergeEnv(sides, () => 'mine')).toEqual([plain('A', '2'), masked('H', 'typed'), plain('T', '1'), plain('M', '1')])
    expect(mergeEnv(sides, () => 'theirs')).toEqual([plain('A', '3'), masked('H', null), plain('T', '1'), plain('M', '1')])
  })

  it('is no conflict when both came to the same', () => {
    const same = stored([plain('A', '2')])
    expect(envDifferences({ base: stored([plain('A', '1')]), mine: [plain('A', '2')], theirs: same }, () => undefined)).toEqual([])
  })
})

it('keeps a hidden value under its own name only, and as hidden as it is', () => {
  const lowered: Env = [{ key: 'H', binding: { kind: 'plain', visibility: 'visible', value: null } }]
  expect(checkEnv(lowered, new Set(), [masked('H', null)])[0]?.binding).toMatch(/cannot be made visible/)
  expect(checkEnv([masked('RENAMED', null)], new Set(), [masked('H', null)])[0]?.binding).toMatch(/stays with the name/)
  const raised: Env = [{ key: 'H', binding: { kind: 'plain', visibility: 'write_only', value: null } }]
  expect(checkEnv(raised, new Set(), [masked('H', null)])).toEqual([{}])
})

it('reviews without values: what is kept is no change, what is typed is one', () => {
  const changes = draftChanges({
    layer: 'routine',
    stored: stored([masked('H', null), masked('K', null)]),
    value: [masked('H', 'typed'), masked('K', null)],
    secrets: [],
  })
  expect(changes).toMatchObject([{ key: 'H', change: 'value_changed', after: { value: null } }])
})

it('says at a key what the host refused, until it is edited', () => {
  const error = Object.assign(new Error(), { code: 'INLINE_SECRET', data: { keys: ['API_TOKEN'] } })
  const sent = [plain('API_TOKEN', 'x')]
  expect(refusalsOf(error, sent, sent).get('API_TOKEN')).toMatch(/strict mode/)
  expect(refusalsOf(error, sent, [plain('API_TOKEN', 'y')]).size).toBe(0)
})

it('says which runs miss a key', () => {
  expect(missedWords(['A'], place, [plain('A', '1')])).toBe('Once saved, the next run of Report goes without it.')
  expect(missedWords(['A'], place, [plain('A', '1')], new Map([['A', 'project Ops']]))).toBe(
    'Once saved, the next run of Report gets what project Ops sets.',
  )
  expect(missedWords(['A'], { ...place, layer: 'agent', routines: 3 }, [plain('A', '1')])).toMatch(/3 routines miss it/)
  expect(missedWords(['NEW'], place, [])).toBe('')
})
