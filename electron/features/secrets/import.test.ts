import { call } from '@orpc/server'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { failure, type SecretsHarness, secretsHarness } from '../../adapters/memory/secrets-harness.ts'
import { type TestDatabase, testDatabase } from '../../adapters/memory/test-database.ts'
import { newId } from '../../ports/rows.ts'
import { companySecrets, companySecretVersions } from '../../schema/index.ts'

let database: TestDatabase
let h: SecretsHarness
let companyId: string

beforeAll(async () => {
  database = await testDatabase()
  h = await secretsHarness(database.sql)
})
afterAll(() => database.close())
beforeEach(async () => {
  companyId = await h.company()
})

type Rows = Array<{ name: string; value: string; description?: string }>
const plan = (rows: Rows) => call(h.router.planImport, { companyId, rows })
const run = (rows: Rows) => call(h.router.import, { companyId, rows })
const list = () => call(h.router.list, { companyId })

/** A secret that somebody else keeps at a provider. */
async function linked(name: string): Promise<void> {
  const id = newId()
  const row = {
    id,
    companyId,
    name,
    provider: 'aws_secrets_manager' as const,
    managed: false,
    externalRef: 'arn:aws:x',
    currentVersion: 1,
    createdBy: 'ada',
  }
  await database.sql.db.insert(companySecrets).values(row)
  const version = { id: newId(), companyId, secretId: id, version: 1, providerVersion: 'current', fingerprint: '', createdBy: 'ada' }
  await database.sql.db.insert(companySecretVersions).values(version)
}

describe('an import', () => {
  it('adds new names, gives known ones a version whatever their case, and leaves equal values', async () => {
    const known = await h.create(companyId, 'Mail password', 'old')
    const same = await h.create(companyId, 'API key', 'same')
    const rows = [
      { name: 'MAIL PASSWORD', value: 'new', description: 'not taken over' },
      { name: 'api key', value: 'same' },
      { name: '  DSN ', value: 'multi\nline', description: 'Where orders come from.' },
    ]
    expect(await plan(rows)).toEqual([
      { name: 'MAIL PASSWORD', verdict: 'overwrite', problem: '', secretId: known.id, version: 1 },
      { name: 'api key', verdict: 'same', problem: '', secretId: same.id, version: 1 },
      { name: 'DSN', verdict: 'add', problem: '', secretId: null, version: null },
    ])
    expect(await h.trailOf(companyId)).toHaveLength(2)
    const done = await run(rows)
    const added = done[2]?.secretId ?? ''
    expect(done).toEqual([
      { name: 'MAIL PASSWORD', verdict: 'overwrite', problem: '', secretId: known.id, version: 2 },
      { name: 'api key', verdict: 'same', problem: '', secretId: same.id, version: 1 },
      { name: 'DSN', verdict: 'add', problem: '', secretId: added, version: 1 },
    ])
    expect((await list()).map(({ name, version, description }) => [name, version, description])).toEqual([
      ['API key', 1, ''],
      ['DSN', 1, 'Where orders come from.'],
      ['Mail password', 2, ''],
    ])
    expect(await Promise.all([known.id, same.id, added].map((id) => h.read(companyId, id)))).toEqual(['new', 'same', 'multi\nline'])
    expect((await h.trailOf(companyId)).slice(2).map(({ secretId, version, action }) => [secretId, version, action])).toEqual([
      [known.id, 2, 'import'],
      [added, 1, 'import'],
    ])
    expect((await h.get(companyId, added)).versions[0]).toMatchObject({ origin: 'imported' })
    expect((await run(rows)).map(({ verdict }) => verdict)).toEqual(['same', 'same', 'same'])
    expect(await h.trailOf(companyId)).toHaveLength(4)
  })

  it('judges by the rules of create, row by row, and with one bad row does nothing', async () => {
    await linked('Linked')
    const rows = [
      { name: 'good', value: 'x' },
      { name: '', value: 'x' },
      { name: 'no value', value: '' },
      { name: 'two\nlines', value: 'x' },
      { name: 'Twice', value: 'x' },
      { name: 'tWICE ', value: 'y' },
      { name: 'linked', value: 'x' },
      { name: 'n'.repeat(121), value: '' },
    ]
    const verdicts = await plan(rows)
    expect(verdicts.map(({ verdict }) => verdict)).toEqual(['add', ...Array.from({ length: 7 }, () => 'invalid')])
    expect(verdicts.map(({ problem }) => problem)).toEqual([
      '',
      'name: must not be empty',
      'value: must not be empty',
      'name: must be one line of plain text',
      'the name comes more than once',
      'the name comes more than once',
      'a reference has this name; its value is kept at the provider',
      expect.stringMatching(/^name: .*; value: must not be empty$/),
    ])
    expect(await failure(run(rows))).toMatchObject({ code: 'BAD_REQUEST' })
    const refused = await failure(run([rows[0], rows[4], rows[5], rows[6]] as Rows))
    expect(refused).toMatchObject({ code: 'BAD_REQUEST', message: 'Nothing was imported: 3 rows cannot be. Correct or leave out what is named.' })
    expect((refused.data.issues as Array<{ path: unknown[] }>).map(({ path }) => path)).toEqual([
      ['rows', 1],
      ['rows', 2],
      ['rows', 3],
    ])
    expect((await list()).map(({ name }) => name)).toEqual(['Linked'])
    expect(await h.trailOf(companyId)).toEqual([])
  })

  it('brings no value into its answers, its refusals or the list of changes', async () => {
    const value = 'S3NTINEL-import'
    const refused = await failure(
      run([
        { name: 'a', value },
        { name: 'A', value },
      ] as Rows),
    )
    const answers = [await plan([{ name: 'a', value }]), await run([{ name: 'a', value }]), refused, refused.message, refused.stack, h.live.changes]
    expect(JSON.stringify(answers)).not.toContain(value)
  })

  it('makes two at once go one after the other', async () => {
    const rows = (value: string) => Array.from({ length: 20 }, (_, n) => ({ name: `secret ${n}`, value: `${value} ${n}` }))
    await run(rows('first'))
    const reversed = rows('third').toReversed()
    await Promise.all([run(rows('second')), run(reversed)])
    const secrets = await list()
    expect(secrets.map(({ version }) => version)).toEqual(Array.from({ length: 20 }, () => 3))
    const values = await Promise.all(secrets.map(({ id }) => h.read(companyId, id)))
    expect(new Set(values.map((value) => value?.split(' ')[0])).size).toBe(1)
  })

  it('takes two thousand rows', async () => {
    const rows = Array.from({ length: 2_000 }, (_, n) => ({ name: `secret ${n}`, value: `value ${n}` }))
    expect((await run(rows)).filter(({ verdict }) => verdict === 'add')).toHaveLength(2_000)
    expect((await plan(rows)).filter(({ verdict }) => verdict === 'same')).toHaveLength(2_000)
  })
})

