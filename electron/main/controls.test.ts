/** The security checklist of docs/desktop.md, one test a row. What only a real Electron can show is in e2e/desktop. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { desktopOrigin } from '#shared/handshake.ts'
import { securityHeaders } from '../transport/static-files.ts'
import { parseDeepLink } from './deep-links.ts'
import { menuTemplate } from './menu.ts'
import { decideExternal, decideNavigation, decidePermission, decideRequest, decideWindowOpen } from './policy.ts'
import { decidePort } from './ports-handshake.ts'
import { appScheme, pageHandler } from './protocol.ts'
import { windowOptions } from './window.ts'

const root = join(import.meta.dirname, '../..')
const read = (path: string) => readFileSync(join(root, path), 'utf8')
const packaging = read('electron-builder.yml')
const look = { preload: '/preload.js', backgroundColor: '#000', place: null, devTools: false, platform: 'linux' } as const
const { webPreferences = {} } = windowOptions(look)

/** The sources of a folder, tests and doubles left out, as one text. */
function sources(folder: string): string {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.tsx?$/.test(path) && !/(\.(test|stories)|-double)\.tsx?$/.test(path))
    .map((path) => read(join(folder, path)))
    .join('\n')
}

describe('the desktop controls', () => {
  it('1 context isolation is on', () => {
    expect(webPreferences.contextIsolation).toBe(true)
  })

  it('2 every renderer is sandboxed', () => {
    expect(webPreferences.sandbox).toBe(true)
    expect(read('electron/main/index.ts')).toMatch(/^ {2}app\.enableSandbox\(\)$/m)
  })

  it('3 no Node in pages, workers or frames', () => {
    expect(webPreferences).toMatchObject({ nodeIntegration: false, nodeIntegrationInWorker: false, nodeIntegrationInSubFrames: false })
  })

  it('4 web security is left alone, and there are no webviews', () => {
    expect(webPreferences.webviewTag).toBe(false)
    for (const left of ['webSecurity', 'allowRunningInsecureContent', 'experimentalFeatures', 'enableBlinkFeatures', 'plugins'])
      expect(webPreferences).not.toHaveProperty(left)
    expect(sources('electron/main')).toContain("contents.on('will-attach-webview', (event) => event.preventDefault())")
  })

  it('5 the page has a scheme of its own, and files are served from inside one folder only', async () => {
    expect(appScheme).toEqual({ scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } })
    const answer = await pageHandler(join(root, 'resources'))(new Request('app://wheelhouse/..%2fpackage.json'))
    expect(answer.status).toBe(404)
    expect(sources('electron/main')).toContain("session.protocol.handle('file', () => refuse(403")
  })

  it('6 every answer carries the strict content policy', async () => {
    const answer = await pageHandler(join(root, 'resources'))(new Request('app://wheelhouse/icons/app.svg'))
    expect(answer.headers.get('content-security-policy')).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; " +
        "form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'",
    )
    expect(securityHeaders['X-Content-Type-Options']).toBe('nosniff')
  })

  it('7 a page never navigates by itself', () => {
    for (const url of ['https://example.org/', 'app://wheelhouse/', 'file:///etc/passwd']) expect(decideNavigation(url)).toBe('refuse')
    expect(sources('electron/main')).toContain("contents.on('will-frame-navigate'")
  })

  it('8 a page opens no window', () => {
    expect(decideWindowOpen('https://example.org/').action).toBe('deny')
  })

  it('9 only web and mail addresses leave the program, and strangers’ hosts are shown first', () => {
    expect(decideExternal('https://example.org/').kind).toBe('ask')
    expect(decideExternal('file:///etc/passwd').kind).toBe('refuse')
    // One door out: links from the page go through decideExternal and nothing else. The other is our own address.
    const doors = [...sources('electron/main').matchAll(/shell\.openExternal\((\w+(?:\.\w+)?)\)/g)].map(([, what]) => what)
    expect(new Set(doors)).toEqual(new Set(['address.url', 'verdict.url']))
    expect(doors).toHaveLength(2)
  })

  it('10 permissions are refused when asked for and when checked, but for copying and notifications', () => {
    const page = { url: 'app://wheelhouse/', mainFrame: true }
    expect(
      ['clipboard-sanitized-write', 'notifications', 'clipboard-read', 'media', 'geolocation'].map((name) =>
        decidePermission(name, page, desktopOrigin),
      ),
    ).toEqual([true, true, false, false, false])
    const policy = sources('electron/main')
    expect(policy).toContain('setPermissionRequestHandler')
    expect(policy).toContain('setPermissionCheckHandler')
    expect(policy).toContain('setDevicePermissionHandler(() => false)')
  })

  it('11 a line to the host goes to the main frame of our window and page', () => {
    const request = { ownWindow: true, mainFrame: true, url: 'app://wheelhouse/', ports: 1 }
    expect(decidePort(request, desktopOrigin).accept).toBe(true)
    for (const change of [{ ownWindow: false }, { mainFrame: false }, { url: '' }, { ports: 2 }])
      expect(decidePort({ ...request, ...change }, desktopOrigin).accept).toBe(false)
    // One channel, for the handshake: everything else goes over the port, where the contract checks it.
    expect(sources('electron/main').match(/ipcMain\.(on|handle|once)\(/g)).toEqual(['ipcMain.on('])
  })

  it('12 the preload exposes nothing: what the page sends meets the contract', () => {
    const preload = sources('electron/preload')
    expect(preload).not.toMatch(/contextBridge|exposeInMainWorld|ipcRenderer\.(invoke|send|on)\b/)
    expect(preload.match(/ipcRenderer\.\w+/g)).toEqual(['ipcRenderer.postMessage'])
  })

  it('13 all fuses are decided, and a new one fails the packaging', () => {
    const fuses = {
      runAsNode: false,
      enableCookieEncryption: true,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      enableEmbeddedAsarIntegrityValidation: true,
      onlyLoadAppFromAsar: true,
      loadBrowserProcessSpecificV8Snapshot: false,
      grantFileProtocolExtraPrivileges: false,
    }
    for (const [name, value] of Object.entries(fuses)) expect(packaging).toMatch(new RegExp(`^ {2}${name}: ${value}$`, 'm'))
    expect(packaging).toMatch(/^afterPack: scripts\/require-all-fuses\.mjs$/m)
  })

  it('14 the code is in an archive whose integrity is checked, all of it', () => {
    expect(packaging).toMatch(/^asar: true$/m)
    expect(packaging).not.toContain('asarUnpack')
    expect(packaging).toMatch(/^ {2}enableEmbeddedAsarIntegrityValidation: true$/m)
    expect(packaging).toMatch(/^ {2}onlyLoadAppFromAsar: true$/m)
  })

  it('15 developer tools open only when asked for at the start', () => {
    const devToolsIn = (devTools: boolean) => windowOptions({ ...look, devTools }).webPreferences?.devTools
    expect([devToolsIn(false), devToolsIn(true)]).toEqual([false, true])
    const commands = { go() {}, press() {}, reload() {}, showWindow() {}, openFolder() {} }
    expect(JSON.stringify(menuTemplate({ platform: 'linux', appName: 'Wheelhouse', devTools: false, commands }))).not.toContain('toggleDevTools')
  })

  it('16 the shell never touches a secret: the vault’s key goes from its store to the host', () => {
    expect(sources('electron/main')).not.toMatch(/keyStore|master\.key|safeStorage/)
    // One use of the keychain: it wraps the key's file, and nothing in the shell reads what it unwraps.
    const adapters = sources('electron/adapters/electron')
    expect(adapters.match(/systemKeychain\(safeStorage/g)).toHaveLength(1)
    expect(adapters).toContain(
      'keyStore: nodeKeyStore({ folder: paths.secrets, config, environment, keychain: systemKeychain(safeStorage, process.platform) })',
    )
    expect(adapters).toContain("['basic_text', 'unknown'].includes(storage.getSelectedStorageBackend())")
  })

  it('17 links from outside lead to places and do nothing', () => {
    expect(parseDeepLink('wheelhouse://settings')).toEqual({ kind: 'settings' })
    expect(parseDeepLink('wheelhouse://companies/0192f0c0-0000-7000-8000-000000000001/routines/0192f0c0-0000-7000-8000-000000000002/run')).toBeNull()
  })

  it('18 no downloads, no printing, nothing over the network', () => {
    expect(sources('electron/main')).toContain("session.on('will-download', (event) => event.preventDefault())")
    expect(decidePermission('web-printing', { url: 'app://wheelhouse/', mainFrame: true }, desktopOrigin)).toBe(false)
    expect(decideRequest('https://example.org/')).toBe('refuse')
    // Electron has no hook for window.print(), and only our own script runs in the page: it must not call it.
    expect(sources('renderer/src')).not.toMatch(/\b(window|globalThis|page)\.print\(/)
    expect(webPreferences.spellcheck).toBe(false)
  })
})
