import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { call } from '@orpc/server'
import { and, asc, eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Env } from '#shared/contract/env.ts'
import { crashing } from '../../adapters/memory/crashing.ts'
import { type EnvHarness, envHarness } from '../../adapters/memory/env-harness.ts'
import { type TestDatabase, testDatabase } from '../../adapters/memory/test-database.ts'
import { newId } from '../../ports/rows.ts'
import * as schema from '../../schema/index.ts'
import { secretsFeature } from './index.ts'

const adapter = { kind: 'process' as const, command: 'node', args: [] }
const plain = (key: string, value: string, visibility: 'visible' | 'masked' | 'write_only' = 'visible'): Env[number] => ({
  key,
  binding: { kind: 'plain', visibility, value },
})

let database: TestDatabase
let harness: EnvHarness
let companyId: string

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
})

const migrate = (apply: boolean) => call(harness.secrets.router.migrateInlineEnv, { companyId, apply })
const agent = (env: Env, name = 'Reporter') => call(harness.agents.create, { companyId, name, adapter, env })
async function routine(env: Env, name = 'Nightly') {
  const { id: agentId } = await agent([], `Agent of ${name}`)
  return call(harness.routines.create, { companyId, agentId, name, env })
}
const save = (id: string, env: Env) => call(harness.routines.update, { companyId, id, env })
const secretNamed = async (name: string) => (await call(harness.secrets.router.list, { companyId })).find((secret) => secret.name === name)
const snapshots = (routineId: string) =>
  database.sql.db
    .select({ number: schema.routineRevisions.number, snapshot: schema.routineRevisions.snapshot })
    .from(schema.routineRevisions)
    .where(eq(schema.routineRevisions.routineId, routineId))
    .orderBy(asc(schema.routineRevisions.number))
/** The environment that a run of that env would get now. */
async function resolved(routineId: string) {
  const [row] = await database.sql.db.select().from(schema.routines).where(eq(schema.routines.id, routineId))
  if (!row) throw new Error('gone')
  const layer = { layer: 'routine' as const, sourceId: routineId, sourceName: row.name, env: row.env, changedAt: new Date(), changedBy: '' }
  return (await harness.secrets.resolve({ companyId, runId: newId(), routineId, actor: 'ada', layers: [layer] })).values
}

/** Whether the text stands in any file of this database, as Postgres wrote it down, or in the write-ahead log. */
async function onDisk(text: string): Promise<boolean> {
  await database.sql.db.execute(sql`checkpoint`)
  const { rows } = await database.sql.db.execute<{ data: string; oid: string }>(
    sql`select current_setting('data_directory') data, oid::text from pg_database where datname = current_database()`,
  )
  const { data = '', oid = '' } = rows[0] ?? {}
  for (const folder of [join(data, 'base', oid), join(data, 'pg_wal')]) {
    for (const file of await readdir(folder, { withFileTypes: true })) {
      // One that went away meanwhile holds nothing.
      if (file.isFile() && (await readFile(join(folder, file.name)).catch(() => Buffer.alloc(0))).includes(text)) return true
    }
  }
  return false
}

