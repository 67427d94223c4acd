/** The env contract as every layer keeps it: agents, projects and routines with a real vault. */
import { call } from '@orpc/server'
import { asc, eq } from 'drizzle-orm'
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Env, type ShownEnv, type Visibility, visibilities } from '#shared/contract/env.ts'
import { type EnvHarness, envHarness } from '../../adapters/memory/env-harness.ts'
import { type TestDatabase, testDatabase } from '../../adapters/memory/test-database.ts'
import { newId } from '../../ports/rows.ts'
import * as schema from '../../schema/index.ts'

const adapter = { kind: 'process' as const, command: 'node', args: [] }
const plain = (key: string, value: string | null, visibility: Visibility = 'visible'): Env[number] => ({
  key,
  binding: { kind: 'plain', visibility, value },
})
const reference = (key: string, secretId: string, version: number | 'latest' = 'latest'): Env[number] => ({
  key,
  binding: { kind: 'secret', secretId, version },
})

let database: TestDatabase
let harness: EnvHarness
let companyId: string
let counted = 0

beforeAll(async () => {
  database = await testDatabase()
  harness = await envHarness(database)
})
afterAll(async () => {
  await harness.stop()
  await database.close()
})
beforeEach(async () => {
  companyId = await harness.company()
  await harness.strict(false)
})

function name(): string {
  counted += 1
  return `thing ${counted}`
}
const secret = (value = 'x') => call(harness.secrets.router.create, { companyId, name: name(), value })
const agentId = async () => (await call(harness.agents.create, { companyId, name: name(), adapter })).id

/** What the three layers have in common. */
interface Layer {
  create(env: Env): Promise<{ id: string; env: ShownEnv }>
  save(id: string, change: { env?: Env; name?: string }): Promise<{ env: ShownEnv }>
  get(id: string): Promise<{ env: ShownEnv }>
  described(id: string): ReturnType<EnvHarness['secrets']['describe']>
}
const layers: Record<'agent' | 'project' | 'routine', Layer> = {
  agent: {
    create: (env) => call(harness.agents.create, { companyId, name: name(), adapter, env }),
    save: (id, change) => call(harness.agents.update, { companyId, id, ...change }),
    get: (id) => call(harness.agents.get, { companyId, id }),
    described: (id) => call(harness.agents.env, { companyId, id }),
  },
  project: {
    create: (env) => call(harness.projects.create, { companyId, name: name(), env }),
    save: (id, change) => call(harness.projects.update, { companyId, id, ...change }),
    get: (id) => call(harness.projects.get, { companyId, id }),
    described: (id) => call(harness.projects.env, { companyId, id }),
  },
  routine: {
    create: async (env) => call(harness.routines.create, { companyId, name: name(), agentId: await agentId(), env }),
    save: (id, change) => call(harness.routines.update, { companyId, id, ...change }),
    get: (id) => call(harness.routines.get, { companyId, id }),
    described: (id) => call(harness.routines.env, { companyId, id }),
  },
}
const table = { agent: schema.agents, project: schema.projects, routine: schema.routines }
const storedEnv = async (kind: keyof typeof layers, id: string) =>
  (await database.sql.db.select({ env: table[kind].env }).from(table[kind]).where(eq(table[kind].id, id)))[0]?.env
const bindings = (targetId: string) =>
  database.sql.db
    .select({
      path: schema.companySecretBindings.configPath,
      secretId: schema.companySecretBindings.secretId,
      version: schema.companySecretBindings.versionSelector,
    })
    .from(schema.companySecretBindings)
    .where(eq(schema.companySecretBindings.targetId, targetId))
    .orderBy(asc(schema.companySecretBindings.configPath))

