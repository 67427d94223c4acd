import { call } from '@orpc/server'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { failure, reference, type SecretsHarness, secretsHarness } from '../../adapters/memory/secrets-harness.ts'
import { type TestDatabase, testDatabase } from '../../adapters/memory/test-database.ts'
import { newId } from '../../ports/rows.ts'
import { companyDataKeys, companyMacKeys, companySecrets, companySecretVersions, secretAccessEvents } from '../../schema/index.ts'

const sentinel = 'S3NTINEL-xyz'
const DAY = 86_400_000

let database: TestDatabase
let h: SecretsHarness
let companyId: string

const create = (name: string, value = sentinel, inCompany = companyId) => h.create(inCompany, name, value)

beforeAll(async () => {
  database = await testDatabase()
  h = await secretsHarness(database.sql)
})
afterAll(() => database.close())
beforeEach(async () => {
  companyId = await h.company()
})

describe('secrets', () => {
  it('are kept sealed and come back without their value', async () => {
    const secret = await create('Stripe key')
    expect(secret).toMatchObject({ name: 'Stripe key', status: 'active', version: 1, usedBy: 0, lastAccessedAt: null, provider: 'local_encrypted' })
    expect(secret).toMatchObject({ managed: true, externalRef: null, duplicates: 0, needs: [], createdBy: 'ada', rotatedAt: h.clock.now() })
    expect(secret.fingerprint).toMatch(/^[0-9a-f]{8}$/)
    const got = await h.get(companyId, secret.id)
    expect(got.versions).toEqual([
      {
        version: 1,
        current: true,
        state: 'enabled',
        stateReason: '',
        stateBy: '',
        stateAt: null,
        origin: 'typed',
        sameAs: null,
        pinnedBy: 0,
        disableAt: null,
        destroyAt: null,
        fingerprint: secret.fingerprint,
        createdAt: h.clock.now(),
        createdBy: 'ada',
      },
    ])
    expect(await call(h.router.list, { companyId })).toEqual([secret])
    const tables = [companySecrets, companySecretVersions, companyDataKeys, companyMacKeys, secretAccessEvents]
    const rows = await Promise.all(tables.map((table) => database.sql.db.select().from(table)))
    const dump = JSON.stringify([got, secret, rows, h.live.changes])
    expect(dump).not.toContain(sentinel)
    expect(dump).not.toContain(Buffer.from(sentinel).toString('base64').slice(0, 12))
    expect(dump).not.toContain((await h.keyStore.load())?.toString('base64'))
    expect(h.live.changes).toContainEqual({ noun: 'secret', id: secret.id, companyId, kind: 'created' })
  })

  it('have names that are unique in their company whatever the case, and free again after removal', async () => {
    const secret = await create('Stripe key')
    expect(await failure(create('STRIPE KEY'))).toMatchObject({ code: 'NAME_TAKEN', data: { name: 'STRIPE KEY' } })
    const other = await create('Other')
    expect(await failure(call(h.router.update, { companyId, id: other.id, name: 'stripe key' }))).toMatchObject({ code: 'NAME_TAKEN' })
    await create('Stripe key', sentinel, await h.company())
    await call(h.router.remove, { companyId, id: secret.id })
    await create('stripe KEY')
    expect((await call(h.router.list, { companyId })).map((each) => each.name)).toEqual(['Other', 'stripe KEY'])
  })

  it('of another company, or of none, are not found', async () => {
    const { id } = await create('a')
    const foreign = await h.company()
    const target = { companyId: foreign, id }
    for (const attempt of [
      () => call(h.router.get, target),
      () => call(h.router.update, { ...target, name: 'x' }),
      () => call(h.router.rotate, { ...target, value: sentinel }),
      () => call(h.router.remove, target),
      () => call(h.router.access, { companyId: foreign, secretId: id }),
    ]) {
      expect(await failure(attempt())).toMatchObject({ code: 'NOT_FOUND', data: { noun: 'secret' } })
    }
    const nowhere = newId()
    for (const attempt of [
      () => call(h.router.list, { companyId: nowhere }),
      () => call(h.router.access, { companyId: nowhere }),
      () => call(h.router.planImport, { companyId: nowhere, rows: [] }),
      () => call(h.router.exportReferences, { companyId: nowhere }),
      () => create('a', sentinel, nowhere),
    ]) {
      expect(await failure(attempt())).toMatchObject({ code: 'NOT_FOUND', data: { noun: 'company' } })
    }
    expect((await h.get(companyId, id)).secret.name).toBe('a')
  })

  it('show the same fingerprint for the same value inside a company only, and say how many hold it', async () => {
    const [a, b, c] = [await create('a'), await create('b'), await create('c')]
    const elsewhere = await create('a', sentinel, await h.company())
    expect(b.fingerprint).toBe(a.fingerprint)
    expect(elsewhere.fingerprint).not.toBe(a.fingerprint)
    expect(elsewhere.duplicates).toBe(0)
    const duplicates = async () => {
      const listed = await call(h.router.list, { companyId })
      const each = await Promise.all(listed.map(async ({ id }) => (await h.get(companyId, id)).secret))
      expect(each).toEqual(listed)
      return listed.map((secret) => secret.duplicates)
    }
    expect(await duplicates()).toEqual([2, 2, 2])
    await call(h.router.rotate, { companyId, id: b.id, value: 'another' })
    expect(await duplicates()).toEqual([1, 0, 1])
    await call(h.router.remove, { companyId, id: c.id })
    expect(await duplicates()).toEqual([0, 0])
  })

  it('ask for attention when there is reason to', async () => {
    const needs = async (id: string) => {
      const { secret } = await h.get(companyId, id)
      expect((await call(h.router.list, { companyId })).find((listed) => listed.id === id)).toEqual(secret)
      return secret.needs
    }
    const { id } = await create('a')
    const at = (days: number) => new Date(h.clock.now().getTime() + days * DAY)
    await call(h.router.update, { companyId, id, rotateEveryDays: 30, expiresAt: at(15) })
    expect(await needs(id)).toEqual([])
    await h.clock.advance(DAY)
    expect(await needs(id)).toEqual(['expires_soon'])
    await h.clock.advance(14 * DAY)
    expect(await needs(id)).toEqual(['expired'])
    await call(h.router.update, { companyId, id, expiresAt: null })
    await h.clock.advance(15 * DAY)
    expect(await needs(id)).toEqual(['rotation_due'])
    await call(h.router.rotate, { companyId, id, value: 'new' })
    expect(await needs(id)).toEqual([])
    await h.agent(companyId, 'Reporter', [reference('KEY', id)])
    await call(h.router.setStatus, { companyId, id, status: 'disabled', reason: 'leaked' })
    expect(await needs(id)).toEqual(['disabled_in_use'])
    await call(h.router.scheduleDestruction, { companyId, id, version: 1, reason: 'leaked' })
    expect(await needs(id)).toEqual(['disabled_in_use', 'destruction_scheduled'])
    await database.sql.db.update(companySecrets).set({ missingSince: new Date() }).where(eq(companySecrets.id, id))
    expect(await needs(id)).toEqual(['missing_in_provider', 'disabled_in_use', 'destruction_scheduled'])
  })
})