describe('migrating inline values', () => {
  it('lists what it would do at every layer without a value, and changes nothing', async () => {
    const { id: agentId } = await agent([plain('API_TOKEN', 'tok-1'), plain('TZ', 'UTC')])
    const { id: projectId } = await call(harness.projects.create, { companyId, name: 'Reports', env: [plain('DB', 'postgres://u:hunter2@db/x')] })
    const nightly = await routine([plain('DB_PASSWORD', 'old-pw', 'write_only')])
    await save(nightly.id, [plain('DB_PASSWORD', 'new-pw')])
    const before = await snapshots(nightly.id)
    const report = await migrate(false)
    expect(report).toEqual({
      applied: false,
      items: [
        {
          targetType: 'agent',
          targetId: agentId,
          targetName: 'Reporter',
          key: 'API_TOKEN',
          because: 'name',
          secretName: 'Reporter API_TOKEN',
          revisions: 0,
          outcome: 'would_migrate',
          message: '',
        },
        {
          targetType: 'project',
          targetId: projectId,
          targetName: 'Reports',
          key: 'DB',
          because: 'value',
          secretName: 'Reports DB',
          revisions: 0,
          outcome: 'would_migrate',
          message: '',
        },
        {
          targetType: 'routine',
          targetId: nightly.id,
          targetName: 'Nightly',
          key: 'DB_PASSWORD',
          because: 'name',
          secretName: 'Nightly DB_PASSWORD',
          revisions: 1,
          outcome: 'would_migrate',
          message: '',
        },
      ],
    })
    expect(JSON.stringify(report)).not.toMatch(/tok-1|hunter2|old-pw|new-pw/)
    expect(await snapshots(nightly.id)).toEqual(before)
    expect(await call(harness.secrets.router.list, { companyId })).toEqual([])
  })

  it('makes a secret with a version for each value, binds it and appends a revision; runs get what they got', async () => {
    const { id } = await routine([plain('API_KEY', 'v-one'), plain('TZ', 'UTC')])
    await save(id, [plain('API_KEY', 'v-two', 'masked'), plain('TZ', 'UTC')])
    await save(id, [plain('API_KEY', 'v-one'), plain('TZ', 'UTC')])
    const report = await migrate(true)
    expect(report).toMatchObject({ applied: true, items: [{ key: 'API_KEY', revisions: 2, outcome: 'migrated', secretName: 'Nightly API_KEY' }] })
    const secret = await secretNamed('Nightly API_KEY')
    const { versions, bindings } = await call(harness.secrets.router.get, { companyId, id: secret?.id ?? '' })
    expect(versions.map(({ version, current, origin }) => [version, current, origin])).toEqual([
      [2, false, 'migrated'],
      [1, true, 'migrated'],
    ])
    expect(bindings).toMatchObject([{ targetType: 'routine', targetId: id, configPath: 'env.API_KEY', version: 'latest' }])
    const reference = (version: number | 'latest') => ({ key: 'API_KEY', binding: { kind: 'secret', secretId: secret?.id, version } })
    expect((await snapshots(id)).map(({ number, snapshot }) => [number, snapshot.env[0]])).toEqual([
      [1, reference(1)],
      [2, reference(2)],
      [3, reference(1)],
      [4, reference('latest')],
    ])
    const { items } = await call(harness.routines.revisions, { companyId, id })
    expect(items[0]).toMatchObject({ number: 4, changed: ['env', 'secrets'], envNumber: 4, current: true, createdBy: 'ada' })
    expect(await call(harness.routines.get, { companyId, id })).toMatchObject({ revisionNumber: 4, env: [reference('latest'), plain('TZ', 'UTC')] })
    expect(await resolved(id)).toEqual({ API_KEY: 'v-one', TZ: 'UTC' })
  })

  it('is written down in the trail, chained, without a value', async () => {
    const { id } = await agent([plain('API_TOKEN', 'tok-1')])
    await migrate(true)
    const { items } = await call(harness.secrets.router.access, { companyId })
    expect(items).toMatchObject([
      {
        action: 'import',
        version: 1,
        reason: 'migrate-inline-env',
        configPath: 'env.API_TOKEN',
        actor: 'ada',
        outcome: 'success',
        secretName: 'Reporter API_TOKEN',
      },
    ])
    expect(await call(harness.agents.get, { companyId, id })).toMatchObject({ version: 2, env: [{ binding: { kind: 'secret', version: 'latest' } }] })
  })

  it('takes a value that only older revisions hold, and deleted routines too', async () => {
    const gone = await routine([plain('API_TOKEN', 'left-behind')], 'Gone')
    await call(harness.routines.remove, { companyId, id: gone.id })
    const { id } = await routine([plain('SMTP_PASS', 'former')])
    await save(id, [])
    expect((await migrate(true)).items.map(({ targetName, key, revisions }) => [targetName, key, revisions])).toEqual([
      ['Gone', 'API_TOKEN', 0],
      ['Nightly', 'SMTP_PASS', 1],
    ])
    expect((await snapshots(id)).map(({ snapshot }) => snapshot.env[0]?.binding)).toMatchObject([{ kind: 'secret', version: 1 }, undefined])
    const back = await call(harness.routines.undelete, { companyId, id: gone.id })
    expect(back).toMatchObject({ revisionNumber: 1, env: [{ key: 'API_TOKEN', binding: { kind: 'secret', version: 1 } }] })
    expect(await resolved(gone.id)).toEqual({ API_TOKEN: 'left-behind' })
  })

  it('numbers names that are taken, whatever their case, and shortens long ones', async () => {
    await call(harness.secrets.router.create, { companyId, name: 'REPORTER api_token', value: 'x' })
    await agent([plain('API_TOKEN', 'tok-1')])
    await agent([plain('API_TOKEN', 'tok-1')], 'n'.repeat(119))
    const names = ['Reporter API_TOKEN 2', `${'n'.repeat(110)} API_TOKEN`]
    const planned = (await migrate(false)).items.map(({ secretName }) => secretName)
    expect(planned.toSorted()).toEqual(names.toSorted())
    expect((await migrate(true)).items.map(({ secretName }) => secretName)).toEqual(planned)
  })

  it('can be repeated, and does only what is left', async () => {
    await agent([plain('API_TOKEN', 'tok-1')])
    expect((await migrate(true)).items).toHaveLength(1)
    expect(await migrate(true)).toEqual({ applied: true, items: [] })
    await agent([plain('API_TOKEN', 'tok-2')], 'Second')
    expect((await migrate(true)).items.map(({ targetName }) => targetName)).toEqual(['Second'])
    expect(await call(harness.secrets.router.list, { companyId })).toHaveLength(2)
  })

  it('leaves each target done or untouched when it is cut off in the middle', async () => {
    await agent([plain('API_TOKEN', 'tok-1')], 'A')
    const { id: second } = await agent([plain('API_TOKEN', 'tok-2')], 'B')
    await database.sql.db.execute(
      sql`create function cut() returns trigger language plpgsql as $$ begin if new.name = 'B' then raise 'cut'; end if; return new; end $$`,
    )
    await database.sql.db.execute(sql`create trigger cut before update on agents for each row execute function cut()`)
    await expect(migrate(true)).rejects.toThrow()
    await database.sql.db.execute(sql`drop trigger cut on agents`)
    await database.sql.db.execute(sql`drop function cut`)
    expect((await call(harness.secrets.router.list, { companyId })).map(({ name }) => name)).toEqual(['A API_TOKEN'])
    expect(await call(harness.agents.get, { companyId, id: second })).toMatchObject({ env: [plain('API_TOKEN', 'tok-2')], version: 1 })
    expect((await migrate(true)).items.map(({ targetName }) => targetName)).toEqual(['B'])
  })

  it('loses nothing when the process dies after any step: every revision still gives its value, and a repeat finishes it', async () => {
    let steps = 0
    for (let done = false; !done && steps < 200; steps += 1) {
      companyId = await harness.company()
      const { id } = await routine([plain('API_TOKEN', 'old')])
      await save(id, [plain('API_TOKEN', 'new')])
      const crash = crashing()
      const dying = secretsFeature({ ...harness.needs, sql: crash.sql(database.sql) })
      crash.dieAfter(steps)
      done = await call(dying.router.migrateInlineEnv, { companyId, apply: true }).then(
        () => true,
        () => false,
      )
      expect(await resolved(id), `dead after ${steps} steps`).toEqual({ API_TOKEN: 'new' })
      await migrate(true)
      expect(await resolved(id)).toEqual({ API_TOKEN: 'new' })
      expect((await migrate(false)).items, `repeated after ${steps} steps`).toEqual([])
      expect(await call(harness.secrets.router.list, { companyId })).toMatchObject([{ name: 'Nightly API_TOKEN', version: 2 }])
    }
    expect(steps).toBeGreaterThan(8)
    expect(steps).toBeLessThan(200)
  })

  it('does not stop at a reference to a secret that is gone', async () => {
    const old = await call(harness.secrets.router.create, { companyId, name: 'Old', value: 'x' })
    const { id } = await agent([{ key: 'OLD', binding: { kind: 'secret', secretId: old.id, version: 'latest' } }, plain('API_TOKEN', 'tok-1')])
    await call(harness.secrets.router.remove, { companyId, id: old.id, reason: 'not needed' })
    expect((await migrate(true)).items).toMatchObject([{ outcome: 'migrated' }])
    expect((await call(harness.agents.get, { companyId, id })).env.map(({ binding }) => binding.kind)).toEqual(['secret', 'secret'])
  })

  it('leaves no value in any file of the database', async () => {
    const values = ['SENTINEL-of-the-agent', 'SENTINEL-of-old-revisions', 'SENTINEL-of-now', 'SENTINEL-of-the-bin']
    await agent([plain('API_TOKEN', values[0] ?? '')])
    const { id } = await routine([plain('API_TOKEN', values[1] ?? '', 'masked')])
    await save(id, [plain('API_TOKEN', values[2] ?? '', 'write_only')])
    const gone = await routine([plain('API_TOKEN', values[3] ?? '')], 'Gone')
    await call(harness.routines.remove, { companyId, id: gone.id })
    // Samples of the columns are a copy too.
    await database.sql.db.execute(sql`analyze`)
    for (const value of values) expect(await onDisk(value), `${value} before`).toBe(true)
    await migrate(true)
    for (const value of values) expect(await onDisk(value), `${value} after`).toBe(false)
    expect(await resolved(id)).toEqual({ API_TOKEN: values[2] })
  })

  it('says so when something in the database still needs the old rows', async () => {
    await agent([plain('API_TOKEN', 'SENTINEL-still-seen')])
    let finish = () => {}
    const done = new Promise<void>((resolve) => {
      finish = resolve
    })
    const other = database.sql.db.transaction(
      async (tx) => {
        await tx.execute(sql`select 1`)
        await done
      },
      { isolationLevel: 'repeatable read' },
    )
    const outcome = migrate(true).then(
      () => 'migrated',
      (error: { code: string }) => error.code,
    )
    while ((await Promise.race([outcome, harness.clock.advance(1_000).then(() => null)])) === null) {
      // The clock runs until the patience ends.
    }
    finish()
    await other
    expect(await outcome).toBe('UNAVAILABLE')
    expect(await migrate(true)).toEqual({ applied: true, items: [] })
    expect(await onDisk('SENTINEL-still-seen')).toBe(false)
  })

  it('of a company that is not there is not found, and of another one changes nothing', async () => {
    await agent([plain('API_TOKEN', 'tok-1')])
    await expect(call(harness.secrets.router.migrateInlineEnv, { companyId: newId(), apply: true })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await call(harness.secrets.router.migrateInlineEnv, { companyId: await harness.company(), apply: true })
    const rows = await database.sql.db
      .select()
      .from(schema.companySecrets)
      .where(and(eq(schema.companySecrets.companyId, companyId)))
    expect(rows).toEqual([])
  })
})
