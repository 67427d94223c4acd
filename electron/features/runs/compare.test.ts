import { call } from '@orpc/server'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { StoredEnv } from '#shared/contract/env.ts'
import { type RunsHarness, runsHarness, type ScriptRoutine } from '../../adapters/memory/runs-harness.ts'
import { type TestDatabase, testDatabase } from '../../adapters/memory/test-database.ts'
import { newId } from '../../ports/rows.ts'
import type { EnvReceipt } from '../../ports/work.ts'
import { routineRevisions, routineRuns } from '../../schema/index.ts'

let database: TestDatabase
let runs: RunsHarness
beforeAll(async () => {
  database = await testDatabase()
  runs = await runsHarness(database, async () => ({ values: {}, receipt: [], sensitive: [] }))
})
afterAll(async () => {
  await runs.close()
  await database.close()
})

const plain = { layer: 'routine', kind: 'plain', secretId: null, secretName: null, selector: null, version: null } as const
const visible = (key: string, fingerprint: string) => ({ ...plain, key, visibility: 'visible' as const, fingerprint })
const token = (version: number, fingerprint: string) =>
  ({
    key: 'TOKEN',
    layer: 'agent',
    kind: 'secret',
    visibility: null,
    secretId: 's',
    secretName: 'Token',
    selector: 'latest',
    version,
    fingerprint,
  }) as const

async function revision({ companyId, routineId, agentId }: ScriptRoutine, number: number, args: string[], env: StoredEnv): Promise<string> {
  const id = newId()
  const trigger = { id: 't', kind: 'cron' as const, label: '', enabled: true, cron: `0 ${number} * * *`, timezone: 'UTC' }
  const snapshot = { name: 'Nightly', description: '', projectId: null, agentId, enabled: true, args, env, triggers: [trigger] }
  await database.sql.db.insert(routineRevisions).values({ id, companyId, routineId, number, snapshot, changed: ['config'], createdBy: 'ada' })
  return id
}

async function past(of: ScriptRoutine, routineRevisionId: string | null, status: 'succeeded' | 'failed' | 'queued', envReceipt: EnvReceipt) {
  const { companyId, routineId, agentId } = of
  const id = newId()
  const row = { id, companyId, routineId, agentId, routineRevisionId, source: 'manual' as const, actor: 'ada', status, envReceipt }
  await database.sql.db.insert(routineRuns).values(row)
  return { companyId, id }
}

describe('two runs', () => {
  it('are compared by what they ran and what they were given, without a hidden value', async () => {
    const of = await runs.routine('true')
    const shown = (value: string): StoredEnv => [{ key: 'MODE', binding: { kind: 'plain', visibility: 'visible', value } }]
    const good = await past(of, await revision(of, 2, ['a'], shown('fast')), 'succeeded', [visible('MODE', 'f'), token(1, 'x'), visible('SAME', 'k')])
    const bad = await past(of, await revision(of, 3, ['a', 'b'], shown('slow')), 'failed', [
      visible('MODE', 's'),
      token(2, 'y'),
      visible('SAME', 'k'),
    ])
    const compared = await call(runs.feature.router.compare, { ...bad, otherId: good.id })
    expect(compared).toMatchObject({ before: { id: good.id, status: 'succeeded' }, after: { id: bad.id, status: 'failed', revisionNumber: 3 } })
    expect(compared.fields).toEqual([
      { field: 'args', before: 'a', after: 'a\nb', body: true },
      { field: 'schedule', before: 'At 02:00 (0 2 * * *, UTC), on', after: 'At 03:00 (0 3 * * *, UTC), on', body: false },
    ])
    expect(compared.env.map(({ key, change, before, after }) => [key, change, before?.value, after?.value])).toEqual([
      ['MODE', 'value_changed', 'fast', 'slow'],
      ['TOKEN', 're_versioned', null, null],
    ])
    const same = await call(runs.feature.router.compare, { ...bad, otherId: bad.id })
    expect([same.fields, same.env]).toEqual([[], []])
  })

  it('are of one routine and one company, and one of them may wait without a revision', async () => {
    const [of, other] = [await runs.routine('true'), await runs.routine('true')]
    const waiting = await past(of, null, 'queued', [])
    const run = await past(of, of.revisionId, 'failed', [])
    const foreign = await past(other, other.revisionId, 'succeeded', [])
    expect(await call(runs.feature.router.compare, { ...run, otherId: waiting.id })).toMatchObject({ fields: [], env: [] })
    await expect(call(runs.feature.router.compare, { ...run, otherId: foreign.id })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(call(runs.feature.router.compare, { ...run, companyId: other.companyId, otherId: foreign.id })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
  })

  it('find the last success before a run, of the same routine', async () => {
    const of = await runs.routine('true')
    const first = await past(of, of.revisionId, 'succeeded', [])
    const failed = await past(of, of.revisionId, 'failed', [])
    const later = await past(of, of.revisionId, 'succeeded', [])
    expect((await call(runs.feature.router.lastSuccess, failed))?.id).toBe(first.id)
    expect((await call(runs.feature.router.lastSuccess, later))?.id).toBe(first.id)
    expect(await call(runs.feature.router.lastSuccess, first)).toBeNull()
  })
})
