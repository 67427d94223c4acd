import { existsSync } from 'node:fs'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { call } from '@orpc/server'
import { eq, sql, TransactionRollbackError } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type RunsHarness, runsHarness, until } from '../../adapters/memory/runs-harness.ts'
import { testClock } from '../../adapters/memory/test-clock.ts'
import { type TestDatabase, testDatabase } from '../../adapters/memory/test-database.ts'
import { nodeProcesses } from '../../adapters/node/processes.ts'
import { newId } from '../../ports/rows.ts'
import type { Database } from '../../ports/sql.ts'
import { routineRuns, routines } from '../../schema/index.ts'
import { runFolder } from './folder.ts'
import { queueStore } from './queue-store.ts'

let database: TestDatabase
let runs: RunsHarness
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.close())
beforeEach(async () => {
  runs = await runsHarness(database, async () => ({ values: {}, receipt: [], sensitive: [] }))
  await runs.feature.start()
})
afterEach(async () => {
  await runs.close()
  expect(runs.log.entries.filter(({ level }) => level === 'error')).toEqual([])
})

describe('the host', () => {
  it('ends what runs as lost when it stops, and keeps what is queued for the next start', async () => {
    const of = await runs.routine('echo up; sleep 60')
    const first = await runs.start(of)
    await runs.says(first, 'up')
    const second = await runs.start(of)
    await runs.feature.stop(3_000)
    expect(await runs.get(first)).toMatchObject({ status: 'lost', reason: 'host_stopped' })
    expect(await runs.get(second)).toMatchObject({ status: 'queued' })
    await runs.restart()
    await runs.says(second, 'up')
  })

  it('finds the runs of a host that crashed, kills what is left and ends them as lost', async () => {
    const of = await runs.routine('true')
    await runs.feature.stop(1_000)
    // What a host leaves that was killed in the middle: a running row, its child, and a log whose last line is cut off.
    const run = await runs.start(of)
    const processes = nodeProcesses()
    const env = { ...processes.baseEnv(), WHEELHOUSE_RUN_ID: run.id }
    const child = await processes.start({ command: '/bin/sh', args: ['-c', 'sleep 600 & sleep 600'], cwd: runs.home, env }, () => {})
    const running = { status: 'running' as const, startedAt: new Date(), pid: child.pid, pidStarted: child.started, logRedactions: 3 }
    await database.sql.db.update(routineRuns).set(running).where(eq(routineRuns.id, run.id))
    const folder = runFolder(join(runs.home, 'runs'), run.id)
    await mkdir(folder.log, { recursive: true })
    await writeFile(folder.segment(0), '[0,"stdout","one"]\n[1,"stdout","two"]\n[2,"std')

    await runs.restart()
    expect(await child.ended).toMatchObject({ signal: 'SIGKILL' })
    expect(await runs.get(run)).toMatchObject({ status: 'lost', reason: 'host_crashed', durationMs: null, log: { lines: 2, redactions: 3 } })
    expect(await runs.text(run)).toEqual(['one', 'two'])
    expect(runs.log.entries).toContainEqual(expect.objectContaining({ event: 'runs.recovered', fields: expect.objectContaining({ lost: 1 }) }))
  })

  it('starts although the log of a lost run cannot be read', async () => {
    const of = await runs.routine('true')
    const run = await runs.start(of)
    await runs.ended(run)
    await database.sql.db.update(routineRuns).set({ status: 'running' }).where(eq(routineRuns.id, run.id))
    const segment = join(runs.home, 'runs', run.id, 'log', '000000.jsonl')
    await rm(segment)
    await mkdir(segment)
    await runs.restart()
    expect(await runs.get(run)).toMatchObject({ status: 'lost', log: { lines: 0 } })
  })

  it('makes no folder for a run that comes too late for its company', async () => {
    const of = await runs.routine('true')
    await runs.feature.evict(of.companyId)
    const run = await runs.ended(await runs.start(of))
    expect(run).toMatchObject({ status: 'cancelled', reason: 'cancelled' })
    expect(existsSync(join(runs.home, 'runs', run.id))).toBe(false)
  })

  it('clears a company away with its processes and files', async () => {
    const of = await runs.routine('echo up; sleep 60')
    const kept = await runs.routine('true')
    const other = await runs.ended(await runs.start(kept))
    const run = await runs.start(of)
    await runs.says(run, 'up')
    const queued = await runs.start(of)
    await runs.feature.evict(of.companyId)
    expect(await runs.get(run)).toMatchObject({ status: 'cancelled' })
    expect(await runs.get(queued)).toMatchObject({ status: 'cancelled' })
    expect(existsSync(join(runs.home, 'runs', run.id))).toBe(false)
    expect(existsSync(join(runs.home, 'runs', other.id))).toBe(true)
  })

  it('writes a past with logs that read like any other', async () => {
    const of = await runs.routine('true')
    const past = {
      ...of,
      triggerId: null,
      source: 'schedule' as const,
      status: 'failed' as const,
      reason: 'exited' as const,
      message: 'Exited with code 1 after 2 s.',
      exitCode: 1,
      startedAt: new Date('2026-11-01T09:00:00Z'),
      durationMs: 2000,
    }
    await runs.feature.recordPast([
      {
        ...past,
        lines: [
          { stream: 'stdout', text: 'one' },
          { stream: 'stderr', text: 'two' },
        ],
      },
    ])
    const [run] = (await call(runs.feature.router.list, { companyId: of.companyId })).items
    if (!run) throw new Error('no run')
    expect(run).toMatchObject({ status: 'failed', finishedAt: new Date('2026-11-01T09:00:02Z'), log: { lines: 2 } })
    expect((await runs.logOf(run)).lines).toMatchObject([
      { n: 0, t: 0, text: 'one' },
      { n: 1, t: 2000, text: 'two' },
    ])
  })
})

