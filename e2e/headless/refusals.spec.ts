/** Whatever comes in: a declared error each, nothing changed, the host alive. */

import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ORPCError } from '@orpc/client'
import * as fc from 'fast-check'
import { WebSocket } from 'ws'
import { contract } from '#shared/contract/index.ts'
import { declaredErrors } from '#shared/errors.ts'
import type { Client } from '../../electron/transport/socket-client.ts'
import { expect, test } from './host.ts'

// A guarantee: it holds at the first try.
test.describe.configure({ retries: 0 })

const INPUTS_A_PROCEDURE = 1_000
const AT_ONCE = 25

type Call = (input: unknown, options?: { signal: AbortSignal }) => Promise<unknown>

function procedures(client: Client): Array<{ path: string; call: Call }> {
  return Object.entries(contract).flatMap(([noun, verbs]) =>
    Object.keys(verbs).map((verb) => {
      const group = client[noun as keyof Client] as unknown as Record<string, Call>
      return { path: `${noun}.${verb}`, call: (input: unknown, options) => (group[verb] as Call)(input, options) }
    }),
  )
}

const uuid = fc.uuid({ version: 4 })
const oddText = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.constantFrom('', '\0', '\ud800', "'; drop table runs; --", '__proto__', '../../etc/passwd', '🛞'),
)
const scalar = fc.oneof(
  oddText,
  uuid,
  fc.integer(),
  fc.double(),
  fc.boolean(),
  fc.constant(null),
  fc.constant(undefined),
  fc.date({ noInvalidDate: true }),
  fc.bigInt(),
)
const keyed = fc.constantFrom(
  'companyId',
  'id',
  'name',
  'env',
  'adapter',
  'routineId',
  'secretId',
  'cursor',
  'limit',
  'query',
  'cron',
  'timezone',
  'value',
  'status',
  'from',
  'triggers',
  'confirmName',
  'args',
  'theme',
)
const randomInput = fc.oneof(
  scalar,
  fc.array(scalar, { maxLength: 5 }),
  fc.dictionary(keyed, fc.oneof(scalar, fc.array(scalar, { maxLength: 3 }), fc.dictionary(fc.string(), scalar, { maxKeys: 3 })), { maxKeys: 8 }),
)

/** Counts of everything a stray call could have changed. `lastCompanyId` and the like are allowed to change. */
async function inventory(client: Client) {
  const companies = await client.companies.list({})
  return companies.map(({ id, name, counts }) => ({ id, name, counts: { ...counts, failedRuns24h: 0 } }))
}

function isDeclared(error: unknown): boolean {
  return error instanceof ORPCError && error.code in declaredErrors && error.code !== 'INTERNAL'
}

test('a thousand random inputs per procedure', async ({ host }) => {
  test.setTimeout(600_000)
  const { client } = host
  const { id: companyId } = await client.companies.create({ name: 'Bystander' })
  await client.secrets.create({ companyId, name: 'Kept', value: 'kept-value' })
  const before = await inventory(client)
  const undeclared: string[] = []
  const changing = /^(companies\.create|sample\.|settings\.update)/
  for (const { path, call } of procedures(client)) {
    if (path === 'sample.install' || path === 'sample.remove') continue // these take nothing and do what they say
    const inputs = fc.sample(randomInput, { numRuns: INPUTS_A_PROCEDURE, seed: 20261121 })
    for (let at = 0; at < inputs.length; at += AT_ONCE) {
      await Promise.all(
        inputs.slice(at, at + AT_ONCE).map(async (input) => {
          const cancel = new AbortController()
          try {
            const answer = await call(input, { signal: cancel.signal })
            if (isStream(answer)) await answer.return(undefined)
          } catch (error) {
            if (!isDeclared(error))
              undeclared.push(`${path}: ${error instanceof Error ? error.message : String(error)} for ${fc.stringify(input).slice(0, 200)}`)
          }
          cancel.abort()
        }),
      )
    }
    if (undeclared.length > 0) break
    if (!changing.test(path)) expect(await inventory(client), path).toEqual(before)
    else for (const { id, name } of await inventory(client)) if (id !== companyId) await client.companies.remove({ companyId: id, confirmName: name })
  }
  expect(undeclared).toEqual([])
  expect((await client.system.status({})).phase).toBe('ready')
})

function isStream(value: unknown): value is AsyncGenerator<unknown, unknown, unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value && 'return' in value
}

