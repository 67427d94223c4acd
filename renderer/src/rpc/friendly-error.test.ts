import { describe, expect, it } from 'vitest'
import { type DeclaredErrorCode, declaredErrors } from '#shared/errors.ts'
import { ConnectionLost, errorDetails, friendlyError } from './friendly-error.ts'

describe('friendly errors', () => {
  it.each(Object.keys(declaredErrors) as DeclaredErrorCode[])('has sentences for %s, even without data', (code) => {
    const { what, action } = friendlyError({ code, message: 'x' })
    expect(what).toMatch(/[.)]$/)
    expect(`${what} ${action}`).not.toMatch(/undefined|null|\[object|please|oops|!/i)
  })

  it('names who still uses a thing', () => {
    expect(friendlyError({ code: 'IN_USE', data: { count: 5, users: ['Hello report', 'Digest'] } }).what).toBe(
      'It is still used by Hello report, Digest and 3 more.',
    )
  })

  it('names the field at fault', () => {
    expect(friendlyError({ code: 'BAD_REQUEST', data: { issues: [{ path: ['env', 0, 'key'], message: 'must not be empty' }] } }).what).toContain(
      'env › 0 › key',
    )
  })

  it('keeps a lost connection apart from a fault', () => expect(friendlyError(new ConnectionLost()).code).toBe('CONNECTION_LOST'))

  it('explains what is no declared failure at all', () => {
    expect(friendlyError('boom')).toEqual({ code: 'UNEXPECTED', what: 'boom', action: 'Retry.' })
    expect(friendlyError(null).code).toBe('UNEXPECTED')
  })

  it('copies the incident and nothing of the input', () => {
    const details = errorDetails("Couldn't save.", { code: 'INTERNAL', data: { incidentId: 'inc-1', input: 'sk_live_x' } })
    expect(details).toContain('inc-1')
    expect(details).not.toContain('sk_live_x')
  })
})
