/** Secrets that AWS Secrets Manager keeps, over real HTTP: made there, linked from there, resolved from there, and an outage of it. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { call } from '@orpc/server'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { StoredEnv } from '#shared/contract/env.ts'
import { openAwsSecretsManager } from '../../adapters/aws/provider.ts'
import { secretsManagerServer } from '../../adapters/aws/server.fixture.ts'
import { memoryConfig } from '../../adapters/memory/memory-config.ts'
import { failure, reference, type SecretsHarness, secretsHarness } from '../../adapters/memory/secrets-harness.ts'
import { type TestDatabase, testDatabase } from '../../adapters/memory/test-database.ts'
import { newId } from '../../ports/rows.ts'
import { companySecretVersions, secretAccessEvents } from '../../schema/index.ts'

let database: TestDatabase
let server: Awaited<ReturnType<typeof secretsManagerServer>>
let folder: string
let h: SecretsHarness
let companyId: string
const config = memoryConfig()
const aws = 'aws_secrets_manager' as const

beforeAll(async () => {
  database = await testDatabase()
  server = await secretsManagerServer()
  folder = await mkdtemp(join(tmpdir(), 'wheelhouse-aws-'))
  await writeFile(join(folder, 'credentials'), '[work]\naws_access_key_id = AKIDEXAMPLE\naws_secret_access_key = not-a-real-key\n')
  await writeFile(join(folder, 'config'), '')
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', join(folder, 'credentials'))
  vi.stubEnv('AWS_CONFIG_FILE', join(folder, 'config'))
  vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true')
  h = await secretsHarness(database.sql, { config, openAwsSecretsManager })
})
afterAll(async () => {
  vi.unstubAllEnvs()
  await server.close()
  await database.close()
  await rm(folder, { recursive: true, force: true })
})
beforeEach(async () => {
  server.fail('outage', 0)
  await config.write('secrets', { aws: { region: 'eu-test-1', endpoint: server.endpoint, profile: 'work' } })
  companyId = await h.company()
})

const make = (name: string, value = 'kept at aws') => call(h.router.create, { companyId, name, value, provider: aws })

/** What a run of one routine with that env would be given. */
async function resolve(env: StoredEnv) {
  const agent = await h.agent(companyId, `Agent ${newId()}`, env)
  const layer = { layer: 'agent' as const, sourceId: agent, sourceName: 'Agent', env, changedAt: new Date(), changedBy: 'ada' }
  return h.secrets.resolve({ companyId, runId: newId(), routineId: newId(), actor: 'ada', layers: [layer] })
}

describe('a secret made at the provider', () => {
  it('keeps no value here, is read there by its version, and leaves the trail that any other leaves', async () => {
    const secret = await make('Stripe')
    expect(secret).toMatchObject({ provider: aws, managed: true, externalRef: expect.stringContaining(`/${companyId}/${secret.id}`) })
    const [row] = await database.sql.db.select().from(companySecretVersions).where(eq(companySecretVersions.secretId, secret.id))
    expect(row).toMatchObject({ material: null, providerVersion: expect.any(String) })
    await call(h.router.rotate, { companyId, id: secret.id, value: 'second' })
    const both = await resolve([reference('A', secret.id), reference('B', secret.id, 1)])
    expect(both.values).toEqual({ A: 'second', B: 'kept at aws' })
    expect(both.receipt).toMatchObject([
      { key: 'A', version: 2 },
      { key: 'B', version: 1 },
    ])
    const events = await database.sql.db.select().from(secretAccessEvents).where(eq(secretAccessEvents.secretId, secret.id))
    expect(events.map(({ action, version, outcome }) => `${action} ${version} ${outcome}`).sort()).toEqual([
      'create 1 success',
      'resolve 1 success',
      'resolve 2 success',
      'rotate 2 success',
    ])
  })

  it('leaves nothing at the provider when its name is taken', async () => {
    await make('Twice')
    const before = server.secrets.size
    expect(await failure(make('twice'))).toMatchObject({ code: 'NAME_TAKEN' })
    expect(server.secrets.size).toBe(before)
  })

  it('is not made while the provider is away, and says so', async () => {
    server.fail('outage', 20)
    expect(await failure(make('Away'))).toMatchObject({ code: 'PROVIDER_UNAVAILABLE', data: { provider: aws, code: 'unreachable' } })
    expect(await call(h.router.list, { companyId })).toEqual([])
  })
})

