import { mkdir, mkdtemp, readdir, readlink, rm, truncate, writeFile } from 'node:fs/promises'
import { IncomingMessage, request, ServerResponse } from 'node:http'
import { connect as connectTcp, Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import type { Clock } from '../ports/clock.ts'
import { carrierSuite, recorder, suiteRouter } from './contract-suite.ts'
import { type Loopback, type LoopbackOptions, newToken, serveLoopback } from './loopback.ts'
import { connect } from './socket-client.ts'
import { serveStatic } from './static-files.ts'

const token = newToken()
const running: Loopback[] = []
let root: string

const clock: Clock = {
  now: () => new Date(),
  monotonic: () => performance.now(),
  after: () => () => {},
  every(ms, task) {
    const timer = setInterval(() => void task(), ms)
    return () => clearInterval(timer)
  },
  sleep: async () => {},
}

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'wheelhouse-loopback-'))
  await mkdir(join(root, 'renderer', 'assets'), { recursive: true })
  await writeFile(join(root, 'renderer', 'index.html'), '<!doctype html><title>Wheelhouse</title>')
  await writeFile(join(root, 'renderer', 'assets', 'main-abc123.js'), 'export {}')
  await writeFile(join(root, 'secret.txt'), 'out of bounds')
})
afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.close()))
})
afterAll(() => rm(root, { recursive: true }))

async function serve(options: Partial<LoopbackOptions> = {}, { log, events } = recorder()) {
  const { router } = suiteRouter(log)
  const server = await serveLoopback(router, { port: 0, token, rendererRoot: join(root, 'renderer'), log, clock, ...options })
  running.push(server)
  return { ...server, events }
}

carrierSuite('a loopback socket', async (router, log) => {
  const server = await serveLoopback(router, { port: 0, token, rendererRoot: root, log, clock })
  running.push(server)
  const { client, closed } = await connect({ wsUrl: server.wsUrl, token })
  const raw = new WebSocket(server.wsUrl, ['wheelhouse', token])
  await new Promise((resolve) => raw.once('open', resolve))
  const rawClosed = new Promise<void>((resolve) => raw.once('close', () => resolve()))
  return { client, sendRaw: (frame) => raw.send(frame as string), drop: () => void server.close(), closed: Promise.race([closed, rawClosed]) }
})

/** One plain HTTP request with a path that no URL parser has cleaned. */
function get(port: number, path: string, { method = 'GET', headers = {} }: { method?: string; headers?: Record<string, string> } = {}) {
  return new Promise<{ status: number; headers: Record<string, unknown>; body: string }>((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, path, method, headers, agent: false }, (response) => {
      let body = ''
      response.setEncoding('utf8')
      response.on('data', (chunk) => (body += chunk))
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }))
    })
    sent.on('error', reject)
    sent.end()
  })
}

/** The HTTP status a handshake is answered with; 101 when it succeeds. */
function shakeHands(url: string, protocols: string[], headers: Record<string, string> = {}) {
  return new Promise<number>((resolve) => {
    const socket = new WebSocket(url, protocols, { headers })
    socket.on('error', () => {})
    socket.on('unexpected-response', (sent, response) => {
      resolve(response.statusCode ?? 0)
      sent.destroy()
    })
    socket.on('open', () => {
      expect(socket.protocol).toBe('wheelhouse')
      resolve(101)
    })
  })
}

