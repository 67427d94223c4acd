/** Serves the built renderer: read-only, from one folder, under the strict content policy. */
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { extname, join, resolve, sep } from 'node:path'
import { pipeline } from 'node:stream'

/** What the page is made of, by the ending of a file's name. */
export const contentTypes: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
}

/** Sent with every answer. The desktop shell sends the same policy for its own scheme. */
export const securityHeaders = {
  'Content-Security-Policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
  ].join('; '),
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
}

/** The file inside `root` that a request path names; null when it names none or points outside. */
export function fileFor(root: string, pathname: string): string | null {
  let path: string
  try {
    path = decodeURIComponent(pathname)
  } catch {
    // A stray percent sign: no file is named like that.
    return null
  }
  if (!path.startsWith('/') || /[\0\\]/.test(path)) return null
  const file = resolve(join(root, path))
  return file === resolve(root) || file.startsWith(resolve(root) + sep) ? file : null
}

/** Answers one request. A page address that names no file gets index.html: the renderer routes it. */
export async function serveStatic(root: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(response, 405, 'Only GET and HEAD.', { Allow: 'GET, HEAD' })
  const pathname = (request.url ?? '/').split('?', 1)[0] ?? '/'
  const named = fileFor(root, pathname)
  const isPage = named !== null && (pathname === '/' || (extname(pathname) === '' && isNavigation(request)))
  const file = isPage ? join(root, 'index.html') : named
  const size = file === null ? null : await sizeOf(file)
  // Whoever asked left meanwhile: a pipeline into a response that is gone throws.
  if (response.destroyed) return
  if (file === null || size === null) return refuse(response, 404, isPage ? 'The interface is not built: run `npm run build`.' : 'Not found.')
  response.writeHead(200, {
    ...securityHeaders,
    'Content-Type': contentTypes[extname(file)] ?? 'application/octet-stream',
    'Content-Length': size,
    // Names under assets/ carry a hash of the content; everything else may change with the next version.
    'Cache-Control': pathname.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
  })
  if (request.method === 'HEAD') return void response.end()
  // Closes the file also when the client leaves before the end.
  pipeline(createReadStream(file), response, () => {})
}

/** Answers with a status and one plain sentence. */
export function refuse(response: ServerResponse, status: number, sentence: string, headers: Record<string, string> = {}): void {
  response.writeHead(status, { ...securityHeaders, 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store', ...headers })
  response.end(`${sentence}\n`)
}

function isNavigation({ headers }: IncomingMessage) {
  return headers['sec-fetch-mode'] === 'navigate' || (headers.accept ?? '').includes('text/html')
}

async function sizeOf(file: string): Promise<number | null> {
  const found = await stat(file).catch(() => null)
  return found?.isFile() ? found.size : null
}
