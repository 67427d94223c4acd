import { call } from '@orpc/server'
import { eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { crashing } from '../../adapters/memory/crashing.ts'
import { failure, type SecretsHarness, secretsHarness } from '../../adapters/memory/secrets-harness.ts'
import { type TestDatabase, testDatabase } from '../../adapters/memory/test-database.ts'
import { waitingForLock } from '../../adapters/memory/waiting-for-lock.ts'
import { companySecretVersions } from '../../schema/index.ts'
import { secretsFeature } from './index.ts'

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
  id = (await h.create(companyId, 'a', 'value 1')).id
})

/** Everything the database knows of the company's secrets. */
async function picture() {
  const { rows } = await database.sql.db.execute(sql`
    select (select jsonb_agg(to_jsonb(s) order by s.id) from company_secrets s where s.company_id = ${companyId}) secrets,
      (select jsonb_agg(to_jsonb(v) order by v.secret_id, v.version) from company_secret_versions v where v.company_id = ${companyId}) versions,
      (select jsonb_agg(to_jsonb(e) order by e.id) from secret_access_events e where e.company_id = ${companyId}) trail`)
  return rows[0]
}

describe('the custodian', () => {
  it('keeps every version through concurrent rotations', async () => {
    await Promise.all(Array.from({ length: 8 }, (_, i) => call(h.router.rotate, { companyId, id, value: `rotated ${i}` })))
    const { secret, versions } = await h.get(companyId, id)
    expect(secret.version).toBe(9)
    expect(versions.map(({ version }) => version)).toEqual([9, 8, 7, 6, 5, 4, 3, 2, 1])
    const values = await Promise.all(versions.map(({ version }) => h.read(companyId, id, version)))
    expect(new Set(values)).toEqual(new Set(['value 1', ...Array.from({ length: 8 }, (_, i) => `rotated ${i}`)]))
    expect(new Set(versions.map(({ fingerprint }) => fingerprint)).size).toBe(9)
    expect((await h.trailOf(companyId)).map(({ version }) => version)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9])
  })

  it('makes a second rotation wait for the first, and number itself after it', async () => {
    let letGo = () => {}
    const held = new Promise<void>((resolve) => {
      letGo = resolve
    })
    const first = database.sql.db.transaction(async (tx) => {
      await tx.execute(sql`select from company_secrets where id = ${id} for update`)
      await held
    })
    const both = Promise.all(['x', 'y'].map((value) => call(h.router.rotate, { companyId, id, value })))
    await waitingForLock(database.sql.db)
    letGo()
    await first
    for (const { version } of await both) expect(version).toBeGreaterThanOrEqual(2)
    expect((await h.versionRows(id)).map(({ version }) => version)).toEqual([1, 2, 3])
  })

  const attempts = {
    create: (router: SecretsHarness['router']) => call(router.create, { companyId, name: 'new', value: 'value 2' }),
    rotate: (router: SecretsHarness['router']) => call(router.rotate, { companyId, id, value: 'value 2', overlapHours: 1 }),
    import: (router: SecretsHarness['router']) =>
      call(router.import, {
        companyId,
        rows: [
          { name: 'A', value: 'value 2' },
          { name: 'new', value: 'value 3' },
        ],
      }),
    makeCurrent: (router: SecretsHarness['router']) => call(router.makeCurrent, { companyId, id, version: 1 }),
  }
  it.each(Object.keys(attempts) as Array<keyof typeof attempts>)(
    'loses nothing and leaves nothing half done when the host dies at any step of %s',
    async (name) => {
      if (name === 'makeCurrent') await call(h.router.rotate, { companyId, id, value: 'value 2' })
      const before = await picture()
      let steps = 0
      for (let done = false; !done; steps += 1) {
        const crash = crashing()
        const { router } = secretsFeature({ ...h, sql: crash.sql(database.sql) })
        crash.dieAfter(steps)
        done = await attempts[name](router).then(
          () => true,
          () => false,
        )
        const after = await picture()
        // What dies after the commit, while it reads its answer, is done.
        if (JSON.stringify(after) !== JSON.stringify(before)) done = true
        if (!done) expect(after, `${name}, dead after ${steps} steps`).toEqual(before)
      }
      expect(steps).toBeGreaterThan(4)
      expect(await h.read(companyId, id, 1)).toBe('value 1')
      expect(await h.read(companyId, id)).toBe(name === 'rotate' || name === 'import' ? 'value 2' : 'value 1')
      const { versions } = await h.get(companyId, id)
      const trail = await h.trailOf(companyId)
      const values = await database.sql.db.$count(companySecretVersions, eq(companySecretVersions.companyId, companyId))
      expect(trail.filter(({ action }) => ['create', 'rotate', 'import'].includes(action))).toHaveLength(values)
      expect(versions.filter(({ current }) => current)).toHaveLength(1)
    },
  )

  it('never brings a value into an error, even when the database refuses', async () => {
    const sentinel = 'S3NTINEL-xyz'
    await database.sql.db.execute('alter table company_secret_versions add constraint planted check (version < 3) not valid')
    try {
      await call(h.router.rotate, { companyId, id, value: `${sentinel} 2` })
      const refused = await failure(call(h.router.rotate, { companyId, id, value: `${sentinel} 3` }))
      const everything = JSON.stringify(
        [refused, refused.message, refused.stack, (refused.cause as Error | undefined)?.message, refused.cause],
        (_, value) => value ?? null,
      )
      expect(everything).toContain('planted')
      expect(everything).not.toContain(sentinel)
      expect((await h.get(companyId, id)).secret.version).toBe(2)
    } finally {
      await database.sql.db.execute('alter table company_secret_versions drop constraint planted')
    }
  })
})
