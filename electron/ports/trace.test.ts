import { DrizzleQueryError } from 'drizzle-orm/errors'
import { describe, expect, it } from 'vitest'
import { traceOf } from './trace.ts'

const VALUE = 'planted-s3cret'

/** What `work` throws. */
function thrown(work: () => unknown): unknown {
  try {
    work()
  } catch (error) {
    return error
  }
  throw new Error('nothing was thrown')
}

describe('what may be logged of an error', () => {
  it.each([
    ['a database error', () => new DrizzleQueryError('insert into x values ($1)', [VALUE], Object.assign(new Error(VALUE), { code: '23505' }))],
    ['a value that looks like a stack frame', () => new DrizzleQueryError('insert', [`\n    at ${VALUE} (file:1:1)`], new Error(VALUE))],
    ['a value that JSON refuses', () => thrown(() => JSON.parse(`{"value": ${VALUE}`))],
    ['an argument that Node refuses', () => thrown(() => new URL(VALUE))],
    ['a message changed after the fact', () => Object.assign(new Error(`\n    at ${VALUE}`), { message: 'harmless' })],
  ])('leaves the value out: %s', (_case, make) => {
    const trace = traceOf(make())
    expect(JSON.stringify(trace)).not.toContain(VALUE)
    expect(trace.name).not.toBe('')
  })

  it('keeps code and constraint of the database, and its frames', () => {
    const cause = Object.assign(new Error('duplicate'), { code: '23505', constraint: 'agents_name' })
    expect(traceOf(new DrizzleQueryError('insert', [VALUE], cause))).toMatchObject({
      code: '23505',
      constraint: 'agents_name',
      frames: expect.arrayContaining([expect.stringContaining('trace.test.ts')]),
    })
  })

  it('keeps the message of a plain fault', () => {
    expect(traceOf(new TypeError('x is not a function'))).toMatchObject({ name: 'TypeError', message: 'x is not a function' })
    expect(traceOf('a string')).toEqual({ name: 'string', frames: [] })
  })
})