test('unknown procedures, wrong types and ten megabytes', async ({ host }) => {
  test.setTimeout(300_000)
  const { client } = host
  const { id: companyId } = await client.companies.create({ name: 'Acme' })
  for (const path of ['/nothing', '/companies/nothing', '/companies/constructor', '/__proto__/toString', '/companies', '/', '/companies/list/more']) {
    expect(await rawAnswer(host.home, path), path).toContain('NOT_FOUND')
  }
  const huge = 'x'.repeat(10 * 1024 * 1024)
  const whole = {
    'companies.create': { name: huge },
    'settings.update': { lastCompanyId: huge },
    'system.search': { query: huge },
    'triggers.preview': { cron: huge, timezone: 'UTC' },
    'vault.configure': { localEncrypted: { keyFilePath: huge } },
    'vault.exportKit': { passphrase: huge },
    'vault.testKit': { kit: huge, passphrase: huge },
    'vault.restoreKit': { kit: huge, passphrase: huge },
  }
  const noInput = /^(companies\.list|settings\.get|sample\..*|triggers\.timezones|system\.(?!search).*|vault\.(status|settings|rotateMasterKey))$/
  for (const { path, call } of procedures(client).filter((procedure) => !noInput.test(procedure.path))) {
    const input = whole[path as keyof typeof whole] ?? { companyId: huge }
    await expect(call(input), path).rejects.toMatchObject({ code: 'BAD_REQUEST' })
  }
  await expect(client.secrets.create({ companyId, name: 'Huge', value: huge })).rejects.toMatchObject({ code: 'BAD_REQUEST' })
  await expect(client.projects.create({ companyId, name: 'Huge', description: huge })).rejects.toMatchObject({ code: 'BAD_REQUEST' })
  expect((await client.system.status({})).phase).toBe('ready')
})

/** What the host answers to a request for `path`, which our own client would not send. */
async function rawAnswer(home: string, path: string): Promise<string> {
  const { wsUrl, token } = JSON.parse(await readFile(join(home, 'run/host.json'), 'utf8')) as { wsUrl: string; token: string }
  const socket = new WebSocket(wsUrl, ['wheelhouse', token])
  await new Promise((resolve) => socket.once('open', resolve))
  const answer = new Promise<string>((resolve) => socket.once('message', (data) => resolve(String(data))))
  socket.send(JSON.stringify({ i: '1', p: { u: path, b: { json: {} } } }))
  return answer.finally(() => socket.terminate())
}

test('an id of another company reads as not found, everywhere', async ({ host }) => {
  const { client } = host
  const mine = await client.companies.create({ name: 'Mine' })
  const theirs = await client.companies.create({ name: 'Theirs' })
  const companyId = theirs.id
  const agent = await client.agents.create({
    companyId,
    name: 'Agent',
    adapter: { kind: 'process', command: '/bin/true', args: [], cwd: null, timeoutSec: 5, graceSec: 1 },
  })
  const project = await client.projects.create({ companyId, name: 'Project' })
  const secret = await client.secrets.create({ companyId, name: 'Secret', value: 'theirs-alone' })
  const routine = await client.routines.create({ companyId, name: 'Routine', agentId: agent.id, triggers: [{ cron: '0 0 1 1 *', timezone: 'UTC' }] })
  const run = await client.runs.start({ companyId, routineId: routine.id })
  const [trigger] = routine.triggers
  const ids = { agents: agent.id, projects: project.id, secrets: secret.id, routines: routine.id, runs: run.id, triggers: trigger?.id ?? '' }
  // About a whole company, or tried below.
  const noId =
    /^(list|create|preview|timezones|access|start|follow|planImport|import|exportReferences|listExternal|link|verifyAudit|migrateInlineEnv)$/
  const revisions = { revisionId: routine.revisionId, baseRevisionId: routine.revisionId, beforeId: routine.revisionId, afterId: routine.revisionId }
  const whatever = {
    ...revisions,
    ...{ name: 'Stolen', value: 'stolen', enabled: true, status: 'disabled', state: 'disabled', version: 1, reason: 'Stolen', key: 'STOLEN' },
    ...{ otherId: run.id, secretId: secret.id, targetType: 'agent', targetId: agent.id },
  }
  for (const { path, call } of procedures(client)) {
    const [noun, verb] = path.split('.') as [keyof typeof ids, string]
    if (!(noun in ids) || noId.test(verb)) continue
    const input = { companyId: mine.id, id: ids[noun], ...whatever }
    await expect(call(input), path).rejects.toMatchObject({ code: 'NOT_FOUND' })
  }
  await expect(client.runs.start({ companyId: mine.id, routineId: routine.id })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  const own = await client.agents.create({
    companyId: mine.id,
    name: 'Own',
    adapter: { kind: 'process', command: '/bin/true', args: [], cwd: null, timeoutSec: 5, graceSec: 1 },
  })
  const foreignSecret = [{ key: 'STOLEN', binding: { kind: 'secret' as const, secretId: secret.id, version: 'latest' as const } }]
  await expect(client.agents.update({ companyId: mine.id, id: own.id, env: foreignSecret })).rejects.toMatchObject({ code: 'UNKNOWN_SECRET' })
  await expect(client.routines.create({ companyId: mine.id, name: 'R', agentId: agent.id })).rejects.toMatchObject({ code: 'NOT_FOUND' })
})