describe('a linked secret', () => {
  it('is found and linked without reading a value, follows what is current there, and is not rotated here', async () => {
    const ref = server.plant(`prod/${companyId}`, 'theirs')
    const listed = () => call(h.router.listExternal, { companyId, provider: aws, query: `prod/${companyId}` })
    expect((await listed()).items).toEqual([{ ref, name: `prod/${companyId}`, linkedAs: null }])
    const reads = () => server.requests.filter(({ action }) => action === 'GetSecretValue').length
    const before = reads()
    const [linked] = await call(h.router.link, { companyId, provider: aws, rows: [{ ref, name: 'Theirs' }] })
    expect(linked).toMatchObject({ name: 'Theirs', managed: false, externalRef: ref, fingerprint: '' })
    expect(reads()).toBe(before)
    expect((await listed()).items).toMatchObject([{ linkedAs: 'Theirs' }])
    const id = linked?.id ?? ''
    expect((await resolve([reference('T', id)])).values).toEqual({ T: 'theirs' })
    expect(await failure(call(h.router.rotate, { companyId, id, value: 'ours' }))).toMatchObject({ code: 'WRONG_STATE' })
  })

  it('is linked with the others or not at all', async () => {
    const ref = server.plant(`both/${companyId}`, 'x')
    const rows = [
      { ref, name: 'One' },
      { ref: `${ref}#AWSPREVIOUS`, name: 'one' },
    ]
    expect(await failure(call(h.router.link, { companyId, provider: aws, rows }))).toMatchObject({ code: 'NAME_TAKEN' })
    expect(await call(h.router.list, { companyId })).toEqual([])
  })
})

describe('an outage', () => {
  it.each([
    ['outage', 'provider_unavailable'],
    ['expired', 'provider_unavailable'],
    ['throttle', 'provider_unavailable'],
  ] as const)('(%s) fails the run that asks with a code, and nothing else', async (fault, code) => {
    const remote = await make('Remote')
    const local = await h.create(companyId, 'Local', 'here')
    server.fail(fault, 50)
    const failed = await failure(resolve([reference('R', remote.id), reference('L', local.id)]))
    expect(failed).toMatchObject({ name: 'EnvUnresolved', problems: [{ key: 'R', secretName: 'Remote', code }] })
    expect((await resolve([reference('L', local.id)])).values).toEqual({ L: 'here' })
    expect((await call(h.router.list, { companyId })).map(({ name }) => name)).toEqual(['Local', 'Remote'])
  })

  it('is told by the health of the vault', async () => {
    server.fail('expired', 50)
    const { providers } = await call(h.secrets.vaultRouter.status, {})
    expect(providers).toMatchObject([{ provider: 'local_encrypted' }, { provider: aws, state: 'critical', fix: 'Sign in to AWS again.' }])
  })

  it('a secret that is gone there fails as missing', async () => {
    const secret = await make('Gone')
    await openAwsSecretsManager({ region: 'eu-test-1', prefix: 'wheelhouse/', kmsKeyId: null, endpoint: server.endpoint, profile: 'work' }).remove(
      secret.externalRef ?? '',
    )
    expect(await failure(resolve([reference('G', secret.id)]))).toMatchObject({ problems: [{ code: 'missing_in_provider' }] })
    expect(await call(h.router.list, { companyId })).toMatchObject([{ needs: ['missing_in_provider'] }])
  })
})
