import { call } from '@orpc/server'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { failure, plain, reference, type SecretsHarness, secretsHarness } from '../../adapters/memory/secrets-harness.ts'
import { type TestDatabase, testDatabase } from '../../adapters/memory/test-database.ts'
import { newId } from '../../ports/rows.ts'
import { routineRuns } from '../../schema/index.ts'

let database: TestDatabase
let h: SecretsHarness
let companyId: string
let id: string

beforeAll(async () => {
  database = await testDatabase()
  h = await secretsHarness(database.sql)
})
afterAll(() => database.close())
beforeEach(async () => {
  companyId = await h.company()
  id = (await h.create(companyId, 'Mail password')).id
})

const radius = (version?: number) => call(h.router.blastRadius, { companyId, id, ...(version ? { version } : {}) })
const routinesOf = async (version?: number) => (await radius(version)).routines.map(({ name, keys }) => [name, ...keys])
const at = (hour: number) => new Date(Date.UTC(2026, 0, 6, hour))

describe('the blast radius', () => {
  it('is nothing for a secret that nobody uses', async () => {
    expect(await radius()).toEqual({ bindings: [], routines: [], activeRuns: 0 })
  })

  it('names the routines that would fail, the next to fire first, and every binding', async () => {
    const agentId = await h.agent(companyId, 'Reporter', [reference('MAIL', id)])
    const other = await h.agent(companyId, 'Courier')
    const projectId = await h.project(companyId, 'Reports', [reference('SMTP', id)])
    const late = await h.routine(companyId, 'Late', { agentId, due: at(20) })
    const early = await h.routine(companyId, 'Early', { agentId: other, projectId, due: at(6), env: [reference('OWN', id), plain('PLAIN')] })
    const off = await h.routine(companyId, 'Off', { agentId, enabled: false, due: at(1) })
    await h.routine(companyId, 'Elsewhere', { agentId: other, due: at(2) })
    expect(await radius()).toEqual({
      bindings: [
        { targetType: 'agent', targetId: agentId, targetName: 'Reporter', configPath: 'env.MAIL', version: 'latest' },
        { targetType: 'project', targetId: projectId, targetName: 'Reports', configPath: 'env.SMTP', version: 'latest' },
        { targetType: 'routine', targetId: early, targetName: 'Early', configPath: 'env.OWN', version: 'latest' },
      ],
      routines: [
        { id: early, name: 'Early', keys: ['OWN', 'SMTP'], enabled: true, nextDueAt: at(6) },
        { id: late, name: 'Late', keys: ['MAIL'], enabled: true, nextDueAt: at(20) },
        { id: off, name: 'Off', keys: ['MAIL'], enabled: false, nextDueAt: null },
      ],
      activeRuns: 0,
    })
  })

  it('leaves out a reference that another layer overrides, though it stays a binding', async () => {
    const another = (await h.create(companyId, 'Another')).id
    const agentId = await h.agent(companyId, 'Reporter', [reference('A', id), reference('B', id), reference('C', id)])
    const projectId = await h.project(companyId, 'Reports', [reference('B', another)])
    await h.routine(companyId, 'Overrides all', { agentId, projectId, env: [plain('A'), reference('C', another)] })
    await h.routine(companyId, 'Overrides some', { agentId, projectId, env: [plain('A')] })
    expect((await radius()).bindings).toHaveLength(3)
    expect(await routinesOf()).toEqual([['Overrides some', 'C']])
    await call(h.router.remove, { companyId, id: another, reason: 'x' })
    expect(await routinesOf()).toEqual([['Overrides some', 'C']])
  })

  it('says when nobody would fail although it is in use', async () => {
    const agentId = await h.agent(companyId, 'Reporter', [reference('A', id)])
    await h.routine(companyId, 'Nightly', { agentId, env: [plain('A')] })
    const refused = await failure(call(h.router.setStatus, { companyId, id, status: 'disabled' }))
    expect(refused.message).toBe(
      'The secret Mail password was not disabled: it is used at 1 place, and no routine would fail, because other layers override it there. Say why to disable it all the same.',
    )
  })

  it('of a version: who is pinned to it, and those who follow the latest when it is current', async () => {
    await call(h.router.rotate, { companyId, id, value: 'two' })
    const agentId = await h.agent(companyId, 'Reporter')
    await h.routine(companyId, 'Pinned', { agentId, env: [reference('K', id, 1)] })
    await h.routine(companyId, 'Latest', { agentId, env: [reference('K', id)] })
    await h.routine(companyId, 'Pinned to two', { agentId, env: [reference('K', id, 2), reference('L', id, 1)] })
    expect(await routinesOf(1)).toEqual([
      ['Pinned', 'K'],
      ['Pinned to two', 'L'],
    ])
    expect(await routinesOf(2)).toEqual([
      ['Latest', 'K'],
      ['Pinned to two', 'K'],
    ])
    expect((await radius(2)).bindings.map(({ version }) => version)).toEqual(['latest', 2])
    expect(await routinesOf()).toEqual([
      ['Latest', 'K'],
      ['Pinned', 'K'],
      ['Pinned to two', 'K', 'L'],
    ])
  })

  it('counts the runs going on that were given it, by version', async () => {
    const agentId = await h.agent(companyId, 'Reporter')
    const routineId = await h.routine(companyId, 'Nightly', { agentId })
    const receipt = (version: number) => [
      {
        key: 'K',
        layer: 'routine' as const,
        kind: 'secret' as const,
        visibility: null,
        secretId: id,
        secretName: 'x',
        selector: 'latest' as const,
        version,
        fingerprint: '',
      },
    ]
    const run = (status: 'running' | 'succeeded' | 'queued', version: number) => ({
      id: newId(),
      companyId,
      routineId,
      source: 'manual' as const,
      actor: 'ada',
      status,
      envReceipt: status === 'queued' ? [] : receipt(version),
    })
    await database.sql.db.insert(routineRuns).values([run('running', 1), run('running', 2), run('running', 2), run('succeeded', 1), run('queued', 1)])
    expect((await radius()).activeRuns).toBe(3)
    expect((await radius(2)).activeRuns).toBe(2)
  })

  it('names three routines and counts the rest', async () => {
    const agentId = await h.agent(companyId, 'Reporter', [reference('K', id)])
    for (const hour of [5, 4, 3, 2, 1]) await h.routine(companyId, `At ${hour}`, { agentId, due: at(hour) })
    const refused = await failure(call(h.router.remove, { companyId, id }))
    expect(refused.message).toContain('the next run of 5 routines would fail: At 1, At 2, At 3, 2 more.')
  })
})
