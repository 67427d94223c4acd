import { expect, test } from 'vitest'
import type { HealthCheck } from '#shared/contract/system.ts'
import { verdict, worstFirst } from './verdict.ts'

const check = (id: string, state: HealthCheck['state']): HealthCheck => ({ id, title: id, state, detail: '', fix: '' })

test('what needs doing stands on top, equals keep their order', () => {
  const checks = [check('a', 'pass'), check('b', 'warning'), check('c', 'critical'), check('d', 'warning')]
  expect(worstFirst(checks).map(({ id }) => id)).toEqual(['c', 'b', 'd', 'a'])
})

test('the sentence counts what fails and what passes', () => {
  expect(verdict([check('a', 'pass'), check('b', 'pass')])).toBe('All 2 checks pass.')
  expect(verdict([check('a', 'pass'), check('b', 'warning'), check('c', 'critical')])).toBe('1 critical, 1 warning, 1 of 3 checks pass.')
})
