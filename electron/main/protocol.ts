/** Serves the page at app://wheelhouse/ from one folder, with the security headers on every answer; refuses `file:`. */
import { readFile, realpath } from 'node:fs/promises'
import { extname, resolve, sep } from 'node:path'
import type { CustomScheme, Session } from 'electron'
import { desktopOrigin } from '#shared/handshake.ts'
import { contentTypes, securityHeaders } from '../transport/static-files.ts'

/** To be registered before the program is ready. `codeCache` lets V8 keep compiled scripts from the first start on. */
export const appScheme: CustomScheme = {
  scheme: 'app',
  privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true },
}

/** Path of the page that replaces ours when it could not be kept running. */
export const stoppedPath = '/~stopped'

const stoppedPage = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Wheelhouse</title>
<h1>The window stopped working</h1>
<p>Its page failed twice in a row. Routines keep running: the work is done outside the window.</p>
<p>Choose View, then Reload (Ctrl+R, or Command+R on a Mac). If it fails again, quit and start Wheelhouse again.</p></html>`

function answer(status: number, type: string, body: string | Uint8Array<ArrayBuffer> | null): Response {
  return new Response(body, { status, headers: { ...securityHeaders, 'Content-Type': type, 'Cache-Control': 'no-cache' } })
}

const refuse = (status: number, reason: string) => answer(status, 'text/plain; charset=utf-8', reason)

/** The file that a path of the page names, null when there is none inside `root`. Links are followed before the check, not after. */
async function findInside(root: string, path: string): Promise<string | null> {
  const wanted = resolve(root, `.${path}`)
  try {
    const [folder, file] = await Promise.all([realpath(root), realpath(wanted)])
    return file.startsWith(folder + sep) ? file : null
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ENAMETOOLONG' || code === 'ELOOP') return null
    throw error
  }
}

function pathOf(url: URL): string | null {
  try {
    const path = decodeURIComponent(url.pathname)
    return path.includes('\0') ? null : path
  } catch {
    // Not valid percent-encoding, so it names nothing.
    return null
  }
}

/** Answers requests of the page: a file of `root`, or index.html for a route of the page (a path without an extension). */
export function pageHandler(root: string): (request: Request) => Promise<Response> {
  return async (request) => {
    const url = new URL(request.url)
    if (`${url.protocol}//${url.host}` !== desktopOrigin) return refuse(403, 'Refused.')
    if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(405, 'Only reading is possible here.')
    const path = pathOf(url)
    if (path === null) return refuse(400, 'This is no address.')
    if (path === stoppedPath) return answer(200, contentTypes['.html'] ?? '', stoppedPage)

    const extension = extname(path)
    const file = await findInside(root, extension === '' ? '/index.html' : path)
    const type = contentTypes[extension === '' ? '.html' : extension.toLowerCase()]
    if (file === null || type === undefined) return refuse(404, 'Not found.')
    return answer(200, type, request.method === 'HEAD' ? null : new Uint8Array(await readFile(file)))
  }
}

/** Puts the handler in force in a session, and closes `file:` there. Call it once the program is ready. */
export function servePage(session: Session, root: string): void {
  session.protocol.handle('app', pageHandler(root))
  session.protocol.handle('file', () => refuse(403, 'Refused.'))
}
