import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { call } from '@orpc/server'
import { eq } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { LogEvent, Run } from '#shared/contract/runs.ts'
import { type RunsHarness, runsHarness } from '../../adapters/memory/runs-harness.ts'
import { type TestDatabase, testDatabase } from '../../adapters/memory/test-database.ts'
import { newId } from '../../ports/rows.ts'
import { EnvUnresolved, type ResolveEnv } from '../../ports/work.ts'
import { routineRevisions, routineRuns, routines } from '../../schema/index.ts'

const SECRET = 'hunter2-and-more'
const tokenReceipt = {
  key: 'TOKEN',
  layer: 'agent' as const,
  kind: 'secret' as const,
  visibility: null,
  secretId: null,
  secretName: 'Token',
  selector: 'latest' as const,
  version: 1,
  fingerprint: 'ab',
}

/** Lays the layers over each other, and hands out one secret. */
const resolve: ResolveEnv = async ({ layers }) => {
  const order = ['agent', 'project', 'routine']
  const entries = [...layers].sort((a, b) => order.indexOf(a.layer) - order.indexOf(b.layer)).flatMap(({ env }) => env)
  if (entries.some(({ key }) => key === 'BROKEN')) throw new EnvUnresolved('BROKEN: the secret Token is disabled.', [])
  const values = Object.fromEntries(entries.map(({ key, binding }) => [key, binding.kind === 'plain' ? binding.value : SECRET]))
  return {
    values,
    receipt: [tokenReceipt],
    sensitive: [{ name: 'Token', value: SECRET }],
  }
}

let database: TestDatabase
let runs: RunsHarness
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.close())
beforeEach(async () => {
  runs = await runsHarness(database, resolve)
  await runs.feature.start()
})
afterEach(async () => {
  await runs.close()
  expect(runs.log.entries.filter(({ level }) => level === 'error')).toEqual([])
})

