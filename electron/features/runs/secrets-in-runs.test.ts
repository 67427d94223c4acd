/** The main job as a whole: a routine with env on three layers and a real vault, fired by its schedule. */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { call } from '@orpc/server'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { recordingLive } from '../../adapters/memory/recording-live.ts'
import { type RunsHarness, runsHarness, until } from '../../adapters/memory/runs-harness.ts'
import { secretsNeeds } from '../../adapters/memory/secrets-needs.ts'
import { seedCompany } from '../../adapters/memory/seed-company.ts'
import { silentLog } from '../../adapters/memory/silent-log.ts'
import { type TestDatabase, testDatabase } from '../../adapters/memory/test-database.ts'
import { systemClock } from '../../adapters/node/clock.ts'
import { newId } from '../../ports/rows.ts'
import { agents, instance, projects } from '../../schema/index.ts'
import { routinesFeature } from '../routines/index.ts'
import { secretsFeature } from '../secrets/index.ts'

const VALUE = 'planted-s3cret+value/9'
const SCRIPT =
  'echo "$LAYER $PROJECT_ONLY"; echo "plain $TOKEN"; printf %s "$TOKEN" | base64; printf "split planted-"; sleep 0.1; echo "s3cret+value/9"'

let database: TestDatabase
let runs: RunsHarness
let secrets: ReturnType<typeof secretsFeature>
let routines: ReturnType<typeof routinesFeature>

beforeAll(async () => {
  database = await testDatabase()
  await database.sql.db.insert(instance).values({ id: newId() })
  const clock = systemClock({ onError: () => {} })
  const base = { sql: database.sql, clock, live: recordingLive(), log: silentLog(), actor: 'ada' }
  secrets = secretsFeature({ ...secretsNeeds(database.sql), ...base })
  await secrets.start()
  runs = await runsHarness(database, secrets.resolve)
  const { enqueue, wake } = runs.feature
  const { bind, describe: describeEnv, compare, versionsAt, refuseInline } = secrets
  routines = routinesFeature({ ...base, bind, describe: describeEnv, compare, versionsAt, refuseInline, enqueue, wake })
  await runs.feature.start()
  await routines.scheduler.start()
})
afterAll(async () => {
  await routines.scheduler.stop(1_000)
  await runs.close()
  await database.close()
})

async function setUp(cron: string | null) {
  const company = await seedCompany(database.sql)
  const { companyId, agentId, projectId } = company
  const secret = await call(secrets.router.create, { companyId, name: 'Token', value: VALUE })
  const plain = (key: string, value: string) => ({ key, binding: { kind: 'plain' as const, visibility: 'visible' as const, value } })
  const token = { key: 'TOKEN', binding: { kind: 'secret' as const, secretId: secret.id, version: 'latest' as const } }
  await database.sql.db
    .update(agents)
    .set({ env: [plain('LAYER', 'agent'), token] })
    .where(sql`id = ${agentId}`)
  await database.sql.db.transaction((tx) => secrets.bind(tx, { companyId, targetType: 'agent', targetId: agentId, env: [token] }))
  await database.sql.db
    .update(projects)
    .set({ env: [plain('LAYER', 'project'), plain('PROJECT_ONLY', 'yes')] })
    .where(sql`id = ${projectId}`)
  const triggers = cron ? [{ cron, timezone: 'Europe/Berlin' }] : []
  const routine = await call(routines.router.routines.create, {
    companyId,
    agentId,
    projectId,
    name: 'Job',
    args: [SCRIPT],
    env: [plain('LAYER', 'routine')],
    triggers,
  })
  return { ...company, secretId: secret.id, routineId: routine.id, routine }
}

describe.skipIf(process.platform === 'win32')('a scheduled run with a secret', () => {
  it('gets the right winner of every key, and leaves no trace of the value', async () => {
    const { companyId, routineId, routine } = await setUp('* * * * * *')
    expect(routine.envSummary).toEqual({ agent: 1, project: 1, routine: 1, unresolved: 0 })
    const list = () => call(runs.feature.router.list, { companyId, routineId, status: ['succeeded'] })
    const [run] = (await until(list, ({ total }) => total > 0)).items
    await call(routines.router.routines.setEnabled, { companyId, id: routineId, enabled: false })
    if (!run) throw new Error('no run')
    expect(run).toMatchObject({ source: 'schedule', dueAt: expect.any(Date), revisionNumber: 1 })
    expect(await runs.text(run)).toEqual(['routine yes', 'plain ‹secret Token›', '‹secret Token›', 'split ‹secret Token›'])
    expect(run.env.find(({ key }) => key === 'TOKEN')).toMatchObject({ layer: 'agent', kind: 'secret', secretName: 'Token', version: 1 })
    const { items } = await call(secrets.router.access, { companyId })
    expect(items).toContainEqual(expect.objectContaining({ runId: run.id, runNumber: run.number, outcome: 'success' }))
    await until(
      () => call(runs.feature.router.list, { companyId, status: ['queued', 'running'] }),
      ({ total }) => total === 0,
    )
    await expectNowhere(VALUE)
    await expectNowhere(Buffer.from(VALUE).toString('base64'))
  })

  it('fails with a sentence, before anything starts, once the secret is disabled', async () => {
    const { companyId, routineId, secretId } = await setUp(null)
    await call(secrets.router.setStatus, { companyId, id: secretId, status: 'disabled', reason: 'Leaked.' })
    const run = await runs.ended(await runs.start({ companyId, routineId }))
    expect(run).toMatchObject({ status: 'failed', reason: 'env_unresolved', startedAt: null, launch: null })
    expect(run.message).toContain('TOKEN')
    expect(await call(routines.router.routines.get, { companyId, id: routineId })).toMatchObject({ envSummary: { unresolved: 1 }, status: 'failing' })
  })

  it('keeps a deleted routine from holding its secret', async () => {
    const { companyId, routineId, secretId, agentId } = await setUp(null)
    const env = [{ key: 'ALSO', binding: { kind: 'secret' as const, secretId, version: 'latest' as const } }]
    await call(routines.router.routines.update, { companyId, id: routineId, env })
    await database.sql.db.transaction((tx) => secrets.bind(tx, { companyId, targetType: 'agent', targetId: agentId, env: [] }))
    await expect(call(secrets.router.remove, { companyId, id: secretId })).rejects.toMatchObject({ code: 'IN_USE' })
    await call(routines.router.routines.remove, { companyId, id: routineId })
    await call(secrets.router.remove, { companyId, id: secretId })
    await expect(call(routines.router.routines.undelete, { companyId, id: routineId })).rejects.toMatchObject({
      code: 'UNKNOWN_SECRET',
      data: { keys: ['ALSO'] },
    })
  })
})

/** Looks through every file of the runs and every row of the database. */
async function expectNowhere(value: string): Promise<void> {
  for (const entry of await readdir(runs.home, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) expect(await readFile(join(entry.parentPath, entry.name), 'utf8')).not.toContain(value)
  }
  const { rows } = await database.sql.db.execute<{ name: string }>(
    sql`select relname as name from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace`,
  )
  expect(rows.length).toBeGreaterThan(8)
  for (const { name } of rows) {
    const dump = await database.sql.db.execute<{ text: string }>(sql`select t::text as text from ${sql.identifier(name)} t`)
    for (const { text } of dump.rows) expect(text).not.toContain(value)
  }
}
