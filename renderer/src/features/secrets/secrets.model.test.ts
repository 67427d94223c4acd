import { expect, test } from 'vitest'
import { blanksAround } from './blanks.ts'
import { disableReach, rotationReach, type SecretBinding } from './reach.ts'
import { repeatsOf } from './secret-versions.tsx'

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

test('a rotation reaches those who follow the latest and spares those who pinned', () => {
  expect(rotationReach([binding('latest'), binding(2)], 4)).toEqual([
    '1 place following the latest gets v4 from the next run on. Runs under way keep what they have.',
    '1 place pinned to an older version keeps it.',
  ])
  expect(rotationReach([], 2)).toEqual(['Nothing uses this secret yet.'])
})

test('disabling an unused secret does not threaten anybody', () => {
  expect(disableReach(0)).toHaveLength(1)
  expect(disableReach(2)[0]).toContain('2 places bind it')
})

test('a version that repeats an earlier value points to the first that had it', () => {
  const at = new Date(0)
  const version = (number: number, fingerprint: string) => ({
    version: number,
    fingerprint,
    current: false,
    state: 'enabled' as const,
    stateReason: '',
    stateBy: '',
    stateAt: null,
    origin: 'typed' as const,
    sameAs: null,
    pinnedBy: 0,
    disableAt: null,
    destroyAt: null,
    createdAt: at,
    createdBy: 'you',
  })
  expect([...repeatsOf([version(3, 'aa'), version(2, 'bb'), version(1, 'aa')])]).toEqual([[3, 1]])
})
