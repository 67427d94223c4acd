import { existsSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { call } from '@orpc/server'
import { eq } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { LogEvent, Run, RunStatus } from '#shared/contract/runs.ts'
import { type CompanySeed, seedCompany } from '../../adapters/memory/seed-company.ts'
import { recordingLive } from '../../adapters/memory/recording-live.ts'
import { silentLog } from '../../adapters/memory/silent-log.ts'
import { type TestDatabase, testDatabase } from '../../adapters/memory/test-database.ts'
import { systemClock } from '../../adapters/node/clock.ts'
import { nodeProcesses } from '../../adapters/node/processes.ts'
import type { Paths } from '../../ports/paths.ts'
import { newId } from '../../ports/rows.ts'
import { EnvUnresolved, type ResolveEnv } from '../../ports/work.ts'
import { routineRevisions, routineRuns, routines } from '../../schema/index.ts'
import { runsFeature } from './index.ts'

const SECRET = 'hunter2-and-more'
let database: TestDatabase
let home = ''
let feature: ReturnType<typeof runsFeature>
const live = recordingLive()
const log = silentLog()

/** Lays the layers over each other, and hands out one secret. */
const resolve: ResolveEnv = async ({ layers }) => {
  const order = ['agent', 'project', 'routine']
  const entries = [...layers].sort((a, b) => order.indexOf(a.layer) - order.indexOf(b.layer)).flatMap(({ env }) => env)
  if (entries.some(({ key }) => key === 'BROKEN')) throw new EnvUnresolved('BROKEN: the secret Token is disabled.', [])
  const values = Object.fromEntries(entries.map(({ key, binding }) => [key, binding.kind === 'plain' ? binding.value : SECRET]))
  return { values, receipt: [{ key: 'TOKEN', layer: 'agent', kind: 'secret', secretName: 'Token', version: 1, fingerprint: 'ab' }], sensitive: [{ name: 'Token', value: SECRET }] }
}

function make() {
  return runsFeature({
    sql: database.sql, clock: systemClock({ onError: (error) => log.error('clock', { error: String(error) }) }), live, log,
    paths: { runs: join(home, 'runs') } as Paths, processes: nodeProcesses(), actor: 'ada', resolve,
  })
}

beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.close())
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'wheelhouse-runs-'))
  feature = make()
  await feature.start()
})
afterEach(async () => {
  await feature.stop(3_000)
  await database.sql.db.delete(routineRuns)
  await rm(home, { recursive: true, force: true })
  expect(log.entries.filter(({ level }) => level === 'error')).toEqual([])
})

/** A routine whose agent runs `/bin/sh -c <script>`. */
async function routine(script: string, seed: CompanySeed & { env?: Array<[string, string]> } = {}) {
  const { companyId, agentId, projectId } = await seedCompany(database.sql, seed)
  const [id, revisionId] = [newId(), newId()]
  const env = (seed.env ?? []).map(([key, value]) => ({ key, binding: { kind: 'plain' as const, value } }))
  const fields = { name: 'Nightly', description: '', projectId, agentId, enabled: true, args: [script], env }
  await database.sql.db.insert(routines).values({ id, companyId, ...fields, revisionId, revisionNumber: 1 })
  await database.sql.db.insert(routineRevisions).values({ id: revisionId, companyId, routineId: id, number: 1, snapshot: { ...fields, triggers: [] }, changed: ['config'], createdBy: 'ada' })
  return { companyId, routineId: id, agentId, revisionId }
}

type Routine = Awaited<ReturnType<typeof routine>>
const start = ({ companyId, routineId }: Routine) => call(feature.router.start, { companyId, routineId })
const get = ({ companyId }: Routine, { id }: Run) => call(feature.router.get, { companyId, id })
const logOf = ({ companyId }: Routine, { id }: Run, page = {}) => call(feature.router.log, { companyId, id, ...page })
const text = async (of: Routine, run: Run) => (await logOf(of, run)).lines.filter(({ stream }) => stream !== 'host').map((line) => line.text)

async function until<T>(read: () => Promise<T>, good: (value: T) => boolean): Promise<T> {
  const end = Date.now() + 10_000
  for (;;) {
    const value = await read()
    if (good(value)) return value
    if (Date.now() > end) throw new Error(`never came true: ${JSON.stringify(value)}`)
    await new Promise((later) => setTimeout(later, 15))
  }
}
const ended = (of: Routine, run: Run) => until(() => get(of, run), ({ status }) => !['queued', 'running'].includes(status))
const reaches = (of: Routine, run: Run, status: RunStatus) => until(() => get(of, run), (now) => now.status === status)
const says = (of: Routine, run: Run, word: string) => until(() => text(of, run), (lines) => lines.some((line) => line.includes(word)))

