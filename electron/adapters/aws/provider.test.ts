import { randomUUID } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import type { AwsSettings } from '#shared/contract/vault.ts'
import { ProviderFailure } from '../../ports/secret-provider.ts'
import { openAwsSecretsManager } from './provider.ts'
import { secretsManagerServer } from './server.fixture.ts'

let server: Awaited<ReturnType<typeof secretsManagerServer>>
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wheelhouse-aws-'))
  await writeFile(join(folder, 'credentials'), '[work]\naws_access_key_id = AKIDEXAMPLE\naws_secret_access_key = not-a-real-key\n')
  await writeFile(join(folder, 'config'), '')
})
afterAll(() => rm(folder, { recursive: true, force: true }))

beforeEach(async () => {
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', join(folder, 'credentials'))
  vi.stubEnv('AWS_CONFIG_FILE', join(folder, 'config'))
  vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true')
  server = await secretsManagerServer({ pageSize: 2 })
})
afterEach(async () => {
  vi.unstubAllEnvs()
  await server.close()
})

const place = () => ({ instanceId: randomUUID(), companyId: randomUUID(), secretId: randomUUID() })

function provider(changes: Partial<AwsSettings> = {}) {
  return openAwsSecretsManager({ region: 'eu-test-1', prefix: 'wheelhouse/', kmsKeyId: null, endpoint: server.endpoint, profile: 'work', ...changes })
}

async function failure(work: Promise<unknown>): Promise<ProviderFailure> {
  const error = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  )
  expect(error).toBeInstanceOf(ProviderFailure)
  return error as ProviderFailure
}

test('a secret of ours lies in our namespace, under the KMS key, signed', async () => {
  const where = place()
  const { ref, version } = await provider({ kmsKeyId: 'alias/house' }).create(where, 'value one')
  const name = `wheelhouse/${where.instanceId}/${where.companyId}/${where.secretId}`
  expect(server.secrets.get(name)).toMatchObject({ arn: ref, kmsKeyId: 'alias/house' })
  expect(server.requests[0]?.authorization).toMatch(/^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/\d{8}\/eu-test-1\/secretsmanager\//)
  expect(await provider().read(ref, version)).toEqual({ value: 'value one', version })
})

test('versions are read by id, the current one without, another stage by its name', async () => {
  const { ref, version: first } = await provider().create(place(), 'one')
  const { version: second } = await provider().addVersion(ref, 'two', randomUUID())
  expect(await provider().read(ref, null)).toEqual({ value: 'two', version: second })
  expect(await provider().read(ref, first)).toEqual({ value: 'one', version: first })
  expect(await provider().read(`${ref}#AWSPREVIOUS`, null)).toEqual({ value: 'one', version: first })
})

test('a repeated request makes no second version', async () => {
  const { ref } = await provider().create(place(), 'one')
  const token = randomUUID()
  expect(await provider().addVersion(ref, 'two', token)).toEqual(await provider().addVersion(ref, 'two', token))
  expect([...(server.secrets.values().next().value?.versions.keys() ?? [])]).toHaveLength(2)
})

test('pages list what others keep, without reading a value and without what is ours', async () => {
  for (const name of ['prod/a', 'prod/b', 'test/c']) server.plant(name, 'x')
  await provider().create(place(), 'ours')
  const names: string[] = []
  let cursor: string | undefined
  do {
    const page = await provider().list({ query: '', cursor })
    names.push(...page.items.map((item) => item.name))
    cursor = page.nextCursor ?? undefined
  } while (cursor)
  expect(names).toEqual(['prod/a', 'prod/b', 'test/c'])
  expect((await provider().list({ query: 'test/', cursor: undefined })).items.map((item) => item.name)).toEqual(['test/c'])
  expect(server.requests.some(({ action }) => action === 'GetSecretValue')).toBe(false)
})

test('a removed secret reads as missing, and removing it again is no failure', async () => {
  const { ref } = await provider().create(place(), 'one')
  await provider().remove(ref)
  expect((await failure(provider().read(ref, null))).code).toBe('missing')
  await provider().remove(ref)
})

test.each([
  ['expired', 'credentials_expired'],
  ['denied', 'denied'],
  ['throttle', 'throttled'],
  ['outage', 'unreachable'],
  ['broken', 'unreachable'],
] as const)('%s is told apart, in words that repeat nothing of the service', async (fault, code) => {
  const ref = server.plant('prod/a', 'value')
  server.fail(fault, 10)
  const failed = await failure(provider().read(ref, null))
  expect(failed.code).toBe(code)
  expect(failed.message).not.toMatch(/arn:|Rate exceeded|token included|html/)
  server.fail(fault, 0)
  expect(await provider().read(ref, null)).toMatchObject({ value: 'value' })
})

test('being slowed down for a moment is waited out', async () => {
  const ref = server.plant('prod/a', 'value')
  server.fail('throttle', 1)
  expect(await provider().read(ref, null)).toMatchObject({ value: 'value' })
})

test('a wrong version, binary data and a value no variable can hold are refused', async () => {
  const ref = server.plant('prod/a', 'value')
  expect((await failure(provider().read(ref, randomUUID()))).code).toBe('missing')
  expect((await failure(provider().read(server.plant('prod/binary', null), null))).code).toBe('refused')
  expect((await failure(provider().read(server.plant('prod/nul', 'a\0b'), null))).code).toBe('refused')
  expect((await failure(provider().read(server.plant('prod/long', 'x'.repeat(65_537)), null))).code).toBe('refused')
})

test('without credentials nothing is sent', async () => {
  const failed = await failure(provider({ profile: 'nobody' }).read('prod/a', null))
  expect(failed.code).toBe('credentials_missing')
  expect(server.requests).toEqual([])
})

test('health says what is wrong and what to do', async () => {
  expect(await provider().health()).toMatchObject({ state: 'pass', detail: 'Answers in eu-test-1. Own secrets lie under wheelhouse/.' })
  server.fail('expired', 10)
  expect(await provider().health()).toMatchObject({
    state: 'critical',
    detail: expect.stringContaining('have expired'),
    fix: 'Sign in to AWS again.',
  })
})