describe('an export', () => {
  it('holds names, references, versions and states, sorted, and no value or fingerprint', async () => {
    companyId = await h.company('Acme & Söhne')
    const mail = await h.create(companyId, 'mail "password"', 'S3NTINEL')
    await h.create(companyId, 'API key', 'S3NTINEL')
    await linked('Warehouse')
    await call(h.router.setStatus, { companyId, id: mail.id, status: 'disabled' })
    const { fileName, text } = await call(h.router.exportReferences, { companyId })
    expect(fileName).toBe('acme-sohne-secrets.json')
    expect(text).toBe(`{
  "company": "Acme & Söhne",
  "secrets": [
    {"name":"API key","provider":"local_encrypted","reference":null,"version":1,"state":"active"},
    {"name":"Warehouse","provider":"aws_secrets_manager","reference":"arn:aws:x","version":1,"state":"active"},
    {"name":"mail \\"password\\"","provider":"local_encrypted","reference":null,"version":1,"state":"disabled"}
  ]
}
`)
    expect(text).not.toContain(mail.fingerprint)
    await h.clock.advance(1_000)
    expect((await call(h.router.exportReferences, { companyId })).text).toBe(text)
    expect((await h.trailOf(companyId)).at(-1)).toEqual({
      secretId: null,
      version: null,
      action: 'export',
      by: 'person',
      actor: 'ada',
      reason: 'References of 3 secrets, no values.',
    })
  })

  it('of a company without secrets is a list of none', async () => {
    const { text } = await call(h.router.exportReferences, { companyId })
    expect(JSON.parse(text)).toEqual({ company: `Company ${companyId}`, secrets: [] })
  })
})