describe('a run', () => {
  it('is a queued row first, then runs its revision with the layered, clean environment', async () => {
    const of = await routine('echo "$FROM $ONLY $WHEELHOUSE_SOURCE"; echo problem >&2; env | cut -d= -f1 | sort | tr "\\n" " "; pwd', {
      agentEnv: [{ key: 'FROM', binding: { kind: 'plain', value: 'agent' } }],
      projectEnv: [{ key: 'FROM', binding: { kind: 'plain', value: 'project' } }, { key: 'ONLY', binding: { kind: 'plain', value: 'project' } }],
      env: [['FROM', 'routine']],
    })
    const queued = await start(of)
    expect(queued).toMatchObject({ status: 'queued', source: 'manual', revisionNumber: 1, routineName: 'Nightly', agentName: 'Agent', startedAt: null })
    const run = await ended(of, queued)
    expect(run).toMatchObject({ status: 'succeeded', reason: 'exited', exitCode: 0, signal: null, launch: { command: '/bin/sh', cwd: join(home, 'runs', run.id, 'work') } })
    expect(run.message).toMatch(/^Succeeded after \d/)
    expect(run.env).toMatchObject([{ key: 'TOKEN', secretName: 'Token', version: 1 }])
    expect(run.durationMs).toBeGreaterThan(0)
    const lines = await text(of, run)
    expect(lines).toContain('routine project manual')
    expect(lines).toContain('problem')
    const keys = lines.find((line) => line.includes('WHEELHOUSE_'))?.split(' ') ?? []
    expect(keys).toEqual(expect.arrayContaining(['FROM', 'ONLY', 'PATH', 'WHEELHOUSE_RUN_ID', 'WHEELHOUSE_ROUTINE_ID', 'WHEELHOUSE_COMPANY_ID', 'WHEELHOUSE_AGENT_ID']))
    expect(keys).not.toContain('VITEST')
    expect(live.changes.some((change) => change.noun === 'run' && change.id === run.id && change.kind === 'created')).toBe(true)
  })

  it('masks secret values before they reach the disk, also split over two writes', async () => {
    const of = await routine('printf "a hunter2-"; sleep 0.2; echo "and-more b"; echo "$TOKEN" >&2', { agentEnv: [{ key: 'TOKEN', binding: { kind: 'secret', secretId: newId(), version: 'latest' } }] })
    const run = await ended(of, await start(of))
    expect((await text(of, run)).sort()).toEqual(['a ‹secret Token› b', '‹secret Token›'])
    expect(run.log).toMatchObject({ redactions: 2, binary: false })
    const folder = join(home, 'runs', run.id, 'log')
    for (const name of await readdir(folder)) expect(await readFile(join(folder, name), 'utf8')).not.toMatch(/hunter2|and-more/)
  })

  it.each<[string, Partial<Run>, RegExp]>([
    ['exit 3', { status: 'failed', reason: 'exited', exitCode: 3 }, /^Exited with code 3 after /],
    ['kill -SEGV $$', { status: 'failed', reason: 'signalled', signal: 'SIGSEGV', exitCode: null }, /^Ended by signal SIGSEGV after /],
  ])('tells how it ended: %s', async (script, expected, message) => {
    const of = await routine(script)
    const run = await ended(of, await start(of))
    expect(run).toMatchObject(expected)
    expect(run.message).toMatch(message)
  })

  it('fails before anything starts when its environment or its program is not there', async () => {
    const broken = await routine('true', { env: [['BROKEN', '']] })
    expect(await ended(broken, await start(broken))).toMatchObject({ status: 'failed', reason: 'env_unresolved', message: 'BROKEN: the secret Token is disabled.', startedAt: null, launch: null, durationMs: null })
    const missing = await routine('true', { adapter: { command: 'no-such-program' } })
    expect(await ended(missing, await start(missing))).toMatchObject({ status: 'failed', reason: 'spawn_failed', message: 'There is no program called no-such-program on the PATH.' })
  })

  it('is stopped at its time limit, with everything it started', async () => {
    const of = await routine('trap "" TERM; echo up; sleep 60 & wait; sleep 60', { adapter: { timeoutSec: 1, graceSec: 0 } })
    const run = await ended(of, await start(of))
    expect(run).toMatchObject({ status: 'timed_out', reason: 'timeout', signal: 'SIGKILL' })
    expect(run.message).toMatch(/its time limit is 1 s/)
    expect((await logOf(of, run)).lines.some(({ stream, text: said }) => stream === 'host' && said.startsWith('The time limit of 1 s is reached'))).toBe(true)
  })

  it('is cancelled while it runs, and while it waits', async () => {
    const of = await routine('echo up; sleep 60')
    const first = await start(of)
    await says(of, first, 'up')
    const second = await start(of)
    const { companyId } = of
    expect(await call(feature.router.cancel, { companyId, id: second.id })).toMatchObject({ status: 'cancelled', message: 'Cancelled before it started.', startedAt: null })
    await call(feature.router.cancel, { companyId, id: first.id })
    expect(await ended(of, first)).toMatchObject({ status: 'cancelled', reason: 'cancelled' })
    await expect(call(feature.router.cancel, { companyId, id: first.id })).rejects.toMatchObject({ code: 'RUN_NOT_ACTIVE', data: { status: 'cancelled' } })
  })

  it('waits for its routine, and takes its turn in order', async () => {
    const of = await routine('echo "start $WHEELHOUSE_RUN_ID" >> ../../../order; sleep 0.15; echo "end $WHEELHOUSE_RUN_ID" >> ../../../order')
    const all = await Promise.all([start(of), start(of), start(of)])
    const byNumber = all.toSorted((a, b) => a.number - b.number)
    for (const run of all) await ended(of, run)
    const order = (await readFile(join(home, 'order'), 'utf8')).trim().split('\n')
    expect(order).toEqual(byNumber.flatMap(({ id }) => [`start ${id}`, `end ${id}`]))
  })

  it('can be tried again with the revision it had', async () => {
    const of = await routine('exit 1')
    const first = await ended(of, await start(of))
    const next = newId()
    const { db } = database.sql
    const [old] = await db.select().from(routineRevisions).where(eq(routineRevisions.id, of.revisionId))
    if (!old) throw new Error('no revision')
    await db.insert(routineRevisions).values({ ...old, id: next, number: 2, snapshot: { ...old.snapshot, args: ['exit 0'] } })
    await db.update(routines).set({ revisionId: next, revisionNumber: 2 }).where(eq(routines.id, of.routineId))
    const { companyId, routineId } = of
    const again = await call(feature.router.start, { companyId, routineId, retryOf: first.id })
    expect(await ended(of, again)).toMatchObject({ source: 'retry', retryOfNumber: first.number, revisionNumber: 1, exitCode: 1 })
    expect(await ended(of, await start(of))).toMatchObject({ revisionNumber: 2, exitCode: 0 })
  })

  it('does not exist for another company, and not for a deleted routine', async () => {
    const of = await routine('true')
    const other = await routine('true')
    const run = await ended(of, await start(of))
    const foreign = { companyId: other.companyId, id: run.id }
    for (const procedure of [feature.router.get, feature.router.cancel, feature.router.log, feature.router.output])
      await expect(call(procedure, foreign)).rejects.toMatchObject({ code: 'NOT_FOUND', defined: true })
    await expect(call(feature.router.start, { companyId: other.companyId, routineId: of.routineId })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(call(feature.router.start, { ...other, retryOf: run.id })).rejects.toMatchObject({ code: 'NOT_FOUND', data: { noun: 'run' } })
    await database.sql.db.update(routines).set({ deletedAt: new Date() }).where(eq(routines.id, of.routineId))
    await expect(start(of)).rejects.toMatchObject({ code: 'NOT_FOUND', data: { noun: 'routine' } })
    expect(await get(of, run)).toMatchObject({ status: 'succeeded' })
  })
})

describe('the log of a run', () => {
  it('keeps binary output as a file', async () => {
    const of = await routine('head -c 300000 /dev/zero; echo note >&2', { agentEnv: [] })
    const run = await ended(of, await start(of))
    expect(run.log.binary).toBe(true)
    const page = await logOf(of, run)
    expect(page.lines.map((line) => line.text)).toEqual(expect.arrayContaining(['note', 'Output is binary: it is kept as a file instead of as lines.']))
    const { companyId } = of
    const first = await call(feature.router.output, { companyId, id: run.id })
    const rest = await call(feature.router.output, { companyId, id: run.id, offset: 256 * 1024 })
    expect([first.total, Buffer.from(first.bytes, 'base64').length, Buffer.from(rest.bytes, 'base64').length]).toEqual([300_000, 262_144, 37_856])
  })

  it('says that there is no file when output is text', async () => {
    const of = await routine('echo text')
    const run = await ended(of, await start(of))
    await expect(call(feature.router.output, { companyId: of.companyId, id: run.id })).rejects.toMatchObject({ code: 'RUN_NOT_ACTIVE' })
  })

  it('is followed from the first line to the end, each line once', async () => {
    const of = await routine('i=0; while [ $i -lt 60 ]; do echo "line $i"; i=$((i+1)); sleep 0.005; done')
    const run = await start(of)
    const events: LogEvent[] = []
    for await (const event of await call(feature.router.follow, { companyId: of.companyId, id: run.id })) events.push(event)
    const lines = events.flatMap((event) => (event.type === 'lines' ? event.lines : []))
    expect(lines.map(({ n }) => n)).toEqual(lines.map((_, index) => index))
    expect(lines.filter(({ stream }) => stream === 'stdout').map((line) => line.text)).toEqual(Array.from({ length: 60 }, (_, i) => `line ${i}`))
    expect(events.at(-1)).toMatchObject({ type: 'ended', total: lines.length })
    expect(events.filter(({ type }) => type === 'lines').length).toBeGreaterThan(1)
  })

  it('stops following when the client goes', async () => {
    const of = await routine('echo up; sleep 60')
    const run = await start(of)
    const gone = new AbortController()
    let seen = 0
    for await (const event of await call(feature.router.follow, { companyId: of.companyId, id: run.id }, { signal: gone.signal })) {
      if (event.type === 'lines') seen += event.lines.length
      if (seen >= 2) gone.abort()
    }
    expect(seen).toBeGreaterThanOrEqual(2)
  })
})

describe('the list', () => {
  it('shows active runs first, pages, filters and counts', async () => {
    const quick = await routine('true')
    const done: Run[] = []
    for (let n = 0; n < 3; n += 1) done.push(await ended(quick, await start(quick)))
    const slow = { ...quick, ...(await routine('sleep 60')) }
    await database.sql.db.update(routineRuns).set({ status: 'failed' }).where(eq(routineRuns.id, done[0]?.id ?? ''))
    const { companyId } = quick
    const list = (input = {}) => call(feature.router.list, { companyId, ...input })
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
    const running = await start(slow)
    await reaches(slow, running, 'running')
    expect((await call(feature.router.list, { companyId: slow.companyId })).items.map(({ status }) => status)).toEqual(['running'])
  })
})

describe('the host', () => {
  it('ends what runs as lost when it stops, and keeps what is queued for the next start', async () => {
    const of = await routine('echo up; sleep 60')
    const first = await start(of)
    await says(of, first, 'up')
    const second = await start(of)
    await feature.stop(3_000)
    expect(await get(of, first)).toMatchObject({ status: 'lost', reason: 'host_stopped' })
    expect(await get(of, second)).toMatchObject({ status: 'queued' })
    feature = make()
    await feature.start()
    await says(of, second, 'up')
  })

  it('finds the runs of a host that crashed, kills what is left and ends them as lost', async () => {
    const of = await routine('echo up; sleep 60')
    const run = await start(of)
    await says(of, run, 'up')
    const row = await until(async () => (await database.sql.db.select().from(routineRuns).where(eq(routineRuns.id, run.id)))[0], (found) => typeof found?.pid === 'number')
    const after = make()
    await after.start()
    expect(await get(of, run)).toMatchObject({ status: 'lost', reason: 'host_crashed', durationMs: null })
    expect((await get(of, run)).log.lines).toBeGreaterThanOrEqual(2)
    expect(() => process.kill(row?.pid ?? 0, 0)).toThrow()
    expect(log.entries.at(-1)).toMatchObject({ event: 'runs.recovered', fields: { lost: 1 } })
    await after.stop(1_000)
  })

  it('clears a company away with its processes and files', async () => {
    const of = await routine('echo up; sleep 60')
    const kept = await routine('true')
    const other = await ended(kept, await start(kept))
    const run = await start(of)
    await says(of, run, 'up')
    const queued = await start(of)
    await feature.evict(of.companyId)
    expect(await get(of, run)).toMatchObject({ status: 'cancelled' })
    expect(await get(of, queued)).toMatchObject({ status: 'cancelled' })
    expect(existsSync(join(home, 'runs', run.id))).toBe(false)
    expect(existsSync(join(home, 'runs', other.id))).toBe(true)
  })

  it('writes a past with logs that read like any other', async () => {
    const of = await routine('true')
    const past = { ...of, triggerId: null, source: 'schedule' as const, status: 'failed' as const, reason: 'exited' as const, message: 'Exited with code 1 after 2 s.', exitCode: 1, startedAt: new Date('2026-11-01T09:00:00Z'), durationMs: 2000 }
    await feature.recordPast([{ ...past, lines: [{ stream: 'stdout', text: 'one' }, { stream: 'stderr', text: 'two' }] }])
    const [run] = (await call(feature.router.list, { companyId: of.companyId })).items
    if (!run) throw new Error('no run')
    expect(run).toMatchObject({ status: 'failed', finishedAt: new Date('2026-11-01T09:00:02Z'), log: { lines: 2 } })
    expect((await logOf(of, run)).lines).toMatchObject([{ n: 0, t: 0, text: 'one' }, { n: 1, t: 2000, text: 'two' }])
  })
})
