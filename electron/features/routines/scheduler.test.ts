import { call } from '@orpc/server'
import { asc, eq } from 'drizzle-orm'
import fc from 'fast-check'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { recordingEnv } from '../../adapters/memory/recording-env.ts'
import { recordingLive } from '../../adapters/memory/recording-live.ts'
import { type SeededCompany, seedCompany } from '../../adapters/memory/seed-company.ts'
import { silentLog } from '../../adapters/memory/silent-log.ts'
import { type TestClock, testClock } from '../../adapters/memory/test-clock.ts'
import { type TestDatabase, testDatabase } from '../../adapters/memory/test-database.ts'
import { nodeProcesses } from '../../adapters/node/processes.ts'
import { knownValues } from '../../ports/known-values.ts'
import type { Paths } from '../../ports/paths.ts'
import type { EnqueueRun } from '../../ports/work.ts'
import { companies, routineRuns, routineTriggers } from '../../schema/index.ts'
import { runsFeature } from '../runs/index.ts'
import { routinesFeature } from './index.ts'

const START = new Date('2026-11-21T08:00:00Z')
let database: TestDatabase
let company: SeededCompany
let clock: TestClock
let log: ReturnType<typeof silentLog>
let wakes = 0
let feature: ReturnType<typeof routinesFeature>

/** The queue that takes the runs; nothing carries them out here. */
function queue(): EnqueueRun {
  const resolve = () => Promise.reject(new Error('nothing runs here'))
  return runsFeature({
    sql: database.sql,
    clock,
    live: recordingLive(),
    log,
    known: knownValues(),
    paths: {} as Paths,
    processes: nodeProcesses(),
    actor: 'ada',
    resolve,
    compareReceipt: async () => [],
  }).enqueue
}

function make(enqueue: EnqueueRun = queue()) {
  const wake = () => {
    wakes += 1
  }
  return routinesFeature({
    sql: database.sql,
    clock,
    live: recordingLive(),
    log,
    actor: 'ada',
    ...recordingEnv(),
    enqueue,
    wake,
  })
}

beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.close())
beforeEach(async () => {
  await database.sql.db.delete(companies)
  company = await seedCompany(database.sql)
  clock = testClock(START)
  log = silentLog()
  wakes = 0
  feature = make()
  await feature.scheduler.start()
})
afterEach(() => feature.scheduler.stop(1_000))

let names = 0
async function routine(cron: string, more: { timezone?: string; enabled?: boolean } = {}) {
  const { companyId, agentId } = company
  names += 1
  return call(feature.router.routines.create, {
    companyId,
    agentId,
    name: `Routine ${names}`,
    enabled: more.enabled ?? true,
    triggers: [{ cron, timezone: more.timezone ?? 'UTC' }],
  })
}
const dues = async () =>
  (await database.sql.db.select().from(routineRuns).orderBy(asc(routineRuns.dueAt), asc(routineRuns.number))).map(({ dueAt }) =>
    dueAt?.toISOString().slice(0, 19),
  )
const trigger = async () => (await database.sql.db.select().from(routineTriggers))[0]
const at = (iso: string) => clock.set(new Date(iso))

describe('firing', () => {
  it('makes a run pinned to the current revision within a second of each instant, and moves on', async () => {
    const { id, revisionId, agentId } = await routine('* * * * *')
    await clock.advance(59_000)
    expect(await dues()).toEqual([])
    await clock.advance(2_000)
    expect(await dues()).toEqual(['2026-11-21T08:01:00'])
    expect(wakes).toBe(1)
    const [run] = await database.sql.db.select().from(routineRuns)
    expect(run).toMatchObject({
      routineId: id,
      routineRevisionId: revisionId,
      agentId,
      source: 'schedule',
      status: 'queued',
      triggerId: (await trigger())?.id,
    })
    expect(await trigger()).toMatchObject({ nextDueAt: new Date('2026-11-21T08:02:00Z'), lastDueAt: new Date('2026-11-21T08:01:00Z') })
    await clock.advance(180_000)
    expect(await dues()).toHaveLength(4)
  })

  it('fires many that are due at once, in several batches', async () => {
    await Promise.all(Array.from({ length: 230 }, () => routine('1 8 * * *')))
    await clock.advance(61_000)
    expect(await dues()).toHaveLength(230)
  })

  it('leaves alone what is disabled or deleted, and starts from now when it comes back', async () => {
    const { companyId } = company
    const off = await routine('* * * * *', { enabled: false })
    const gone = await routine('* * * * *')
    await call(feature.router.routines.remove, { companyId, id: gone.id })
    await clock.advance(120_000)
    expect(await dues()).toEqual([])
    await call(feature.router.routines.setEnabled, { companyId, id: off.id, enabled: true })
    await call(feature.router.routines.undelete, { companyId, id: gone.id })
    await clock.advance(61_000)
    expect(await dues()).toEqual(['2026-11-21T08:03:00', '2026-11-21T08:03:00'])
  })

  it('loses no instant when a run cannot be queued: row and next instant come together', async () => {
    await routine('* * * * *')
    await feature.scheduler.stop(1_000)
    let refuse = true
    const real = queue()
    feature = make(async (tx, draft) => {
      if (!refuse) return real(tx, draft)
      await real(tx, draft)
      throw new Error('the connection broke')
    })
    await feature.scheduler.start()
    await clock.advance(65_000)
    expect(await dues()).toEqual([])
    expect((await trigger())?.nextDueAt).toEqual(new Date('2026-11-21T08:01:00Z'))
    expect(log.entries.filter(({ event }) => event === 'scheduler.tick_failed')).toHaveLength(1)
    refuse = false
    await clock.advance(2_000)
    expect(await dues()).toEqual(['2026-11-21T08:01:00'])
  })

  it('is shared by two hosts on one database without doubling', async () => {
    const second = make()
    await second.scheduler.start()
    await Promise.all(Array.from({ length: 60 }, () => routine('* * * * *')))
    await clock.advance(125_000)
    await second.scheduler.stop(1_000)
    expect(await dues()).toHaveLength(120)
  })
})