describe.each(['agent', 'project', 'routine'] as const)('the env of one %s', (kind) => {
  const layer = layers[kind]

  it('keeps the values that a save leaves out, and shows visible ones alone', async () => {
    const { id, env } = await layer.create([plain('A', 'one'), plain('B', 'two', 'masked'), plain('C', 'three', 'write_only')])
    expect(env).toEqual([plain('A', 'one'), plain('B', null, 'masked'), plain('C', null, 'write_only')])
    const saved = await layer.save(id, { env: [plain('C', null, 'write_only'), plain('B', null, 'write_only'), plain('A', null, 'masked')] })
    expect(saved.env).toEqual([plain('C', null, 'write_only'), plain('B', null, 'write_only'), plain('A', null, 'masked')])
    expect(await storedEnv(kind, id)).toEqual([plain('C', 'three', 'write_only'), plain('B', 'two', 'write_only'), plain('A', 'one', 'masked')])
  })

  it('names the keys that have nothing to keep, and those that would be shown', async () => {
    await expect(layer.create([plain('A', null)])).rejects.toMatchObject({ code: 'BAD_REQUEST', data: { issues: [{ path: ['env', 'A'] }] } })
    const { id } = await layer.create([plain('W', 'hidden-value', 'write_only')])
    const error: Error & { data?: unknown } = await layer.save(id, { env: [plain('W', null, 'masked'), plain('N', null)] }).then(
      () => expect.unreachable(),
      (refusal: Error) => refusal,
    )
    expect(error.data).toEqual({
      issues: [
        { path: ['env', 'N'], message: 'N has no stored value to keep: give it a value.' },
        { path: ['env', 'W'], message: 'the value of W is hidden: to show it more openly, give it a new value.' },
      ],
    })
    expect(JSON.stringify(error) + error.message).not.toContain('hidden-value')
    expect(await storedEnv(kind, id)).toEqual([plain('W', 'hidden-value', 'write_only')])
    expect((await layer.save(id, { env: [plain('W', 'shown now')] })).env).toEqual([plain('W', 'shown now')])
  })

  it('is bound with the save, and left alone by a save that does not mention it', async () => {
    const [one, two] = [await secret(), await secret()]
    const { id } = await layer.create([reference('A', one.id), reference('B', two.id, 1)])
    const bound = [
      { path: 'env.A', secretId: one.id, version: 'latest' },
      { path: 'env.B', secretId: two.id, version: '1' },
    ]
    expect(await bindings(id)).toEqual(bound)
    await layer.save(id, { name: name() })
    expect(await bindings(id)).toEqual(bound)
    await layer.save(id, { env: [reference('B', one.id), plain('A', 'x')] })
    expect(await bindings(id)).toEqual([{ path: 'env.B', secretId: one.id, version: 'latest' }])
    await layer.save(id, { env: [] })
    expect(await bindings(id)).toEqual([])
  })

  it('refuses missing, deleted and foreign secrets alike, and then nothing is saved', async () => {
    const deleted = await secret()
    await call(harness.secrets.router.remove, { companyId, id: deleted.id })
    const elsewhere = await harness.company()
    const foreign = await call(harness.secrets.router.create, { companyId: elsewhere, name: 'theirs', value: 'x' })
    const good = await secret()
    const { id } = await layer.create([reference('GOOD', good.id)])
    for (const secretId of [newId(), deleted.id, foreign.id]) {
      const refusal = { code: 'UNKNOWN_SECRET', data: { keys: ['BAD'] } }
      await expect(layer.create([reference('GOOD', good.id), reference('BAD', secretId)])).rejects.toMatchObject(refusal)
      await expect(layer.save(id, { name: 'renamed', env: [plain('X', 'y'), reference('BAD', secretId)] })).rejects.toMatchObject(refusal)
    }
    expect(await layer.get(id)).toMatchObject({ name: expect.stringContaining('thing'), env: [reference('GOOD', good.id)] })
    expect(await bindings(id)).toMatchObject([{ path: 'env.GOOD' }])
  })

  it('accepts a disabled secret and says so', async () => {
    const off = await secret()
    await call(harness.secrets.router.setStatus, { companyId, id: off.id, status: 'disabled', reason: 'leaked' })
    const { id } = await layer.create([reference('OFF', off.id)])
    expect(await layer.described(id)).toMatchObject([{ key: 'OFF', definitions: [{ layer: kind, value: null, health: 'secret_disabled' }] }])
  })

  it('refuses inline credentials in strict mode, but not those it held before', async () => {
    const old = [plain('API_TOKEN', 'from-before', 'masked'), plain('URL', 'https://x.example')]
    const { id } = await layer.create(old)
    await harness.strict(true)
    const refusal = (...keys: string[]) => ({ code: 'INLINE_SECRET', data: { keys } })
    await expect(layer.create([plain('DB_PASSWORD', 'hunter2', 'write_only'), plain('TZ', 'UTC')])).rejects.toMatchObject(refusal('DB_PASSWORD'))
    await expect(layer.save(id, { env: [plain('API_TOKEN', 'changed')] })).rejects.toMatchObject(refusal('API_TOKEN'))
    await expect(layer.save(id, { env: [...old, plain('URL2', 'postgres://u:hunter2@db/x')] })).rejects.toMatchObject(refusal('URL2'))
    expect((await layer.save(id, { env: [plain('API_TOKEN', null, 'write_only'), plain('TZ', 'UTC')] })).env).toHaveLength(2)
    await layer.save(id, { name: name() })
    await harness.strict(false)
    expect((await layer.save(id, { env: [plain('API_TOKEN', 'changed')] })).env).toHaveLength(1)
  })
})

