/** Every yes and no of the shell: where a window may go, what it may open, what it may ask of the system. The default is no. */
import type { App, Session, Shell } from 'electron'
import type { Log } from '../ports/log.ts'

/** Scheme and host of an address, null when it is none. (`URL.origin` is "null" for schemes that Node does not know.) */
export function originOf(address: string): string | null {
  const url = URL.canParse(address) ? new URL(address) : null
  return url?.host ? `${url.protocol}//${url.host}` : null
}

/** A page never leaves its address by itself. Only the dev server's page may load itself again, after an edit. */
export function decideNavigation(url: string, devServer?: string): 'allow' | 'refuse' {
  return devServer !== undefined && originOf(url) === originOf(devServer) ? 'allow' : 'refuse'
}

export type ExternalVerdict = { kind: 'ask'; url: string; subject: string } | { kind: 'refuse' }

/** What may be handed to the system's browser or mail program, once the person has seen where it leads. Everything else could start a program with arguments of a stranger's choice. */
export function decideExternal(address: string): ExternalVerdict {
  const url = address.length <= 2_048 && URL.canParse(address) ? new URL(address) : null
  if (!url || url.username || url.password) return { kind: 'refuse' }
  if (url.protocol === 'mailto:') return { kind: 'ask', url: url.href, subject: url.pathname }
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return { kind: 'refuse' }
  return { kind: 'ask', url: url.href, subject: url.host }
}

/** No page gets a second window; a link to the outside goes the way of `decideExternal`. */
export function decideWindowOpen(url: string): { action: 'deny'; external: ExternalVerdict } {
  return { action: 'deny', external: decideExternal(url) }
}

// Copying a log line or an id, and telling that a run failed. Nothing else on the long list of permissions has a use here.
const granted = new Set(['clipboard-sanitized-write', 'notifications'])

/** Asked twice by Electron: when a page requests, and when it checks what it already has. Both get this answer. */
export function decidePermission(permission: string, requester: { url: string; mainFrame: boolean }, pageOrigin: string): boolean {
  return granted.has(permission) && requester.mainFrame && originOf(requester.url) === pageOrigin
}

/** Requests that leave the program: none in a release. (CSP says the same; this holds even where a page has no CSP.) */
export function decideRequest(url: string, devServer?: string): 'allow' | 'refuse' {
  if (devServer === undefined || !URL.canParse(url)) return 'refuse'
  return new URL(url).host === new URL(devServer).host ? 'allow' : 'refuse'
}

export interface PolicyNeeds {
  app: Pick<App, 'on'>
  session: Session
  shell: Pick<Shell, 'openExternal'>
  log: Log
  pageOrigin: string
  devServer: string | undefined
  /** Shows a person where a link leads; answers whether to go there. */
  confirm(subject: string): Promise<boolean>
}

/** Puts the decisions above in force for every page of the program. Call it once, before a window is opened. */
export function enforcePolicy({ app, session, shell, log, pageOrigin, devServer, confirm }: PolicyNeeds): void {
  async function openOutside(verdict: ExternalVerdict) {
    if (verdict.kind === 'refuse') return log.warn('link refused')
    if (!(await confirm(verdict.subject))) return
    await shell.openExternal(verdict.url)
  }
  const open = (verdict: ExternalVerdict) => void openOutside(verdict).catch((error: Error) => log.warn('link not opened', { name: error.name }))

  app.on('web-contents-created', (_created, contents) => {
    contents.on('will-frame-navigate', (event) => {
      if (decideNavigation(event.url, devServer) === 'allow') return
      event.preventDefault()
      log.warn('navigation refused', { to: originOf(event.url) })
    })
    contents.on('will-redirect', (event) => event.preventDefault())
    contents.on('will-attach-webview', (event) => event.preventDefault())
    contents.setWindowOpenHandler(({ url }) => {
      const { action, external } = decideWindowOpen(url)
      open(external)
      return { action }
    })
  })
  session.setPermissionRequestHandler((_contents, permission, answer, details) =>
    answer(decidePermission(permission, { url: details.requestingUrl, mainFrame: details.isMainFrame }, pageOrigin)),
  )
  session.setPermissionCheckHandler((_contents, permission, origin, details) =>
    decidePermission(permission, { url: origin, mainFrame: details.isMainFrame }, pageOrigin),
  )
  session.setDevicePermissionHandler(() => false)
  session.on('will-download', (event) => event.preventDefault())
  const outside = ['http://*/*', 'https://*/*', 'ws://*/*', 'wss://*/*']
  session.webRequest.onBeforeRequest({ urls: outside }, ({ url }, answer) => answer({ cancel: decideRequest(url, devServer) === 'refuse' }))
}
