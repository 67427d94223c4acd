import { call } from '@orpc/server'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { StoredEnv } from '#shared/contract/env.ts'
import type { Run } from '#shared/contract/runs.ts'
import { type RunsHarness, runsHarness, type ScriptRoutine } from '../../adapters/memory/runs-harness.ts'
import { plain, reference, type SecretsHarness, secretsHarness } from '../../adapters/memory/secrets-harness.ts'
import { type TestDatabase, testDatabase } from '../../adapters/memory/test-database.ts'
import { newId } from '../../ports/rows.ts'
import { agents, routineRevisions, routineRuns, routines } from '../../schema/index.ts'
import { envSince } from './env-now.ts'
import { envNowStore } from './env-now-store.ts'

let database: TestDatabase
let vault: SecretsHarness
let runs: RunsHarness
let routine: ScriptRoutine
let secretId: string
beforeAll(async () => {
  database = await testDatabase()
  vault = await secretsHarness(database.sql)
  runs = await runsHarness(database, vault.secrets.resolve)
  await runs.feature.start()
})
afterAll(async () => {
  await runs.close()
  await database.close()
})
beforeEach(async () => {
  routine = await runs.routine('true', { agentEnv: [plain('AGENT', 'one')] })
  secretId = (await vault.create(routine.companyId, 'token', 'S3NTINEL-1')).id
  await revise([plain('SEEN', 'one'), reference('TOKEN', secretId)])
})

/** Gives the routine a new revision with this env. */
async function revise(env: StoredEnv): Promise<void> {
  const { db } = database.sql
  const [row] = await db.select().from(routineRevisions).where(eq(routineRevisions.routineId, routine.routineId)).limit(1)
  const [current] = await db.select().from(routines).where(eq(routines.id, routine.routineId))
  if (!row || !current) throw new Error('no routine')
  const [id, number] = [newId(), current.revisionNumber + 1]
  await db.insert(routineRevisions).values({ ...row, id, number, snapshot: { ...row.snapshot, env } })
  await db.update(routines).set({ env, revisionId: id, revisionNumber: number, envChangedAt: new Date() }).where(eq(routines.id, routine.routineId))
}
const ran = async () => runs.ended(await runs.start(routine))
async function since(run: Run) {
  const compare = envSince({ store: envNowStore(database), compareReceipt: vault.secrets.compareReceipt })
  return (await compare(run)).map(({ key, change, before, after }) => [key, change, before?.value ?? null, after?.value ?? null])
}

describe('what a run was given and what it would get now', () => {
  it('is the same until something changes', async () => {
    const run = await ran()
    expect(run).toMatchObject({ status: 'succeeded' })
    expect(await since(run)).toEqual([])
    await database.sql.db
      .update(agents)
      .set({ env: [plain('AGENT', 'two'), plain('MORE', 'x')], envChangedAt: new Date() })
      .where(eq(agents.id, routine.agentId))
    await call(vault.router.rotate, { companyId: routine.companyId, id: secretId, value: 'S3NTINEL-2' })
    await revise([plain('SEEN', 'two'), reference('TOKEN', secretId)])
    expect(await since(run)).toEqual([
      ['AGENT', 'value_changed', null, 'two'],
      ['MORE', 'added', null, 'x'],
      ['SEEN', 'value_changed', 'one', 'two'],
      ['TOKEN', 're_versioned', null, null],
    ])
  })

  it('is told of runs whose receipt is older than its fields', async () => {
    const run = await ran()
    const old = run.env.map(({ key, layer, kind, secretName, version, fingerprint }) => ({
      key,
      layer,
      kind,
      secretName,
      version,
      fingerprint: kind === 'plain' ? null : fingerprint,
    }))
    await database.sql.db
      .update(routineRuns)
      .set({ envReceipt: old as Run['env'] })
      .where(eq(routineRuns.id, run.id))
    const read = await runs.get(run)
    expect(read.env.find(({ key }) => key === 'TOKEN')).toMatchObject({ secretId: null, selector: null, version: 1 })
    expect(await since(read)).toEqual([])
    await revise([plain('SEEN', 'one')])
    expect(await since(read)).toEqual([['TOKEN', 'removed', null, null]])
  })

  it('is nothing for a run that was given none, and for a routine that is deleted', async () => {
    await revise([reference('TOKEN', newId())])
    const refused = await ran()
    expect(refused).toMatchObject({ status: 'failed', reason: 'env_unresolved' })
    expect(await since(refused)).toEqual([])
    await revise([])
    const run = await ran()
    await revise([plain('NEW', 'x')])
    expect(await since(run)).toEqual([['NEW', 'added', null, 'x']])
    await database.sql.db.update(routines).set({ deletedAt: new Date() }).where(eq(routines.id, routine.routineId))
    expect(await since(run)).toEqual([])
  })
})
