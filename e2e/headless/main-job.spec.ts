/** The main job through the contract alone: a routine with three layers of env and a secret runs a real process. */
import { access, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Client } from 'pg'
import type { Client as HostClient } from '../../electron/transport/socket-client.ts'
import { expect, test } from './host.ts'

// A guarantee: it holds at the first try.
test.describe.configure({ retries: 0 })

const SENTINEL = 'S3NTINEL-xyz/with+odd=chars & spaces'
const WAITING = new Set(['queued', 'running'])

/** Prints what the child was given, and the secret in every disguise a careless program finds for it. */
const TELLTALE = `
  const s = process.env.API_TOKEN
  console.log('WHO=' + process.env.WHO + ' ONLY_AGENT=' + process.env.ONLY_AGENT + ' ONLY_PROJECT=' + process.env.ONLY_PROJECT)
  console.log('length ' + s.length)
  console.log('plain ' + s)
  console.log('base64 ' + Buffer.from(s).toString('base64') + ' ' + Buffer.from('x' + s).toString('base64') + ' ' + Buffer.from('xx' + s).toString('base64'))
  console.log('url ' + encodeURIComponent(s) + ' ' + new URLSearchParams({ s }))
  console.error('json ' + JSON.stringify({ s }))
  process.stdout.write('split ' + s.slice(0, 9))
  setTimeout(() => {
    process.stdout.write(s.slice(9) + '\\n')
    console.log(Object.keys(process.env).sort().join(' '))
  }, 80)
`

async function mainJob(client: HostClient) {
  const { id: companyId } = await client.companies.create({ name: 'Acme' })
  const secret = await client.secrets.create({ companyId, name: 'API token', value: SENTINEL })
  const plain = (key: string, value: string) => ({ key, binding: { kind: 'plain' as const, visibility: 'visible' as const, value } })
  const agent = await client.agents.create({
    companyId,
    name: 'Node',
    adapter: { kind: 'process', command: process.execPath, args: ['-e'], cwd: null, timeoutSec: 60, graceSec: 2 },
    env: [plain('WHO', 'agent'), plain('ONLY_AGENT', 'yes'), plain('API_TOKEN', 'overridden')],
  })
  const project = await client.projects.create({ companyId, name: 'Reports', env: [plain('WHO', 'project'), plain('ONLY_PROJECT', 'yes')] })
  const routine = await client.routines.create({
    companyId,
    name: 'Telltale',
    agentId: agent.id,
    projectId: project.id,
    args: [TELLTALE],
    env: [plain('WHO', 'routine'), { key: 'API_TOKEN', binding: { kind: 'secret', secretId: secret.id, version: 'latest' } }],
    triggers: [{ cron: '0 3 * * *', timezone: 'Europe/Berlin' }],
  })
  return { companyId, agent, project, routine, secret }
}

async function runToEnd(client: HostClient, companyId: string, routineId: string) {
  const { id } = await client.runs.start({ companyId, routineId })
  await expect.poll(async () => WAITING.has((await client.runs.get({ companyId, id })).status), { timeout: 30_000 }).toBe(false)
  return client.runs.get({ companyId, id })
}

interface OneRun {
  companyId: string
  agentId: string
  secretId: string
  args: string[]
}

/** A run of its own routine, that is given the secret as API_TOKEN. */
async function runOnce(client: HostClient, { secretId, ...routine }: OneRun) {
  const env = [{ key: 'API_TOKEN', binding: { kind: 'secret' as const, secretId, version: 'latest' as const } }]
  const { id } = await client.routines.create({ ...routine, name: `Once ${secretId}`, env })
  return runToEnd(client, routine.companyId, id)
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
}

/** Every row of every table as text: compressed columns hide nothing here that they hide on disk. */
async function dumpOf(home: string): Promise<string> {
  const [, , , , socketFolder] = (await readFile(join(home, 'db/postmaster.pid'), 'utf8')).split('\n')
  const database = new Client({ host: socketFolder ?? '', port: 5432, user: 'wheelhouse', database: 'wheelhouse' })
  await database.connect()
  const { rows: tables } = await database.query<{ name: string }>(
    "select relname as name from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace",
  )
  const parts: string[] = []
  for (const { name } of tables) {
    const { rows } = await database.query<{ row: string }>(`select t::text as row from "${name}" t`)
    parts.push(name, ...rows.map(({ row }) => row))
  }
  await database.end()
  return parts.join('\n')
}

test('the child sees the winner of every key, and the log says so without the secret', async ({ host }) => {
  const { client } = host
  const { companyId, routine } = await mainJob(client)
  const run = await runToEnd(client, companyId, routine.id)
  expect(run).toMatchObject({ status: 'succeeded', reason: 'exited', exitCode: 0, revisionId: routine.revisionId, source: 'manual' })
  expect(run.env.map(({ key, layer }) => `${key} ${layer}`).sort()).toEqual([
    'API_TOKEN routine',
    'ONLY_AGENT agent',
    'ONLY_PROJECT project',
    'WHO routine',
  ])

  const { lines, redactions } = await client.runs.log({ companyId, id: run.id })
  const log = lines.map((line) => line.text).join('\n')
  expect(log).toContain('WHO=routine ONLY_AGENT=yes ONLY_PROJECT=yes')
  expect(log).toContain(`length ${SENTINEL.length}`)
  expect(log).toContain('plain ‹secret API token›')
  expect(log).toContain('split ‹secret API token›')
  expect(redactions).toBeGreaterThanOrEqual(6)

  const names = lines.at(-1)?.stream === 'host' ? lines.at(-2) : lines.at(-1)
  expect(names?.text).not.toMatch(/DATABASE|npm_|PLAYWRIGHT|CI\b/)
  expect(names?.text).toContain('WHEELHOUSE_RUN_ID')
})