describe('who may connect', () => {
  it('lets in who holds the token, with or without our own origin', async () => {
    const { wsUrl, port } = await serve()
    expect(await shakeHands(wsUrl, ['wheelhouse', token])).toBe(101)
    expect(await shakeHands(wsUrl, ['wheelhouse', token], { Origin: `http://127.0.0.1:${port}` })).toBe(101)
    expect(await shakeHands(`ws://localhost:${port}/rpc`, ['wheelhouse', token])).toBe(101)
  })

  it('refuses a missing, wrong, misplaced or doubled token', async () => {
    const { wsUrl } = await serve()
    expect(await shakeHands(wsUrl, [])).toBe(401)
    expect(await shakeHands(wsUrl, ['wheelhouse'])).toBe(401)
    expect(await shakeHands(wsUrl, ['wheelhouse', newToken()])).toBe(401)
    expect(await shakeHands(wsUrl, [token])).toBe(401)
    expect(await shakeHands(wsUrl, ['wheelhouse', 'x', token])).toBe(401)
    expect(await shakeHands(`${wsUrl}?token=${token}`, ['wheelhouse'])).toBe(404)
  })

  it('refuses pages of another origin, whatever token they have', async () => {
    const { wsUrl, port } = await serve()
    for (const origin of ['http://evil.test', 'null', `http://127.0.0.1:${port + 1}`, `https://127.0.0.1:${port}`]) {
      expect(await shakeHands(wsUrl, ['wheelhouse', token], { Origin: origin })).toBe(403)
    }
  })

  it('refuses a name that somebody pointed at this machine', async () => {
    const { wsUrl, port } = await serve()
    expect(await shakeHands(wsUrl, ['wheelhouse', token], { Host: `evil.test:${port}` })).toBe(421)
    expect((await get(port, '/', { headers: { Host: 'evil.test' } })).status).toBe(421)
    expect((await get(port, '/', { headers: { Host: `127.0.0.1:${port + 1}` } })).status).toBe(421)
  })

  it('caps the number of connections', async () => {
    const { wsUrl } = await serve({ maxConnections: 2 })
    expect(await shakeHands(wsUrl, ['wheelhouse', token])).toBe(101)
    expect(await shakeHands(wsUrl, ['wheelhouse', token])).toBe(101)
    expect(await shakeHands(wsUrl, ['wheelhouse', token])).toBe(503)
  })

  it('never writes the token into the log', async () => {
    const lines: unknown[] = []
    const take = (...line: unknown[]) => void lines.push(line)
    const log = { info: take, warn: take, error: take, child: () => log, flush: async () => {} }
    const { wsUrl, port } = await serve({}, { log, events: [] })
    await shakeHands(wsUrl, ['wheelhouse', token])
    await shakeHands(wsUrl, ['wrong', token])
    await get(port, `/?token=${token}`)
    expect(JSON.stringify(lines)).not.toContain(token)
  })
})

describe('what is served', () => {
  it('serves the page under the strict policy', async () => {
    const { port } = await serve()
    const { status, headers, body } = await get(port, '/')
    expect(status).toBe(200)
    expect(body).toContain('<title>Wheelhouse</title>')
    expect(headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-cache',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
    })
    expect(headers['content-security-policy']).toMatch(
      /default-src 'none'.*connect-src 'self'.*frame-ancestors 'none'.*require-trusted-types-for 'script'/,
    )
  })

  it('serves hashed files for ever, as what they are', async () => {
    const { port } = await serve()
    const { headers } = await get(port, '/assets/main-abc123.js')
    expect(headers).toMatchObject({ 'content-type': 'text/javascript; charset=utf-8', 'cache-control': 'public, max-age=31536000, immutable' })
  })

  it('gives a page address the page, and a missing file a 404', async () => {
    const { port } = await serve()
    expect((await get(port, '/c/1/routines', { headers: { Accept: 'text/html' } })).body).toContain('<title>')
    expect((await get(port, '/c/1/routines')).status).toBe(404)
    expect((await get(port, '/assets/gone.js', { headers: { Accept: 'text/html' } })).status).toBe(404)
  })

  it.each([
    '/../secret.txt',
    '/..%2fsecret.txt',
    '/%2e%2e/secret.txt',
    '/assets/../../secret.txt',
    '/..\\secret.txt',
    '/%00',
    '/%zz',
    'http://x/secret.txt',
  ])('refuses %s', async (path) => {
    const { port } = await serve()
    const { status, body } = await get(port, path, { headers: { Accept: 'text/html' } })
    expect(status).toBe(404)
    expect(body).not.toContain('out of bounds')
  })

  it('refuses to be written to', async () => {
    const { port } = await serve()
    expect(await get(port, '/', { method: 'POST' })).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD' } })
    expect((await get(port, '/', { method: 'HEAD' })).body).toBe('')
  })

  it('says so when the renderer was never built', async () => {
    const { port } = await serve({ rendererRoot: join(root, 'nowhere') })
    expect(await get(port, '/')).toMatchObject({ status: 404, body: expect.stringContaining('npm run build') })
  })
})