describe('trouble', () => {
  it('keeps an ending until the database takes it, and does not hang when the host stops meanwhile', async () => {
    const of = await runs.routine('echo up; sleep 60')
    const run = await runs.start(of)
    await runs.says(run, 'up')
    // As when the database is away: no row of this table can be written.
    const lock = await holdRuns(database)
    const began = performance.now()
    await runs.feature.stop(600)
    expect(performance.now() - began).toBeLessThan(20_000)
    await lock.release()
    await runs.restart()
    expect(await runs.ended(run)).toMatchObject({ status: 'lost' })
  })

  it('claims no more than asked for, whatever way the planner takes', async () => {
    const all = await Promise.all(Array.from({ length: 5 }, () => runs.routine('true')))
    await database.sql.db
      .transaction(async (tx) => {
        for (const { companyId, routineId, agentId, revisionId: routineRevisionId } of all) {
          await tx.insert(routineRuns).values({ id: newId(), companyId, routineId, routineRevisionId, agentId, source: 'manual', actor: 'ada' })
        }
        const ways = ['hashagg', 'sort', 'hashjoin', 'mergejoin', 'material', 'indexscan', 'bitmapscan']
        for (const way of ways) await tx.execute(`set local enable_${way} = off`)
        const queue = queueStore({ sql: { db: tx as unknown as Database }, clock: testClock() })
        expect(await queue.claim(2)).toHaveLength(2)
        expect(await queue.claim(5)).toHaveLength(3)
        tx.rollback()
      })
      .catch((error: unknown) => expect(error).toBeInstanceOf(TransactionRollbackError))
  })

  it('runs at most eight at once', async () => {
    const all = await Promise.all(Array.from({ length: 10 }, async () => runs.start(await runs.routine('echo up; sleep 60'))))
    const statuses = async () => (await Promise.all(all.map(runs.get))).map(({ status }) => status)
    await until(statuses, (now) => now.filter((status) => status === 'running').length === 8)
    expect((await statuses()).filter((status) => status === 'queued')).toHaveLength(2)
    const [first] = (await Promise.all(all.map(runs.get))).filter(({ status }) => status === 'running')
    await call(runs.feature.router.cancel, { companyId: first?.companyId ?? '', id: first?.id ?? '' })
    await until(statuses, (now) => now.filter((status) => status === 'queued').length === 1)
  })

  it('does not start what was queued for a routine that is deleted by then', async () => {
    const of = await runs.routine('echo up; sleep 60')
    const first = await runs.start(of)
    await runs.says(first, 'up')
    const second = await runs.start(of)
    await database.sql.db.update(routines).set({ deletedAt: new Date() }).where(eq(routines.id, of.routineId))
    await call(runs.feature.router.cancel, { companyId: of.companyId, id: first.id })
    expect(await runs.ended(second)).toMatchObject({
      status: 'cancelled',
      message: 'The routine was deleted before this run started.',
      startedAt: null,
    })
  })
})

async function holdRuns({ sql: { db } }: TestDatabase): Promise<{ release(): Promise<void> }> {
  let release = () => {}
  const held = new Promise<void>((resolve) => {
    release = resolve
  })
  let locked = () => {}
  const ready = new Promise<void>((resolve) => {
    locked = resolve
  })
  const holding = db.transaction(async (tx) => {
    await tx.execute(sql`lock table routine_runs in exclusive mode`)
    locked()
    await held
  })
  await ready
  return {
    async release() {
      release()
      await holding
    },
  }
}