test('a planted secret is found nowhere: database files, dump, logs, run segments, config', async ({ host }) => {
  const { client, home } = host
  const { companyId, agent, routine, secret } = await mainJob(client)
  const run = await runToEnd(client, companyId, routine.id)
  const failed = await runOnce(client, { companyId, agentId: agent.id, secretId: secret.id, args: ['throw new Error(process.env.API_TOKEN)'] })
  expect(failed).toMatchObject({ status: 'failed', reason: 'exited' })
  await client.secrets.rotate({ companyId, id: secret.id, value: `${SENTINEL}-2` })
  await client.runs.start({ companyId, routineId: routine.id, retryOf: run.id })
  await expect(client.secrets.create({ companyId, name: 'API token', value: SENTINEL })).rejects.toMatchObject({ code: 'NAME_TAKEN' })
  const said = JSON.stringify([
    await client.routines.get({ companyId, id: routine.id }),
    await client.routines.env({ companyId, id: routine.id }),
    await client.routines.revisions({ companyId, id: routine.id }),
    await client.secrets.get({ companyId, id: secret.id }),
    await client.secrets.access({ companyId }),
    await client.runs.list({ companyId }),
    await client.runs.log({ companyId, id: run.id }),
    failed,
    await client.runs.log({ companyId, id: failed.id }),
  ])
  const dump = await dumpOf(home)
  await host.stop()

  const bytes = Buffer.from(SENTINEL)
  const disguises = [
    SENTINEL,
    bytes.toString('base64').replace(/=+$/, '').slice(2, -2),
    Buffer.concat([Buffer.from('x'), bytes])
      .toString('base64')
      .slice(4, -4),
    Buffer.concat([Buffer.from('xx'), bytes])
      .toString('base64')
      .slice(4, -4),
    encodeURIComponent(SENTINEL),
    bytes.toString('hex'),
  ]
  const found: string[] = []
  expect(dump).toContain('company_secret_versions')
  expect(dump).toContain('Telltale')
  for (const disguise of disguises) {
    if (said.includes(disguise)) found.push(`answers: ${disguise}`)
    if (dump.includes(disguise)) found.push(`dump: ${disguise}`)
  }
  for (const file of await filesBelow(home)) {
    const content = await readFile(file).catch(() => Buffer.alloc(0)) // sockets and files gone meanwhile hold nothing
    for (const disguise of disguises) if (content.includes(disguise)) found.push(`${file}: ${disguise}`)
  }
  expect(found).toEqual([])
  await access(join(home, 'secrets/master.key'))
})

test('a value typed into the arguments reaches the program, and is shown to nobody', async ({ host }) => {
  const { client, home } = host
  const { companyId, agent, secret } = await mainJob(client)
  const args = ['console.log(process.argv[1].length, process.argv[1])', SENTINEL]
  const run = await runOnce(client, { companyId, agentId: agent.id, secretId: secret.id, args })
  expect(run).toMatchObject({ status: 'succeeded', launch: { args: expect.arrayContaining(['‹secret API token›']) } })
  const { lines } = await client.runs.log({ companyId, id: run.id })
  expect(lines.map(({ text }) => text)).toContain(`${SENTINEL.length} ‹secret API token›`)
  const files = [...(await filesBelow(join(home, 'logs'))), ...(await filesBelow(join(home, 'runs')))]
  for (const file of files) expect(await readFile(file, 'utf8')).not.toContain(SENTINEL)
})

test('the mask tells nothing of the length of a value', async ({ host }) => {
  const { client } = host
  const { companyId, agent } = await mainJob(client)
  const texts: string[] = []
  for (const length of [4, 40, 4_000]) {
    const name = `Of ${length}`
    const { id: secretId } = await client.secrets.create({ companyId, name, value: 'Zq7!'.repeat(length / 4) })
    const { id } = await runOnce(client, { companyId, agentId: agent.id, secretId, args: ['console.log(process.env.API_TOKEN)'] })
    const { lines } = await client.runs.log({ companyId, id })
    texts.push(...lines.filter(({ stream }) => stream === 'stdout').map(({ text }) => text.replace(name, 'NAME')))
  }
  expect(texts).toEqual(Array(3).fill('‹secret NAME›'))
})

test('a schedule makes a run by itself, once', async ({ host }) => {
  const { client } = host
  const { companyId, agent } = await mainJob(client)
  const routine = await client.routines.create({
    companyId,
    name: 'Every second',
    agentId: agent.id,
    args: ['console.log("tick")'],
    triggers: [{ cron: '* * * * * *', timezone: 'UTC' }],
  })
  await expect
    .poll(async () => (await client.runs.list({ companyId, routineId: routine.id, status: ['succeeded'] })).total, { timeout: 60_000 })
    .toBeGreaterThan(1)
  const { items } = await client.runs.list({ companyId, routineId: routine.id })
  const due = items.map((run) => run.dueAt?.toISOString())
  expect(new Set(due).size).toBe(due.length)
  expect(items.every((run) => run.source === 'schedule' && run.dueAt?.getMilliseconds() === 0)).toBe(true)
})