describe('sleep and clocks', () => {
  it('runs once after a long sleep, for the latest missed instant', async () => {
    await routine('*/10 * * * *')
    at('2026-11-24T08:07:30Z')
    await clock.advance(2_000)
    expect(await dues()).toEqual(['2026-11-24T08:00:00'])
    expect((await trigger())?.nextDueAt).toEqual(new Date('2026-11-24T08:10:00Z'))
  })

  it('runs no instant twice when the clock is set back, and goes on at once', async () => {
    await routine('* * * * *')
    await clock.advance(190_000)
    expect(await dues()).toHaveLength(3)
    at('2026-11-21T08:00:30Z')
    await clock.advance(300_000)
    const fired = await dues()
    expect(new Set(fired).size).toBe(fired.length)
    expect(fired).toEqual(['08:01', '08:02', '08:03', '08:04', '08:05'].map((time) => `2026-11-21T${time}:00`))
  })

  it('does not wait for years when a schedule was saved while the clock was far ahead', async () => {
    at('2031-01-01T00:00:00Z')
    await routine('* * * * *')
    at('2026-11-21T08:00:00Z')
    await clock.advance(125_000)
    expect(await dues()).toEqual(['2026-11-21T08:02:00'])
  })

  it('keeps its daily hour over a change of clocks', async () => {
    at('2027-03-26T12:00:00Z')
    await routine('30 2 * * *', { timezone: 'Europe/Berlin' })
    for (let hour = 0; hour < 96; hour += 1) {
      at(new Date(clock.now().getTime() + 3_600_000).toISOString())
      await clock.advance(1_000)
    }
    expect(await dues()).toEqual(['2027-03-27T01:30:00', '2027-03-28T01:00:00', '2027-03-29T00:30:00', '2027-03-30T00:30:00'])
  })

  it('accounts rightly for any mix of sleeps and clock changes: no instant twice, none invented', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: -7_200, max: 20_000 }), { minLength: 1, maxLength: 12 }), async (jumps) => {
        await database.sql.db.delete(routineRuns)
        at(START.toISOString())
        const { id } = await routine('*/7 * * * *')
        for (const seconds of jumps) {
          at(new Date(clock.now().getTime() + seconds * 1000).toISOString())
          await clock.advance(61_000)
        }
        const fired = await dues()
        expect(new Set(fired).size).toBe(fired.length)
        for (const due of fired) expect(Number(due?.slice(14, 16)) % 7).toBe(0)
        const waits = await trigger()
        expect((waits?.nextDueAt?.getTime() ?? 0) - clock.now().getTime()).toBeLessThanOrEqual(7 * 60_000)
        await call(feature.router.routines.remove, { companyId: company.companyId, id })
        await database.sql.db.delete(routineTriggers)
      }),
      { numRuns: 8 },
    )
  })
})

describe('self-check', () => {
  it('gives an enabled trigger without a next instant its own again, and says so', async () => {
    await routine('0 9 * * *')
    await database.sql.db.update(routineTriggers).set({ nextDueAt: null })
    expect(await feature.scheduler.health()).toMatchObject([{ state: 'critical' }])
    await clock.advance(60_000)
    expect((await trigger())?.nextDueAt).toEqual(new Date('2026-11-21T09:00:00Z'))
    expect(log.entries).toContainEqual(expect.objectContaining({ level: 'warn', event: 'trigger.reconciled' }))
    expect(await feature.scheduler.health()).toMatchObject([{ state: 'pass' }])
  })

  it('is not stopped by a schedule that cannot be read any more', async () => {
    const bad = await routine('* * * * *')
    await database.sql.db.update(routineTriggers).set({ timezone: 'Gone/Zone' }).where(eq(routineTriggers.routineId, bad.id))
    await routine('* * * * *')
    await clock.advance(125_000)
    expect(await dues()).toEqual(['2026-11-21T08:01:00', '2026-11-21T08:01:00', '2026-11-21T08:02:00'])
    expect(log.entries).toContainEqual(expect.objectContaining({ level: 'error', event: 'trigger.unreadable' }))
    expect(await feature.scheduler.health()).toMatchObject([{ state: 'critical' }])
  })

  it('warns of triggers that are overdue', async () => {
    await routine('0 9 * * *')
    await feature.scheduler.stop(1_000)
    at('2026-11-21T09:05:00Z')
    expect(await feature.scheduler.health()).toMatchObject([{ state: 'warning' }])
  })
})