describe('a ticket', () => {
  it('leads to the page once', async () => {
    const { port, ticketUrl } = await serve()
    const path = new URL(ticketUrl()).pathname
    expect(path).not.toContain(token)
    expect(await get(port, path)).toMatchObject({ status: 303, headers: { location: `/#token=${token}` } })
    expect((await get(port, path)).status).toBe(403)
    expect((await get(port, `/open/${newToken()}`)).status).toBe(403)
  })

  it('expires', async () => {
    let now = 0
    const { port, ticketUrl } = await serve({ clock: { ...clock, monotonic: () => now } })
    const path = new URL(ticketUrl()).pathname
    now = 60_001
    expect((await get(port, path)).status).toBe(403)
  })
})

describe('connections that misbehave', () => {
  it('drops a client that answers no ping', async () => {
    const { wsUrl } = await serve({ heartbeatMs: 20 })
    const socket = new WebSocket(wsUrl, ['wheelhouse', token], { autoPong: false })
    await new Promise((resolve) => socket.once('close', resolve))
  })

  it('drops a client that sends more than the cap', async () => {
    const { wsUrl, port } = await serve()
    const socket = new WebSocket(wsUrl, ['wheelhouse', token])
    await new Promise((resolve) => socket.once('open', resolve))
    socket.send('x'.repeat(33 * 1024 * 1024))
    expect(await new Promise((resolve) => socket.once('close', resolve))).toBe(1009)
    expect((await get(port, '/')).status).toBe(200)
  })

  it('outlives a page that is left before its file was found', async () => {
    const asked = Object.assign(new IncomingMessage(new Socket()), { method: 'GET', url: '/' })
    const response = new ServerResponse(asked)
    const served = serveStatic(join(root, 'renderer'), asked, response)
    response.destroy()
    await expect(served).resolves.toBeUndefined()
  })

  it('hangs up on what is not HTTP', async () => {
    const { port } = await serve()
    const socket = connectTcp(port, '127.0.0.1', () => socket.write('\x16\x03\x01 hello\r\n\r\n'))
    await new Promise((resolve) => socket.once('close', resolve))
  })

  it('closes at once although clients hang on', async () => {
    const server = await serve()
    const { closed } = await connect({ wsUrl: server.wsUrl, token })
    const idle = connectTcp(server.port, '127.0.0.1')
    await new Promise((resolve) => idle.once('connect', resolve))
    const started = performance.now()
    await server.close()
    await closed
    expect(performance.now() - started).toBeLessThan(4_000)
  })

  it('says when the port is taken', async () => {
    const { port } = await serve()
    await expect(serve({ port })).rejects.toMatchObject({ code: 'EADDRINUSE' })
  })
})

it.runIf(process.platform === 'linux')('closes a file whose reader has left', async () => {
  const { port } = await serve()
  const file = join(root, 'renderer', 'large.bin')
  await writeFile(file, '')
  await truncate(file, 64 * 1024 * 1024)
  const isOpen = async () =>
    (await Promise.all((await readdir('/proc/self/fd')).map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => '')))).includes(file)
  const sent = request({ host: '127.0.0.1', port, path: '/large.bin', agent: false })
  sent.on('error', () => {}).end()
  await new Promise((resolve) => sent.once('response', resolve))
  await expect.poll(isOpen).toBe(true)
  sent.destroy()
  await expect.poll(isOpen).toBe(false)
})
