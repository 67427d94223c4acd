import { expect, test } from 'vitest'
import type { Secret } from '#shared/contract/secrets.ts'
import { filterSecrets, haystacks } from './attention-filter.ts'
import { blanksAround } from './blanks.ts'
import { outageReach, rotationReach, type SecretBinding } from './reach.ts'
import { attentionRank, secretState, versionState } from './secret-words.ts'
import { bitsOf, strengthWords } from './strength.ts'

const binding = (version: SecretBinding['version']): SecretBinding => ({
  targetType: 'agent',
  targetId: 'a',
  targetName: 'A',
  configPath: 'env.K',
  version,
})

test('blanks round a value are named, blanks inside are not', () => {
  expect(blanksAround('abc')).toBeUndefined()
  expect(blanksAround('a b\nc')).toBeUndefined()
  expect(blanksAround(' abc')).toBe('Starts with a space.')
  expect(blanksAround('abc\r\n')).toBe('Ends with a line break.')
  expect(blanksAround(' abc ')).toBe('Starts and ends with a space.')
})

test('a rotation reaches those who follow the latest, spares those who pinned, and leaves runs alone', () => {
  expect(rotationReach({ bindings: [binding('latest'), binding(2)], activeRuns: 1 }, 4)).toEqual([
    '1 place following the latest gets v4 from the next run on.',
    '1 place pinned to an older version keeps it.',
    '1 run under way keeps the value that it was given.',
  ])
  expect(rotationReach({ bindings: [], activeRuns: 0 }, 2)).toEqual(['Nothing uses this secret yet.'])
})

test('an outage of an unused secret does not threaten anybody, one in use says how many fail', () => {
  expect(outageReach({ bindings: [], routines: [], activeRuns: 0 }, 'until it is enabled again')).toHaveLength(1)
  const routine = { id: 'r', name: 'R', keys: ['K'], enabled: true, nextDueAt: new Date(0) }
  const [places, fails] = outageReach({ bindings: [binding('latest')], routines: [routine], activeRuns: 0 }, 'until it is enabled again')
  expect(places).toBe('1 place binds it.')
  expect(fails).toBe('Runs of 1 routine fail before they start, until it is enabled again. 1 of them is scheduled:')
})

test('what needs action comes before what is in order, the most urgent need gives the word', () => {
  const one = (needs: Secret['needs'], status: Secret['status'] = 'active') => ({ needs, status })
  const ordered = [one([]), one([], 'disabled'), one(['rotation_due']), one(['rotation_due', 'expired'])].toSorted(
    (a, b) => attentionRank(a) - attentionRank(b),
  )
  expect(ordered.map((secret) => secretState(secret).word)).toEqual(['Expired', 'Rotation due', 'Disabled', 'Enabled'])
})

test('a version that waits for its destruction says so although it is disabled', () => {
  const at = new Date(0)
  expect(versionState({ state: 'disabled', destroyAt: at, disableAt: null }).word).toBe('Scheduled for destruction')
  expect(versionState({ state: 'destroyed', destroyAt: at, disableAt: null }).word).toBe('Destroyed')
  expect(versionState({ state: 'enabled', destroyAt: null, disableAt: at }).word).toBe('Enabled until')
})

test('the strength of a policy is told by its bits', () => {
  expect(bitsOf({ length: 32, alphabet: 'hex' })).toBe(128)
  expect(strengthWords({ length: 8, alphabet: 'hex' })).toContain('weak')
  expect(strengthWords({ length: 32, alphabet: 'alphanumeric' })).toContain('190 bits: strong')
})

test('filtering is quick: 500 secrets far below 50 ms, and what matches is found', () => {
  const rows = Array.from({ length: 500 }, (_, n) => ({
    name: `SECRET_${n}`,
    description: 'Said about it. '.repeat(10),
    fingerprint: n.toString(16),
    externalRef: null,
    needs: n % 50 === 0 ? ['expired' as const] : [],
  })) as unknown as Secret[]
  const hay = haystacks(rows)
  const times = Array.from({ length: 20 }, () => {
    const started = performance.now()
    expect(filterSecrets(rows, hay, { text: 'secret_49', attention: false })).toHaveLength(11)
    return performance.now() - started
  })
  expect(Math.min(...times)).toBeLessThan(50)
  expect(filterSecrets(rows, hay, { text: '', attention: true })).toHaveLength(10)
})