describe('a run', () => {
  it('is a queued row first, then runs its revision with the layered, clean environment', async () => {
    const of = await runs.routine('echo "$FROM $ONLY $WHEELHOUSE_SOURCE"; echo problem >&2; env | cut -d= -f1 | sort | tr "\\n" " "; pwd', {
      agentEnv: [{ key: 'FROM', binding: { kind: 'plain', visibility: 'visible', value: 'agent' } }],
      projectEnv: [
        { key: 'FROM', binding: { kind: 'plain', visibility: 'visible', value: 'project' } },
        { key: 'ONLY', binding: { kind: 'plain', visibility: 'visible', value: 'project' } },
      ],
      env: [['FROM', 'routine']],
    })
    const queued = await runs.start(of)
    expect(queued).toMatchObject({
      status: 'queued',
      source: 'manual',
      revisionNumber: 1,
      routineName: 'Nightly',
      agentName: 'Agent',
      startedAt: null,
    })
    const run = await runs.ended(queued)
    expect(run).toMatchObject({
      status: 'succeeded',
      reason: 'exited',
      exitCode: 0,
      signal: null,
      launch: { command: '/bin/sh', cwd: join(runs.home, 'runs', run.id, 'work') },
    })
    expect(run.message).toMatch(/^Succeeded after \d/)
    expect(run.env).toMatchObject([{ key: 'TOKEN', secretName: 'Token', version: 1 }])
    expect(run.durationMs).toBeGreaterThan(0)
    const lines = await runs.text(run)
    expect(lines).toContain('routine project manual')
    expect(lines).toContain('problem')
    const keys = lines.find((line) => line.includes('WHEELHOUSE_'))?.split(' ') ?? []
    expect(keys).toEqual(
      expect.arrayContaining(['FROM', 'ONLY', 'PATH', 'WHEELHOUSE_RUN_ID', 'WHEELHOUSE_ROUTINE_ID', 'WHEELHOUSE_COMPANY_ID', 'WHEELHOUSE_AGENT_ID']),
    )
    expect(keys).not.toContain('VITEST')
    expect(runs.live.changes.some((change) => change.noun === 'run' && change.id === run.id && change.kind === 'created')).toBe(true)
  })

  it('masks secret values before they reach the disk, also split over two writes', async () => {
    const of = await runs.routine('printf "a hunter2-"; sleep 0.2; echo "and-more b"; echo "$TOKEN" >&2', {
      agentEnv: [{ key: 'TOKEN', binding: { kind: 'secret', secretId: newId(), version: 'latest' } }],
    })
    const run = await runs.ended(await runs.start(of))
    expect((await runs.text(run)).sort()).toEqual(['a ‹secret Token› b', '‹secret Token›'])
    expect(run.log).toMatchObject({ redactions: 2, binary: false })
    const folder = join(runs.home, 'runs', run.id, 'log')
    for (const name of await readdir(folder)) expect(await readFile(join(folder, name), 'utf8')).not.toMatch(/hunter2|and-more/)
  })

  it.each<[string, Partial<Run>, RegExp]>([
    ['exit 3', { status: 'failed', reason: 'exited', exitCode: 3 }, /^Exited with code 3 after /],
    ['kill -SEGV $$', { status: 'failed', reason: 'signalled', signal: 'SIGSEGV', exitCode: null }, /^Ended by signal SIGSEGV after /],
  ])('tells how it ended: %s', async (script, expected, message) => {
    const of = await runs.routine(script)
    const run = await runs.ended(await runs.start(of))
    expect(run).toMatchObject(expected)
    expect(run.message).toMatch(message)
  })

  it('fails before anything starts when its environment or its program is not there', async () => {
    const broken = await runs.routine('true', { env: [['BROKEN', '']] })
    expect(await runs.ended(await runs.start(broken))).toMatchObject({
      status: 'failed',
      reason: 'env_unresolved',
      message: 'BROKEN: the secret Token is disabled.',
      startedAt: null,
      launch: null,
      durationMs: null,
    })
    const missing = await runs.routine('true', { adapter: { command: 'no-such-program' } })
    expect(await runs.ended(await runs.start(missing))).toMatchObject({
      status: 'failed',
      reason: 'spawn_failed',
      message: 'There is no program called no-such-program on the PATH.',
    })
  })

  it('is stopped at its time limit, with everything it started', async () => {
    const of = await runs.routine('trap "" TERM; echo up; sleep 60 & wait; sleep 60', { adapter: { timeoutSec: 1, graceSec: 0 } })
    const run = await runs.ended(await runs.start(of))
    expect(run).toMatchObject({ status: 'timed_out', reason: 'timeout', signal: 'SIGKILL' })
    expect(run.message).toMatch(/its time limit is 1 s/)
    expect(
      (await runs.logOf(run)).lines.some(({ stream, text: said }) => stream === 'host' && said.startsWith('The time limit of 1 s is reached')),
    ).toBe(true)
  })

  it('is cancelled while it runs, and while it waits', async () => {
    const of = await runs.routine('echo up; sleep 60')
    const first = await runs.start(of)
    await runs.says(first, 'up')
    const second = await runs.start(of)
    const { companyId } = of
    expect(await call(runs.feature.router.cancel, { companyId, id: second.id })).toMatchObject({
      status: 'cancelled',
      message: 'Cancelled before it started.',
      startedAt: null,
    })
    await call(runs.feature.router.cancel, { companyId, id: first.id })
    expect(await runs.ended(first)).toMatchObject({ status: 'cancelled', reason: 'cancelled' })
    await expect(call(runs.feature.router.cancel, { companyId, id: first.id })).rejects.toMatchObject({
      code: 'RUN_NOT_ACTIVE',
      data: { status: 'cancelled' },
    })
  })

  it('waits for its routine, and takes its turn in order', async () => {
    const of = await runs.routine('echo "start $WHEELHOUSE_RUN_ID" >> ../../../order; sleep 0.15; echo "end $WHEELHOUSE_RUN_ID" >> ../../../order')
    const all = await Promise.all([runs.start(of), runs.start(of), runs.start(of)])
    const byNumber = all.toSorted((a, b) => a.number - b.number)
    for (const run of all) await runs.ended(run)
    const order = (await readFile(join(runs.home, 'order'), 'utf8')).trim().split('\n')
    expect(order).toEqual(byNumber.flatMap(({ id }) => [`start ${id}`, `end ${id}`]))
  })

  it('can be tried again with the revision it had', async () => {
    const of = await runs.routine('exit 1')
    const first = await runs.ended(await runs.start(of))
    const next = newId()
    const { db } = database.sql
    const [old] = await db.select().from(routineRevisions).where(eq(routineRevisions.id, of.revisionId))
    if (!old) throw new Error('no revision')
    await db.insert(routineRevisions).values({ ...old, id: next, number: 2, snapshot: { ...old.snapshot, args: ['exit 0'] } })
    await db.update(routines).set({ revisionId: next, revisionNumber: 2 }).where(eq(routines.id, of.routineId))
    const { companyId, routineId } = of
    const again = await call(runs.feature.router.start, { companyId, routineId, retryOf: first.id })
    expect(await runs.ended(again)).toMatchObject({ source: 'retry', retryOfNumber: first.number, revisionNumber: 1, exitCode: 1 })
    expect(await runs.ended(await runs.start(of))).toMatchObject({ revisionNumber: 2, exitCode: 0 })
  })

  it('does not exist for another company, and not for a deleted routine', async () => {
    const of = await runs.routine('true')
    const other = await runs.routine('true')
    const run = await runs.ended(await runs.start(of))
    const foreign = { companyId: other.companyId, id: run.id }
    const { get: read, cancel, log: readLog, output } = runs.feature.router
    for (const attempt of [() => call(read, foreign), () => call(cancel, foreign), () => call(readLog, foreign), () => call(output, foreign)])
      await expect(attempt()).rejects.toMatchObject({ code: 'NOT_FOUND', defined: true })
    await expect(call(runs.feature.router.start, { companyId: other.companyId, routineId: of.routineId })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
    await expect(call(runs.feature.router.start, { ...other, retryOf: run.id })).rejects.toMatchObject({ code: 'NOT_FOUND', data: { noun: 'run' } })
    await database.sql.db.update(routines).set({ deletedAt: new Date() }).where(eq(routines.id, of.routineId))
    await expect(runs.start(of)).rejects.toMatchObject({ code: 'NOT_FOUND', data: { noun: 'routine' } })
    expect(await runs.get(run)).toMatchObject({ status: 'succeeded' })
  })
})

describe('the log of a run', () => {
  it('keeps binary output as a file', async () => {
    const of = await runs.routine('head -c 300000 /dev/zero; echo note >&2', { agentEnv: [] })
    const run = await runs.ended(await runs.start(of))
    expect(run.log.binary).toBe(true)
    const page = await runs.logOf(run)
    expect(page.lines.map((line) => line.text)).toEqual(
      expect.arrayContaining(['note', 'Output is binary: it is kept as a file instead of as lines.']),
    )
    const { companyId } = of
    const first = await call(runs.feature.router.output, { companyId, id: run.id })
    const rest = await call(runs.feature.router.output, { companyId, id: run.id, offset: 256 * 1024 })
    expect([first.total, Buffer.from(first.bytes, 'base64').length, Buffer.from(rest.bytes, 'base64').length]).toEqual([300_000, 262_144, 37_856])
  })

  it('is followed from the first line to the end, each line once', async () => {
    const of = await runs.routine('i=0; while [ $i -lt 60 ]; do echo "line $i"; i=$((i+1)); sleep 0.005; done')
    const run = await runs.start(of)
    const events: LogEvent[] = []
    for await (const event of await call(runs.feature.router.follow, { companyId: of.companyId, id: run.id })) events.push(event)
    const lines = events.flatMap((event) => (event.type === 'lines' ? event.lines : []))
    expect(lines.map(({ n }) => n)).toEqual(lines.map((_, index) => index))
    expect(lines.filter(({ stream }) => stream === 'stdout').map((line) => line.text)).toEqual(Array.from({ length: 60 }, (_, i) => `line ${i}`))
    expect(events.at(-1)).toMatchObject({ type: 'ended', total: lines.length })
    expect(events.filter(({ type }) => type === 'lines').length).toBeGreaterThan(1)
    await expect(call(runs.feature.router.output, { companyId: of.companyId, id: run.id })).rejects.toMatchObject({ code: 'RUN_NOT_ACTIVE' })
  })

  it('stops following when the client goes', async () => {
    const of = await runs.routine('echo up; sleep 60')
    const run = await runs.start(of)
    const gone = new AbortController()
    let seen = 0
    for await (const event of await call(runs.feature.router.follow, { companyId: of.companyId, id: run.id }, { signal: gone.signal })) {
      if (event.type === 'lines') seen += event.lines.length
      if (seen >= 2) gone.abort()
    }
    expect(seen).toBeGreaterThanOrEqual(2)
  })
})

describe('the list', () => {
  it('shows active runs first, pages, filters and counts', async () => {
    const quick = await runs.routine('true')
    const done: Run[] = []
    for (let n = 0; n < 3; n += 1) done.push(await runs.ended(await runs.start(quick)))
    const slow = { ...quick, ...(await runs.routine('sleep 60')) }
    await database.sql.db
      .update(routineRuns)
      .set({ status: 'failed' })
      .where(eq(routineRuns.id, done[0]?.id ?? ''))
    const { companyId } = quick
    const list = (input = {}) => call(runs.feature.router.list, { companyId, ...input })
    const numbers = async (input = {}) => (await list(input)).items.map(({ number }) => number)
    const [a = 0, b = 0, c = 0] = done.map(({ number }) => number)
    expect(await numbers()).toEqual([c, b, a])
    const first = await list({ limit: 2 })
    expect([first.total, first.items.length]).toEqual([3, 2])
    expect(await numbers({ limit: 2, cursor: first.nextCursor })).toEqual([a])
    expect(await numbers({ status: ['failed'] })).toEqual([a])
    expect(await numbers({ query: `#${b}` })).toEqual([b])
    expect(await numbers({ query: 'nightL' })).toHaveLength(3)
    expect(await numbers({ query: '100%_' })).toEqual([])
    const running = await runs.start(slow)
    await runs.reaches(running, 'running')
    expect((await call(runs.feature.router.list, { companyId: slow.companyId })).items.map(({ status }) => status)).toEqual(['running'])
  })
})
