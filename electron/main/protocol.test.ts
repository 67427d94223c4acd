import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { securityHeaders } from '../transport/static-files.ts'
import { pageHandler, stoppedPath } from './protocol.ts'

let folder: string
let get: (path: string, init?: RequestInit) => Promise<Response>

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wheelhouse-protocol-'))
  const root = join(folder, 'renderer')
  await mkdir(join(root, 'assets'), { recursive: true })
  await mkdir(join(folder, 'renderer-other'))
  await writeFile(join(root, 'index.html'), '<!doctype html>ours')
  await writeFile(join(root, 'assets', 'main.js'), 'ours()')
  await writeFile(join(root, 'assets', 'program.exe'), 'MZ')
  await writeFile(join(folder, 'outside.js'), 'secret')
  await writeFile(join(folder, 'renderer-other', 'x.js'), 'secret')
  await symlink(join(folder, 'outside.js'), join(root, 'assets', 'link.js'))
  await symlink(join(root, 'assets', 'main.js'), join(root, 'assets', 'inside.js'))
  const handle = pageHandler(root)
  get = (path, init) => handle(new Request(path.includes('://') ? path : `app://wheelhouse${path}`, init))
})
afterAll(() => rm(folder, { recursive: true }))

describe('the page handler', () => {
  it('serves files with their type and the security headers', async () => {
    const answer = await get('/assets/main.js')
    expect(answer.status).toBe(200)
    expect(await answer.text()).toBe('ours()')
    expect(answer.headers.get('content-type')).toBe('text/javascript; charset=utf-8')
    for (const [name, value] of Object.entries(securityHeaders)) expect(answer.headers.get(name)).toBe(value)
  })

  it('answers routes of the page with index.html', async () => {
    for (const route of ['/', '/settings', '/companies/0192/routines/7', '/?a=1.2', '/search/%C3%BC']) {
      const answer = await get(route)
      expect([route, await answer.text()]).toEqual([route, '<!doctype html>ours'])
    }
  })

  it('answers 404 for files that are not there, never index.html', async () => {
    for (const path of ['/assets/missing.js', '/assets/main.js/x.js', `/${'a'.repeat(300)}.js`]) expect((await get(path)).status).toBe(404)
  })

  it('never leaves its folder', async () => {
    const attempts = [
      '/../outside.js',
      '/%2e%2e/outside.js',
      '/..%2foutside.js',
      '/assets/..%2f..%2foutside.js',
      '/%2e%2e%2frenderer-other%2fx.js',
      '/..%5coutside.js',
      '//etc/hostname.txt',
      `/${encodeURIComponent(join(folder, 'outside.js'))}`,
    ]
    for (const path of attempts) {
      const answer = await get(path)
      expect([path, answer.status]).toEqual([path, 404])
      expect(await answer.text()).not.toContain('secret')
    }
  })

  it('follows a link before it checks where it leads', async () => {
    expect((await get('/assets/link.js')).status).toBe(404)
    expect((await get('/assets/inside.js')).status).toBe(200)
  })

  it('refuses other hosts, other methods, other kinds of file and broken addresses', async () => {
    expect((await get('app://elsewhere/assets/main.js')).status).toBe(403)
    expect((await get('/assets/main.js', { method: 'POST' })).status).toBe(405)
    expect((await get('/assets/program.exe')).status).toBe(404)
    expect((await get('/assets/%zz.js')).status).toBe(400)
    expect((await get('/assets/%00.js')).status).toBe(400)
  })

  it('sends no body to HEAD', async () => {
    const answer = await get('/assets/main.js', { method: 'HEAD' })
    expect([answer.status, await answer.text()]).toEqual([200, ''])
  })

  it('has a page of its own for when ours cannot be kept running', async () => {
    const answer = await get(stoppedPath)
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(await answer.text()).toContain('The window stopped working')
  })
})
