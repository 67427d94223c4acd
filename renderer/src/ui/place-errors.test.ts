import { expect, test } from 'vitest'
import { placeErrors } from './place-errors.ts'

function failure(code: string, data: object, message = code) {
  return Object.assign(new Error(message), { code, data })
}

const fields = ['name', 'adapter.command', 'adapter.args', 'env']

test('each issue goes to the field whose path it starts with', () => {
  const error = failure('BAD_REQUEST', {
    issues: [
      { path: ['adapter', 'args', 3], message: 'must not contain NUL characters' },
      { path: ['name'], message: 'must not be empty' },
      { path: ['name'], message: 'second complaint' },
    ],
  })
  expect(placeErrors(error, fields)).toEqual({
    beside: { 'adapter.args': 'Must not contain NUL characters.', name: 'Must not be empty.' },
    rest: null,
  })
})

test('an issue about something the form does not show is left for its foot', () => {
  const error = failure('BAD_REQUEST', { issues: [{ path: ['adapterX'], message: 'is odd' }] })
  expect(placeErrors(error, fields)).toEqual({ beside: {}, rest: error })
})

test('a taken name sits beside the name, an unknown secret beside the environment', () => {
  expect(placeErrors(failure('NAME_TAKEN', { name: 'Iris' }, 'There is already an agent called Iris.'), fields).beside).toEqual({
    name: 'There is already an agent called Iris.',
  })
  expect(placeErrors(failure('UNKNOWN_SECRET', { keys: ['A', 'B'] }), fields).beside['env']).toContain('A, B')
})

test('any other failure belongs to the whole form, no failure to nobody', () => {
  const error = failure('UNAVAILABLE', { phase: 'starting' })
  expect(placeErrors(error, fields)).toEqual({ beside: {}, rest: error })
  expect(placeErrors(null, fields)).toEqual({ beside: {}, rest: null })
})
