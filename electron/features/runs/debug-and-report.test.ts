/** A run that is started to find a fault, what a program reports of itself, and runs queued without a revision. */
import { eq } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import type { Run } from '#shared/contract/runs.ts'
import { type RunsHarness, runsHarness } from '../../adapters/memory/runs-harness.ts'
import { type TestDatabase, testDatabase } from '../../adapters/memory/test-database.ts'
import { newId } from '../../ports/rows.ts'
import type { ResolveEnv } from '../../ports/work.ts'
import { routineRevisions, routineRuns, routines } from '../../schema/index.ts'

const SECRET = 'correct-horse-battery'

const receipt = {
  key: 'TOKEN',
  layer: 'agent' as const,
  kind: 'secret' as const,
  visibility: null,
  secretId: newId(),
  secretName: 'Token',
  selector: 'latest' as const,
  version: 3,
  fingerprint: 'ab',
}
const resolve: ResolveEnv = async () => ({ values: { TOKEN: SECRET }, receipt: [receipt], sensitive: [{ name: 'Token', value: SECRET }] })

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
afterEach(() => runs.close())

it('tells a debug run how it was started, without a value or an argument', async () => {
  const of = await runs.routine(`echo "debug is $WHEELHOUSE_DEBUG"; : --password=${SECRET}`)
  const plain = await runs.ended(await runs.start(of))
  expect(await runs.text(plain)).toEqual(['debug is '])
  const run = await runs.ended(await runs.start(of, { debug: true, retryOf: plain.id }))
  expect(run).toMatchObject({ debug: true, source: 'retry', retryOfNumber: plain.number })
  const lines = (await runs.logOf(run)).lines.map(({ text }) => text)
  expect(lines).toContain('debug is 1')
  expect(lines).toContain('Environment: TOKEN from the agent, secret Token v3.')
  expect(lines.join('\n')).not.toContain(SECRET)
})

it('notes what the program says it cost, however it ends', async () => {
  const of = await runs.routine(`echo '{"costUsd": 0.0123}' > "$WHEELHOUSE_REPORT_FILE"; exit 1`)
  expect(await runs.ended(await runs.start(of))).toMatchObject({ status: 'failed', costMicroUsd: 12_300 })
})

it.each([
  ['text', 'echo lots > "$WHEELHOUSE_REPORT_FILE"'],
  ['a negative cost', `echo '{"costUsd": -1}' > "$WHEELHOUSE_REPORT_FILE"`],
  ['a pipe', 'mkfifo "$WHEELHOUSE_REPORT_FILE"'],
  ['a folder', 'mkdir "$WHEELHOUSE_REPORT_FILE"'],
  ['too much', 'head -c 70000 /dev/zero > "$WHEELHOUSE_REPORT_FILE"'],
])('leaves a report aside that is %s, and says so', async (_, script) => {
  const run = await runs.ended(await runs.start(await runs.routine(script)))
  expect(run).toMatchObject({ status: 'succeeded', costMicroUsd: null })
  expect((await runs.logOf(run)).lines.map(({ text }) => text)).toContainEqual(expect.stringContaining('report file was left aside'))
})

it('takes the revision that is current at the start for a run queued without one', async () => {
  const { companyId, routineId, agentId, revisionId } = await runs.routine('echo old')
  const { db } = database.sql
  const [first] = await db.select().from(routineRevisions).where(eq(routineRevisions.id, revisionId))
  if (!first) throw new Error('The routine has no revision.')
  const second = { ...first, id: newId(), number: 2, envNumber: 2, snapshot: { ...first.snapshot, args: ['echo new'] } }
  await db.insert(routineRevisions).values(second)
  await db.update(routines).set({ revisionId: second.id, revisionNumber: 2 }).where(eq(routines.id, routineId))
  const queued = { id: newId(), companyId }
  await db.insert(routineRuns).values({ ...queued, routineId, agentId, source: 'manual', actor: 'ada' })
  runs.feature.wake()
  const run = await runs.ended(queued as Run)
  expect(run).toMatchObject({ revisionId: second.id, revisionNumber: 2, envNumber: 2 })
  expect(await runs.text(run)).toEqual(['new'])
})
