import { beforeEach, describe, expect, it } from 'vitest'
import { takeToken } from './token.ts'

beforeEach(() => {
  sessionStorage.clear()
  history.replaceState(null, '', '/')
})

describe('the token', () => {
  it('leaves the address at once and is kept for the tab', () => {
    history.replaceState(null, '', '/c/1/routines?q=a#token=abc_DEF-123')
    expect(takeToken(window)).toBe('abc_DEF-123')
    expect(location.href).not.toContain('token')
    expect(location.pathname + location.search).toBe('/c/1/routines?q=a')
    expect(takeToken(window)).toBe('abc_DEF-123')
  })

  it('is null when the tab has none, and a strange fragment is not one', () => {
    history.replaceState(null, '', '/#token=<script>')
    expect(takeToken(window)).toBeNull()
  })

  it('gives way to a newer one', () => {
    sessionStorage.setItem('wheelhouse.token', 'old')
    history.replaceState(null, '', '/#token=new')
    expect(takeToken(window)).toBe('new')
  })
})
