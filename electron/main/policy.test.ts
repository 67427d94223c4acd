import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { desktopOrigin } from '#shared/handshake.ts'
import { decideExternal, decideNavigation, decidePermission, decideRequest, decideWindowOpen, originOf } from './policy.ts'

describe('originOf', () => {
  it('names scheme and host, for schemes that Node does not know too', () => {
    expect(originOf('app://wheelhouse/companies?x=1#y')).toBe('app://wheelhouse')
    expect(originOf('https://example.org:8443/a')).toBe('https://example.org:8443')
  })

  it('answers null for what has no host', () => {
    for (const address of ['', 'about:blank', 'data:text/html,x', 'not an address', 'file:///etc/passwd']) expect(originOf(address)).toBeNull()
  })
})

describe('decideNavigation', () => {
  it('refuses everything, our own page too', () => {
    for (const url of ['https://example.org/', 'app://wheelhouse/x', 'file:///etc/passwd', 'javascript:alert(1)', ''])
      expect(decideNavigation(url)).toBe('refuse')
  })

  it('lets the dev server reload its own page only', () => {
    expect(decideNavigation('http://localhost:5173/x', 'http://localhost:5173')).toBe('allow')
    expect(decideNavigation('http://localhost:5174/x', 'http://localhost:5173')).toBe('refuse')
  })
})

describe('decideExternal', () => {
  it('names every host first', () => {
    expect(decideExternal('https://example.org/a?b')).toEqual({ kind: 'ask', url: 'https://example.org/a?b', subject: 'example.org' })
    expect(decideExternal('http://example.net/')).toMatchObject({ kind: 'ask', subject: 'example.net' })
    expect(decideExternal('mailto:ops@example.org?subject=x')).toMatchObject({ kind: 'ask', subject: 'ops@example.org' })
  })

  it('is not fooled by a name before the host', () => {
    expect(decideExternal('https://good.example@evil.example/')).toEqual({ kind: 'refuse' })
    expect(decideExternal('https://good.example.evil.example/')).toMatchObject({ kind: 'ask', subject: 'good.example.evil.example' })
  })

  it('refuses every other scheme, whatever follows it', () => {
    const schemes = ['file', 'javascript', 'data', 'ms-msdt', 'smb', 'search-ms', 'vscode', 'ssh', 'wheelhouse', 'app', 'blob', 'ftp']
    fc.assert(
      fc.property(fc.constantFrom(...schemes), fc.string(), (scheme, rest) => {
        expect(decideExternal(`${scheme}:${rest}`)).toEqual({ kind: 'refuse' })
      }),
    )
  })

  it('never hands over anything but a web or mail address', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.webUrl()), (address) => {
        const verdict = decideExternal(address)
        if (verdict.kind !== 'refuse') expect(new URL(verdict.url).protocol).toMatch(/^(https?|mailto):$/)
      }),
    )
  })

  it('refuses an address too long to be shown', () => {
    expect(decideExternal(`https://example.org/${'a'.repeat(2_048)}`)).toEqual({ kind: 'refuse' })
  })
})

describe('decideWindowOpen', () => {
  it('opens no window, and sends web links outside', () => {
    expect(decideWindowOpen('https://example.org/')).toMatchObject({ action: 'deny', external: { kind: 'ask' } })
    expect(decideWindowOpen('app://wheelhouse/')).toEqual({ action: 'deny', external: { kind: 'refuse' } })
  })
})

describe('decidePermission', () => {
  const page = { url: 'app://wheelhouse/companies', mainFrame: true }

  it('grants copying and notifications to our main frame', () => {
    expect(decidePermission('clipboard-sanitized-write', page, desktopOrigin)).toBe(true)
    expect(decidePermission('notifications', page, desktopOrigin)).toBe(true)
  })

  it('refuses the rest, everyone else, and every other frame', () => {
    for (const permission of ['clipboard-read', 'media', 'geolocation', 'openExternal', 'fileSystem', 'web-printing', 'usb', 'unknown', '__proto__'])
      expect(decidePermission(permission, page, desktopOrigin)).toBe(false)
    expect(decidePermission('notifications', { ...page, mainFrame: false }, desktopOrigin)).toBe(false)
    expect(decidePermission('notifications', { ...page, url: 'https://example.org/' }, desktopOrigin)).toBe(false)
    expect(decidePermission('notifications', { ...page, url: 'app://wheelhouse.evil/' }, desktopOrigin)).toBe(false)
    expect(decidePermission('notifications', { ...page, url: '' }, desktopOrigin)).toBe(false)
  })
})

describe('decideRequest', () => {
  it('lets nothing out in a release', () => {
    for (const url of ['https://example.org/', 'wss://example.org/', 'http://127.0.0.1:80/']) expect(decideRequest(url)).toBe('refuse')
  })

  it('lets the page reach the dev server and its socket while developing', () => {
    expect(decideRequest('http://localhost:5173/@vite/client', 'http://localhost:5173')).toBe('allow')
    expect(decideRequest('ws://localhost:5173/', 'http://localhost:5173')).toBe('allow')
    expect(decideRequest('https://example.org/', 'http://localhost:5173')).toBe('refuse')
  })
})