describe('strict mode of a routine', () => {
  it('also stands at a copy and at a restore', async () => {
    const { id } = await call(harness.routines.create, { companyId, name: 'Nightly', agentId: await agentId(), env: [plain('API_TOKEN', 'tok')] })
    await layers.routine.save(id, { env: [] })
    const { items } = await call(harness.routines.revisions, { companyId, id })
    const [current, first] = items
    await harness.strict(true)
    const restore = { companyId, id, revisionId: first?.id ?? '', baseRevisionId: current?.id ?? '', reason: 'back' }
    await expect(call(harness.routines.restore, restore)).rejects.toMatchObject({ code: 'INLINE_SECRET', data: { keys: ['API_TOKEN'] } })
    await harness.strict(false)
    await call(harness.routines.restore, restore)
    await harness.strict(true)
    await expect(call(harness.routines.duplicate, { companyId, id })).rejects.toMatchObject({ code: 'INLINE_SECRET' })
  })
})

describe('versions', () => {
  it.each(['agent', 'project'] as const)('of one %s go up with each real change, and refuse stale saves', async (kind) => {
    const { create, update } = kind === 'agent' ? harness.agents : harness.projects
    const made = await call(create, { companyId, name: name(), adapter, env: [plain('A', '1'), plain('B', '2', 'masked')] } as never)
    const save = (change: object) => call(update, { companyId, id: made.id, ...change } as never)
    expect(made.version).toBe(1)
    await save({ name: made.name, description: '', env: [plain('B', null, 'masked'), plain('A', '1')] })
    expect(await save({})).toMatchObject({ version: 1, updatedAt: made.updatedAt })
    expect(await save({ description: 'new', baseVersion: 1 })).toMatchObject({ version: 2 })
    expect(await save({ env: [plain('A', null, 'masked')] })).toMatchObject({ version: 3 })
    await expect(save({ description: 'stale', baseVersion: 2 })).rejects.toMatchObject({ code: 'CONFLICT', data: { currentRevisionId: '3' } })
    const saves = await Promise.allSettled(Array.from({ length: 5 }, (_, n) => save({ description: `by ${n}`, baseVersion: 3 })))
    expect(saves.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  })
})

describe('undoing the deletion of a routine', () => {
  it('brings back exactly what was: revision, state, bindings; its schedule counts from now', async () => {
    const token = await secret()
    const triggers = [{ cron: '0 9 * * *', timezone: 'UTC' }]
    const env = [reference('TOKEN', token.id), plain('HIDDEN', 'kept', 'write_only')]
    for (const enabled of [true, false]) {
      const { id } = await call(harness.routines.create, { companyId, name: name(), agentId: await agentId(), env, triggers, enabled })
      const before = await call(harness.routines.get, { companyId, id })
      await call(harness.routines.remove, { companyId, id })
      expect(await bindings(id)).toEqual([])
      harness.clock.set(new Date(harness.clock.now().getTime() + 86_400_000))
      const after = await call(harness.routines.undelete, { companyId, id })
      const due = enabled ? new Date(harness.clock.now().getTime() + 3_600_000) : null
      expect(after).toEqual({ ...before, nextDueAt: due })
      expect(await bindings(id)).toHaveLength(1)
      expect(await storedEnv('routine', id)).toEqual(env)
      expect((await call(harness.routines.revisions, { companyId, id })).total).toBe(1)
    }
  })

  it('says what is gone, and records a project that is', async () => {
    const token = await secret()
    const { id: projectId } = await call(harness.projects.create, { companyId, name: name() })
    const { id } = await call(harness.routines.create, {
      companyId,
      name: name(),
      agentId: await agentId(),
      projectId,
      env: [reference('TOKEN', token.id)],
    })
    await call(harness.routines.remove, { companyId, id })
    await call(harness.projects.remove, { companyId, id: projectId })
    await call(harness.secrets.router.remove, { companyId, id: token.id })
    await expect(call(harness.routines.undelete, { companyId, id })).rejects.toMatchObject({ code: 'UNKNOWN_SECRET', data: { keys: ['TOKEN'] } })
    await call(harness.secrets.router.undelete, { companyId, id: token.id })
    expect(await call(harness.routines.undelete, { companyId, id })).toMatchObject({ projectId: null, revisionNumber: 2 })
  })
})

describe('hidden values', () => {
  const marker = /HIDDEN-[0-9a-f]{8}/
  const key = fc.constantFrom('A', 'B', 'C', '__proto__', 'constructor', 'API_TOKEN')
  const entry = fc.record({ key, visibility: fc.constantFrom(...visibilities), number: fc.nat(0xffffffff) })
  const anyEnv = fc
    .uniqueArray(entry, { selector: (each) => each.key, maxLength: 5 })
    .map((entries) =>
      entries.map(({ key: k, visibility, number }) =>
        plain(k, `${visibility === 'visible' ? 'shown' : 'HIDDEN'}-${number.toString(16).padStart(8, '0')}`, visibility),
      ),
    )

  /** The same keys, with the values that are stored. */
  const keptAs = (env: Env, visibility: Visibility | null): Env =>
    env.map(({ key: k, binding }) => plain(k, null, visibility ?? (binding.kind === 'plain' ? binding.visibility : 'visible')))

  /** Everything that agents, projects and routines answer about what is stored. */
  async function everyAnswer(ids: { agent: string; project: string; routine: string }): Promise<unknown[]> {
    const of = (kind: keyof typeof ids) => ({ companyId, id: ids[kind] })
    const { routines, agents, projects } = harness
    const { items } = await call(routines.revisions, of('routine'))
    const answers: unknown[] = [items]
    for (const { id: revisionId } of items) {
      answers.push(await call(routines.revision, { ...of('routine'), revisionId }))
      answers.push(await call(routines.planRestore, { ...of('routine'), revisionId }))
      answers.push(await call(routines.compare, { ...of('routine'), beforeId: revisionId, afterId: items[0]?.id ?? '' }))
    }
    answers.push(await call(routines.get, of('routine')), await call(routines.list, { companyId }), await call(routines.env, of('routine')))
    answers.push(await call(agents.get, of('agent')), await call(agents.list, { companyId }), await call(agents.env, of('agent')))
    answers.push(await call(projects.get, of('project')), await call(projects.list, { companyId }), await call(projects.env, of('project')))
    answers.push(await call(harness.secrets.router.migrateInlineEnv, { companyId }))
    return answers
  }

  it('never leave, whatever is saved over whatever', async () => {
    await fc.assert(
      fc.asyncProperty(anyEnv, anyEnv, anyEnv, anyEnv, async (agentEnv, projectEnv, routineEnv, nextEnv) => {
        companyId = await harness.company()
        const agent = await call(harness.agents.create, { companyId, name: name(), adapter, env: agentEnv })
        const project = await call(harness.projects.create, { companyId, name: name(), env: projectEnv })
        const owners = { agentId: agent.id, projectId: project.id }
        const routine = await call(harness.routines.create, { companyId, name: name(), ...owners, env: routineEnv })
        const settle = async (work: Promise<unknown>) => work.catch((error: Error & { data?: unknown }) => [error.message, error.data])
        const answers = [agent, project, routine]
        for (const env of [nextEnv, keptAs(nextEnv, null), keptAs(nextEnv, 'write_only'), routine.env, []]) {
          answers.push((await settle(layers.routine.save(routine.id, { env }))) as never)
          answers.push((await settle(layers.agent.save(agent.id, { env }))) as never)
          answers.push((await settle(layers.project.save(project.id, { env }))) as never)
        }
        const copy = await call(harness.routines.duplicate, { companyId, id: routine.id })
        const all = [...answers, copy, ...(await everyAnswer({ agent: agent.id, project: project.id, routine: routine.id }))]
        expect(JSON.stringify(all)).not.toMatch(marker)
      }),
      { numRuns: 20 },
    )
  })

  it('win and lose like visible ones', async () => {
    await fc.assert(
      fc.asyncProperty(anyEnv, anyEnv, anyEnv, async (agentEnv, projectEnv, routineEnv) => {
        companyId = await harness.company()
        const agent = await call(harness.agents.create, { companyId, name: name(), adapter, env: agentEnv })
        const project = await call(harness.projects.create, { companyId, name: name(), env: projectEnv })
        const { id } = await call(harness.routines.create, { companyId, name: name(), agentId: agent.id, projectId: project.id, env: routineEnv })
        const described = await call(harness.routines.env, { companyId, id })
        const winners = new Map([...agentEnv, ...projectEnv, ...routineEnv].map(({ key: k, binding }) => [k, binding]))
        expect(new Set(described.map((each) => each.key))).toEqual(new Set(winners.keys()))
        for (const { key: k, definitions } of described) {
          const binding = winners.get(k)
          if (binding?.kind !== 'plain') throw new Error('only plain values here')
          expect(definitions[0]).toMatchObject({ visibility: binding.visibility, value: binding.visibility === 'visible' ? binding.value : null })
        }
      }),
      { numRuns: 20 },
    )
  })
})
