import { call } from '@orpc/server'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { EnvLayer, StoredEnv } from '#shared/contract/env.ts'
import { failure, reference, type SecretsHarness, secretsHarness } from '../../adapters/memory/secrets-harness.ts'
import { type TestDatabase, testDatabase } from '../../adapters/memory/test-database.ts'
import { newId } from '../../ports/rows.ts'

let database: TestDatabase
let vault: SecretsHarness
let companyId: string
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.close())
beforeEach(async () => {
  vault = await secretsHarness(database.sql)
  companyId = await vault.company()
})

const access = (filter = {}) => call(vault.router.access, { companyId, ...filter })
const resolve = (routineId: string, ...env: StoredEnv) => {
  const source = { layer: 'routine' as const, sourceId: routineId, sourceName: 'it', changedAt: new Date(0), changedBy: 'ada' }
  return vault.secrets.resolve({ companyId, runId: newId(), routineId, actor: 'scheduler', layers: [{ ...source, env }] })
}

describe('the list of accesses', () => {
  it('pages newest first, loses and repeats nothing, and counts all', async () => {
    const { id } = await vault.create(companyId, 'token')
    for (let n = 0; n < 11; n += 1) await resolve(newId(), reference('K', id))
    const seen: string[] = []
    let cursor: string | undefined
    do {
      const page = await access({ limit: 5, ...(cursor ? { cursor } : {}) })
      expect(page.total).toBe(12)
      seen.push(...page.items.map((item) => item.id))
      cursor = page.nextCursor ?? undefined
    } while (cursor)
    expect(seen).toHaveLength(12)
    expect(seen.map(Number)).toEqual([...new Set(seen.map(Number))].sort((a, b) => b - a))
    expect(await failure(access({ cursor: '1; drop' }))).toMatchObject({ code: 'BAD_REQUEST' })
  })

  it('narrows by secret, routine, action, outcome, time and words, and joins names', async () => {
    const [token, other] = [await vault.create(companyId, 'Deploy token'), await vault.create(companyId, 'other')]
    const agentId = await vault.agent(companyId, 'Worker')
    const [nightly, weekly] = [await vault.routine(companyId, 'Nightly', { agentId }), await vault.routine(companyId, 'Weekly', { agentId })]
    await resolve(nightly, reference('API_KEY', token.id), reference('SECOND', other.id))
    await vault.clock.advance(3_600_000)
    const later = vault.clock.now()
    await resolve(weekly, reference('API_KEY', token.id))
    await failure(resolve(weekly, reference('API_KEY', newId())))
    const found = async (filter: object) => {
      const { items, total } = await access(filter)
      expect(total).toBe(items.length)
      return items.map((item) => [item.action, item.secretName, item.routineName, item.outcome])
    }
    const [first, second, lost] = [
      ['resolve', 'Deploy token', 'Nightly', 'success'],
      ['resolve', 'Deploy token', 'Weekly', 'success'],
      ['resolve', 'missing secret', 'Weekly', 'failure'],
    ]
    expect(await found({ secretId: token.id, action: ['resolve'] })).toEqual([second, first])
    expect(await found({ routineId: weekly })).toEqual([lost, second])
    expect(await found({ outcome: 'failure' })).toEqual([lost])
    expect(await found({ action: ['create'] })).toHaveLength(2)
    expect(await found({ since: later })).toEqual([lost, second])
    expect(await found({ query: 'deploy', action: ['resolve'] })).toEqual([second, first])
    expect(await found({ query: 'NIGHTLY' })).toHaveLength(2)
    expect(await found({ query: 'api_key' })).toHaveLength(3)
    expect(await found({ query: '_', action: ['create'] })).toEqual([])
    expect(await found({ query: 'secret_missing' })).toEqual([lost])
    expect(await found({ query: 'scheduler', secretId: other.id })).toHaveLength(1)
    expect(await call(vault.router.accessSummary, { companyId })).toEqual({ resolved: 3, routines: 2, denied: 1 })
    expect(await call(vault.router.accessSummary, { companyId, secretId: other.id })).toEqual({ resolved: 1, routines: 1, denied: 0 })
    await vault.clock.advance(86_400_000 - 1_800_000)
    expect(await call(vault.router.accessSummary, { companyId })).toEqual({ resolved: 1, routines: 1, denied: 1 })
  })

  it('stays readable when the secret is deleted, and says nothing to another company', async () => {
    const { id } = await vault.create(companyId, 'token')
    await call(vault.router.remove, { companyId, id, reason: 'gone' })
    expect((await access({ secretId: id })).items.map((item) => [item.action, item.secretName, item.reason])).toEqual([
      ['delete', 'token', 'gone'],
      ['create', 'token', ''],
    ])
    const other = await vault.company()
    expect((await call(vault.router.access, { companyId: other })).total).toBe(0)
    for (const work of [
      () => call(vault.router.access, { companyId: other, secretId: id }),
      () => call(vault.router.accessSummary, { companyId: other, secretId: id }),
      () => access({ routineId: newId() }),
      () => call(vault.router.access, { companyId: newId() }),
      () => call(vault.router.verifyAudit, { companyId: newId() }),
    ])
      expect(await failure(work())).toMatchObject({ code: 'NOT_FOUND' })
  })
})

