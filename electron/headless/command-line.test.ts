import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { systemClock } from '../adapters/node/clock.ts'
import { takeHomeLock } from '../adapters/node/home-lock.ts'
import { nodePaths } from '../adapters/node/paths.ts'
import { companyId, recorder, suiteRouter } from '../transport/contract-suite.ts'
import { newToken, serveLoopback } from '../transport/loopback.ts'
import { root } from './application.ts'
import { run } from './command-line.ts'
import { writeHostFile } from './host-file.ts'
import { things } from './things.ts'

const running = things()
let home: string
let emptyHome: string

/** A running host as the command line sees one: a lock, host.json, and a router that answers behind it. */
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'wheelhouse-cli-'))
  emptyHome = join(home, 'not made')
  running.add(() => rm(home, { recursive: true }))
  const paths = nodePaths(home, root)
  const claim = await takeHomeLock(paths.run, 'headless')
  if ('lock' in claim) running.add(claim.lock.release)
  const { log } = recorder()
  const token = newToken()
  const clock = systemClock({ onError: () => {} })
  const server = await serveLoopback(suiteRouter(log).router, { port: 0, token, rendererRoot: home, log, clock })
  running.add(server.close)
  const { url, wsUrl } = server
  await writeHostFile(home, { url, wsUrl, token, pid: process.pid, version: '1', startedAt: new Date().toISOString() })
})
afterAll(() => running.end())
afterEach(() => vi.restoreAllMocks())

async function wheelhouse(...argv: string[]) {
  const written = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const) {
    vi.spyOn(process[name], 'write').mockImplementation((text) => {
      written[name] += String(text)
      return true
    })
  }
  const code = await run(argv)
  vi.restoreAllMocks()
  return { code, ...written, json: () => JSON.parse(written.stdout) as unknown }
}

describe('call', () => {
  it('prints the answer as one line of JSON, with dates as text', async () => {
    const { code, stdout, stderr, json } = await wheelhouse('call', 'companies.create', '{"name":"Acme"}', '--home', home)
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toMatch(/^[^\n]+\n$/)
    expect(json()).toMatchObject({ name: 'Acme', createdAt: '2026-11-01T05:30:00.123Z' })
  })

  it('takes {} for input that is left out', async () => {
    expect((await wheelhouse('call', 'system.status', '--home', home)).json()).toMatchObject({ phase: 'ready' })
  })

  it('prints a declared error with its data and ends with 1', async () => {
    const answer = await wheelhouse('call', 'companies.get', JSON.stringify({ companyId: companyId.replace('1', '2') }), '--home', home)
    expect(answer.code).toBe(1)
    expect(answer.json()).toEqual({ error: { code: 'NOT_FOUND', message: expect.any(String), data: { noun: 'company' } } })
  })

  it('names the field at fault', async () => {
    const answer = await wheelhouse('call', 'companies.create', '{"name":7}', '--home', home)
    expect(answer.code).toBe(1)
    expect(answer.json()).toMatchObject({ error: { code: 'BAD_REQUEST', data: { issues: [{ path: ['name'] }] } } })
  })

  it('declares that there is no such procedure, without starting a host to hear it', async () => {
    const answer = await wheelhouse('call', 'companies.explode', '{}', '--home', emptyHome)
    expect(answer.code).toBe(1)
    expect(answer.json()).toMatchObject({ error: { code: 'NOT_FOUND', data: { noun: 'procedure' } } })
    expect(await readdir(home)).not.toContain('not made')
  })

  it('prints the events of a stream as they come, and the failure that ends it', async () => {
    const answer = await wheelhouse('call', 'system.watch', '--home', home)
    const lines = answer.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown)
    expect(lines).toEqual([
      { changes: [], dropped: 0, at: '2026-11-01T05:30:00.123Z' },
      { error: { code: 'INTERNAL', message: expect.any(String), data: { incidentId: expect.any(String) } } },
    ])
    expect(answer.code).toBe(1)
  })
})

describe('status', () => {
  it('tells where the host is', async () => {
    expect((await wheelhouse('status', '--home', home)).json()).toMatchObject({
      running: true,
      pid: process.pid,
      shell: 'headless',
      status: { phase: 'ready' },
    })
  })

  it('tells that there is none, and makes nothing', async () => {
    const answer = await wheelhouse('status', '--home', emptyHome)
    expect(answer).toMatchObject({ code: 0, stderr: '' })
    expect(answer.json()).toEqual({ running: false, home: emptyHome })
    expect(await readdir(home)).not.toContain('not made')
  })
})

describe('schema', () => {
  it('prints one procedure or all', async () => {
    const one = (await wheelhouse('schema', 'companies.create')).json() as { procedures: unknown[] }
    expect(one.procedures).toEqual([expect.objectContaining({ procedure: 'companies.create', streams: false })])
    const all = (await wheelhouse('schema')).json() as { procedures: unknown[] }
    expect(all.procedures.length).toBeGreaterThan(30)
  })
})

describe('usage', () => {
  it.each([
    ['JSON with a mistake in it', ['call', 'secrets.create', '{"value": planted-s3cret}']],
    ['JSON that the shell took apart', ['call', 'secrets.create', '{"value":', '"planted-s3cret"}']],
  ])('never repeats a value: %s', async (_case, argv) => {
    const { code, stderr } = await wheelhouse(...argv)
    expect(code).toBe(2)
    expect(stderr).not.toContain('planted')
  })

  it.each([
    [['{"value":"planted-secret"}']],
    [['call', '{"value":"planted-secret"}', 'secrets.create']],
    [['secrets', '{"value":"planted-secret"}']],
    [['secrets', 'audit', 'planted secret']],
  ])('does not repeat %j, which is no name', async (argv) => {
    const answer = await wheelhouse(...argv)
    expect(answer.code).not.toBe(0)
    expect(answer.stdout + answer.stderr).toContain('of that name')
    expect(answer.stdout + answer.stderr).not.toContain('planted')
  })

  it.each([
    [[], 'Which command'],
    [['explode'], 'no command explode'],
    [['call'], 'needs more'],
    [['call', 'companies.create', '{"name":'], 'no JSON'],
    [['call', 'system.status', '{}', 'more'], 'takes at most 2'],
    [['status', '--json'], 'no such option'],
    [['status', '--hom', 'x'], '--hom'],
    [['follow', 'not-a-run'], 'by its id or its number'],
    [['secrets'], 'needs more'],
    [['secrets', 'explode'], 'no command secrets explode'],
    [['secrets', 'migrate-inline-env'], 'needs --company-id'],
    [['secrets', 'audit'], 'no command secrets audit'],
    [['secrets', 'audit', 'verify', '--apply'], 'no such option'],
    [['status', '--apply'], 'no such option'],
  ])('answers %j with 2 and the usage on stderr', async (argv, sentence) => {
    const answer = await wheelhouse(...argv)
    expect(answer).toMatchObject({ code: 2, stdout: '' })
    expect(answer.stderr).toContain(sentence)
    expect(answer.stderr).toContain('Usage: npm run -s wheelhouse --')
  })

  it.each([[['--help']], [['call', '--help']], [['follow', '--help']], [['secrets', '--help']]])('prints help for %j on stdout', async (argv) => {
    expect(await wheelhouse(...argv)).toMatchObject({ code: 0, stdout: expect.stringContaining('Usage:'), stderr: '' })
  })
})