describe('access', () => {
  it('pages by cursor, newest first, with the total, and can be asked for one secret', async () => {
    const [a, b] = [await create('a'), await create('b')]
    for (let i = 0; i < 5; i++) await h.read(companyId, (i % 2 === 0 ? a : b).id)
    await call(h.router.remove, { companyId, id: b.id })
    const seen: string[] = []
    let cursor: string | undefined
    do {
      const page = await call(h.router.access, { companyId, action: ['resolve'], limit: 2, ...(cursor ? { cursor } : {}) })
      expect(page.total).toBe(5)
      seen.push(...page.items.map((event) => event.id))
      cursor = page.nextCursor ?? undefined
    } while (cursor)
    expect(seen).toEqual([...new Set(seen)].sort((x, y) => Number(y) - Number(x)))
    expect(seen).toHaveLength(5)
    const ofB = await call(h.router.access, { companyId, secretId: b.id })
    expect(ofB.items.map(({ secretName, action }) => [secretName, action])).toEqual([
      ['b', 'delete'],
      ['b', 'resolve'],
      ['b', 'resolve'],
      ['b', 'create'],
    ])
    expect(ofB.nextCursor).toBeNull()
    expect(await failure(call(h.router.access, { companyId, cursor: "1' or 1" }))).toMatchObject({
      code: 'BAD_REQUEST',
      data: { issues: [{ path: ['cursor'] }] },
    })
  })
})

describe('many secrets', () => {
  it('are listed whole', async () => {
    await create('the first')
    await database.sql.db.execute(`
      insert into company_secrets (id, company_id, name, current_version, created_by)
        select gen_random_uuid(), '${companyId}', 'secret ' || n, 1, 'ada' from generate_series(1, 10000) n;
      insert into company_secret_versions (id, company_id, secret_id, version, material, fingerprint, created_by)
        select gen_random_uuid(), company_id, id, 1, '{}', '00000000', 'ada' from company_secrets s where name like 'secret %' and company_id = '${companyId}';
      analyze company_secrets, company_secret_versions`)
    const listed = await call(h.router.list, { companyId })
    expect(listed).toHaveLength(10_001)
    expect(listed[0]?.duplicates).toBe(9_999)
  })
})