describe('reveal', () => {
  const hidden: StoredEnv = [
    { key: 'MASKED', binding: { kind: 'plain', visibility: 'masked', value: 'S3NTINEL' } },
    { key: 'SHUT', binding: { kind: 'plain', visibility: 'write_only', value: 'S3NTINEL' } },
    { key: 'OPEN', binding: { kind: 'plain', visibility: 'visible', value: 'S3NTINEL' } },
  ]
  const reveal = (targetType: EnvLayer, targetId: string, name: string, reason = ' debugging ', of = companyId) =>
    call(vault.router.reveal, { companyId: of, targetType, targetId, key: name, reason })
  const revealed = async () =>
    (await access({ action: ['reveal'] })).items.map((item) => [item.configPath, item.routineName, item.outcome, item.code, item.reason])

  it('shows a masked plain value of each layer, and records who asked and why', async () => {
    const agentId = await vault.agent(companyId, 'Worker', hidden)
    const projectId = await vault.project(companyId, 'Site', hidden)
    const routineId = await vault.routine(companyId, 'Nightly', { agentId, env: hidden })
    for (const [type, id] of [
      ['agent', agentId],
      ['project', projectId],
      ['routine', routineId],
    ] as const)
      expect(await reveal(type, id, 'MASKED')).toEqual({ value: 'S3NTINEL' })
    expect(await revealed()).toEqual([
      ['env.MASKED', 'Nightly', 'success', null, 'debugging'],
      [`project.${projectId}.env.MASKED`, null, 'success', null, 'debugging'],
      [`agent.${agentId}.env.MASKED`, null, 'success', null, 'debugging'],
    ])
    expect(JSON.stringify(await access())).not.toContain('S3NTINEL')
    expect(await call(vault.router.verifyAudit, { companyId })).toMatchObject([{ verdict: 'intact' }])
  })

  it('asks the system who is there, once in five minutes, shows nothing on its no, and shields what it shows', async () => {
    const answers = [false, true, false]
    const asked: string[] = []
    const shielded: number[] = []
    const attendance = {
      async confirm(reason: string) {
        asked.push(reason)
        return answers.shift() ?? false
      },
      shield: (milliseconds: number) => void shielded.push(milliseconds),
    }
    const guarded = await secretsHarness(database.sql, { attendance })
    const agentId = await vault.agent(companyId, 'Worker', hidden)
    const show = (key: string) => call(guarded.router.reveal, { companyId, targetType: 'agent', targetId: agentId, key, reason: 'debugging' })
    expect(await failure(show('MASKED'))).toMatchObject({ code: 'WRONG_STATE', data: { state: 'not_confirmed' } })
    expect(await show('MASKED')).toEqual({ value: 'S3NTINEL' })
    await guarded.clock.advance(299_000)
    expect(await show('MASKED')).toEqual({ value: 'S3NTINEL' })
    // What would not be shown anyway is no reason to ask.
    await failure(show('SHUT'))
    expect(asked).toHaveLength(2)
    await guarded.clock.advance(2_000)
    expect(await failure(show('MASKED'))).toMatchObject({ data: { state: 'not_confirmed' } })
    expect(asked).toEqual(Array(3).fill('show the value of MASKED'))
    expect(shielded).toEqual([20_000, 20_000])
    expect((await revealed()).map(([, , outcome, code]) => [outcome, code])).toEqual([
      ['failure', 'not_confirmed'],
      ['failure', 'write_only'],
      ['success', null],
      ['success', null],
      ['failure', 'not_confirmed'],
    ])
  })

  it('refuses everything else, and records that too', async () => {
    const { id } = await vault.create(companyId, 'token', 'S3NTINEL')
    const agentId = await vault.agent(companyId, 'Worker', [...hidden, reference('SECRET', id)])
    for (const [name, state] of [
      ['SHUT', 'write_only'],
      ['OPEN', 'visible'],
      ['SECRET', 'secret'],
    ] as const) {
      const refused = await failure(reveal('agent', agentId, name))
      expect(refused).toMatchObject({ code: 'WRONG_STATE', data: { state } })
      expect(JSON.stringify(refused)).not.toContain('S3NTINEL')
    }
    expect(await failure(reveal('agent', agentId, 'NONE'))).toMatchObject({ code: 'NOT_FOUND', data: { noun: 'key' } })
    expect(await failure(reveal('routine', agentId, 'MASKED'))).toMatchObject({ code: 'NOT_FOUND', data: { noun: 'routine' } })
    expect((await revealed()).map(([, , outcome, code]) => [outcome, code])).toEqual([
      ['failure', 'not_found'],
      ['failure', 'not_found'],
      ['failure', 'secret'],
      ['failure', 'visible'],
      ['failure', 'write_only'],
    ])
    expect((await access({ secretId: id, action: ['reveal'] })).total).toBe(1)
  })

  it('knows nothing of other companies, and wants a reason', async () => {
    const agentId = await vault.agent(companyId, 'Worker', hidden)
    const other = await vault.company()
    expect(await failure(reveal('agent', agentId, 'MASKED', 'curious', other))).toMatchObject({ code: 'NOT_FOUND', data: { noun: 'agent' } })
    expect(await failure(reveal('agent', agentId, 'MASKED', '  '))).toMatchObject({ code: 'BAD_REQUEST' })
    expect(await failure(reveal('agent', agentId, 'MASKED', 'why not', newId()))).toMatchObject({ code: 'NOT_FOUND', data: { noun: 'company' } })
    expect(await revealed()).toEqual([])
  })

  it('shows nothing that cannot be recorded', async () => {
    const agentId = await vault.agent(companyId, 'Worker', hidden)
    await database.sql.db.execute('alter table secret_access_events add constraint planted check (false) not valid')
    try {
      expect(JSON.stringify(await failure(reveal('agent', agentId, 'MASKED')))).not.toContain('S3NTINEL')
    } finally {
      await database.sql.db.execute('alter table secret_access_events drop constraint planted')
    }
  })
})
