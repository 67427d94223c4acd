/** The whole env contract through `wheelhouse call` alone, on a real host: what each layer gives, what is refused, and what the trail keeps. */
import { spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { Client } from 'pg'
import { expect, type RunningHost, test } from './host.ts'

// A guarantee: it holds at the first try.
test.describe.configure({ retries: 0 })

const root = fileURLToPath(new URL('../..', import.meta.url))
const SECRET = 'S3NTINEL-contract-4471'

interface Answer {
  [key: string]: unknown
  id: string
  message?: string
  error?: { code: string; message: string }
}

/** Calls one procedure as a script would, and answers what it printed; with `refused` the error it must end with. */
function caller({ home }: RunningHost) {
  return async (procedure: string, input: object, outcome: 'done' | 'refused' = 'done'): Promise<Answer> => {
    const child = spawn(join(root, 'node_modules/.bin/node'), [join(root, 'out/headless/cli.js'), 'call', procedure, '-', '--home', home])
    child.stdin.end(JSON.stringify(input))
    const ended = new Promise<number | null>((resolve) => child.once('exit', resolve))
    const [out, err, code] = await Promise.all([text(child.stdout), text(child.stderr), ended])
    if (code !== (outcome === 'done' ? 0 : 1)) throw new Error(`${procedure}: exit ${code}. ${out}${err}`)
    return JSON.parse(out) as Answer
  }
}

type Call = ReturnType<typeof caller>

const plain = (key: string, value: string, visibility = 'visible') => ({ key, binding: { kind: 'plain', visibility, value } })
const reference = (key: string, secretId: string, version: 'latest' | number = 'latest') => ({ key, binding: { kind: 'secret', secretId, version } })

/** Prints its environment, names sorted, without what every child gets. */
const printEnv = `console.log(Object.entries(process.env).filter(([k]) => /^T_/.test(k)).map(([k, v]) => k + '=' + v).sort().join(' ') || 'nothing')`

async function company(call: Call, name = 'Acme') {
  const { id: companyId } = await call('companies.create', { name })
  const adapter = { kind: 'process', command: process.execPath, args: ['-e'], timeoutSec: 60, graceSec: 2 }
  const agent = await call('agents.create', { companyId, name: 'Node', adapter, env: [plain('T_WHO', 'agent'), plain('T_AGENT', 'yes')] })
  const project = await call('projects.create', { companyId, name: 'Reports', env: [plain('T_WHO', 'project'), plain('T_PROJECT', 'yes')] })
  const secret = await call('secrets.create', { companyId, name: 'Token', value: SECRET })
  const routine = await call('routines.create', {
    companyId,
    name: 'Report',
    agentId: agent.id,
    projectId: project.id,
    args: [printEnv],
    env: [plain('T_WHO', 'routine'), reference('T_TOKEN', secret.id), plain('T_HIDDEN', 'masked-value-9', 'masked')],
  })
  return { companyId, agent, project, secret, routine }
}

async function ran(call: Call, companyId: string, id: string): Promise<Answer> {
  await expect
    .poll(async () => ['queued', 'running'].includes(String((await call('runs.get', { companyId, id })).status)), { timeout: 30_000 })
    .toBe(false)
  return call('runs.get', { companyId, id })
}

async function run(call: Call, companyId: string, routineId: string) {
  const done = await ran(call, companyId, (await call('runs.start', { companyId, routineId })).id)
  const { lines } = (await call('runs.log', { companyId, id: done.id })) as unknown as { lines: { stream: string; text: string }[] }
  return { ...done, printed: lines.filter(({ stream }) => stream === 'stdout').map((line) => line.text) }
}

test('the routine wins, then the project, then the agent; hidden values are masked in the log', async ({ host }) => {
  const call = caller(host)
  const { companyId, routine } = await company(call)
  const { printed } = await run(call, companyId, routine.id)
  expect(printed).toEqual(['T_AGENT=yes T_HIDDEN=‹secret T_HIDDEN› T_PROJECT=yes T_TOKEN=‹secret Token› T_WHO=routine'])
  const everything = JSON.stringify([await call('routines.get', { companyId, id: routine.id }), await call('secrets.access', { companyId })])
  expect(everything).not.toMatch(/S3NTINEL|masked-value/)
})

test('a secret of another company reads as missing, whoever asks', async ({ host }) => {
  const call = caller(host)
  const one = await company(call)
  const two = await company(call, 'Globex')
  const stolen = [reference('T_TOKEN', one.secret.id)]
  const refused = await call('routines.update', { companyId: two.companyId, id: two.routine.id, env: stolen }, 'refused')
  expect(refused.error).toMatchObject({ code: 'UNKNOWN_SECRET' })
  expect((await call('secrets.get', { companyId: two.companyId, id: one.secret.id }, 'refused')).error).toMatchObject({ code: 'NOT_FOUND' })
  expect((await run(call, two.companyId, two.routine.id)).printed[0]).toContain('T_TOKEN=‹secret Token›')
})

test('disabled and deleted secrets fail the run before it starts, value-free, and stand in the trail', async ({ host }) => {
  const call = caller(host)
  const { companyId, secret, routine } = await company(call)
  expect((await call('secrets.setStatus', { companyId, id: secret.id, status: 'disabled' }, 'refused')).error).toMatchObject({ code: 'IN_USE' })
  await call('secrets.setStatus', { companyId, id: secret.id, status: 'disabled', reason: 'Leaked.' })
  const disabled = await run(call, companyId, routine.id)
  expect(disabled).toMatchObject({ status: 'failed', reason: 'env_unresolved', startedAt: null })
  expect(disabled.message).toContain('T_TOKEN needs the secret Token, which is disabled')
  await call('secrets.setStatus', { companyId, id: secret.id, status: 'active' })
  await call('secrets.remove', { companyId, id: secret.id, reason: 'Not needed.' })
  expect(String((await run(call, companyId, routine.id)).message)).toContain('which was deleted')
  const { items } = (await call('secrets.access', { companyId })) as unknown as { items: { action: string; code: string | null; reason: string }[] }
  expect(items.map(({ action, code, reason }) => [action, code, reason].join(' ').trim())).toEqual([
    'resolve secret_deleted',
    'delete  Not needed.',
    'enable',
    'resolve secret_disabled',
    'disable  Leaked.',
    'create',
  ])
  const [verdict] = (await call('secrets.verifyAudit', { companyId })) as unknown as { verdict: string; entries: number }[]
  expect(verdict).toMatchObject({ verdict: 'intact', entries: 6 })
})

test('a restore binds again what it brings back; what is gone is explained before', async ({ host }) => {
  const call = caller(host)
  const { companyId, secret, routine } = await company(call)
  const id = routine.id
  await call('routines.update', { companyId, id, env: [] })
  expect((await run(call, companyId, id)).printed).toEqual(['T_AGENT=yes T_PROJECT=yes T_WHO=project'])
  expect((await call('secrets.get', { companyId, id: secret.id })).bindings).toEqual([])
  const plan = await call('routines.planRestore', { companyId, id, revisionId: routine.revisionId as string, scope: 'env' })
  expect((plan.env as { key: string; change: string }[]).filter(({ change }) => change !== 'unchanged').map(({ key }) => key)).toEqual([
    'T_HIDDEN',
    'T_TOKEN',
    'T_WHO',
  ])
  const restore = { companyId, id, revisionId: routine.revisionId, scope: 'env', reason: 'Back to how it was.', baseRevisionId: plan.baseRevisionId }
  expect(await call('routines.restore', restore)).toMatchObject({ revisionNumber: 3 })
  expect((await call('secrets.get', { companyId, id: secret.id })).bindings).toMatchObject([{ targetType: 'routine', configPath: 'env.T_TOKEN' }])
  expect((await run(call, companyId, id)).printed[0]).toContain('T_TOKEN=‹secret Token›')
  await call('routines.update', { companyId, id, env: [] })
  await call('secrets.remove', { companyId, id: secret.id, reason: 'Gone.' })
  const blocked = await call('routines.planRestore', { companyId, id, revisionId: routine.revisionId as string, scope: 'env' })
  expect(blocked.findings).toContainEqual(expect.objectContaining({ severity: 'blocker', code: 'secret_missing', subject: 'T_TOKEN' }))
})

test('a queued run keeps its revision; one without takes what is current; an empty environment is one', async ({ host }) => {
  const call = caller(host)
  const { companyId, agent, routine } = await company(call)
  await call('agents.update', { companyId, id: agent.id, env: [] })
  const bare = await call('routines.create', { companyId, name: 'Bare', agentId: agent.id, args: [printEnv] })
  const empty = await run(call, companyId, bare.id)
  expect(empty).toMatchObject({ status: 'succeeded', env: [], printed: ['nothing'] })

  const first = await call('runs.start', { companyId, routineId: routine.id })
  await ran(call, companyId, first.id)
  await call('routines.update', { companyId, id: routine.id, env: [plain('T_WHO', 'second')] })
  const again = await ran(call, companyId, (await call('runs.start', { companyId, routineId: routine.id, retryOf: first.id })).id)
  expect(again).toMatchObject({ revisionNumber: 1, envNumber: 1 })

  await queueWithoutRevision(host.home, companyId, routine.id, agent.id)
  const { items } = (await call('runs.list', { companyId, routineId: routine.id })) as unknown as { items: Answer[] }
  expect(await ran(call, companyId, items[0]?.id ?? '')).toMatchObject({ status: 'succeeded', revisionNumber: 2, envNumber: 2 })
})

/** As an older version or another program might have left it. */
async function queueWithoutRevision(home: string, companyId: string, routineId: string, agentId: string): Promise<void> {
  const [, , , , socketFolder] = (await readFile(join(home, 'db/postmaster.pid'), 'utf8')).split('\n')
  const database = new Client({ host: socketFolder ?? '', port: 5432, user: 'wheelhouse', database: 'wheelhouse' })
  await database.connect()
  await database.query(
    `insert into routine_runs (id, company_id, routine_id, agent_id, source, actor) values (gen_random_uuid(), $1, $2, $3, 'manual', 'somebody')`,
    [companyId, routineId, agentId],
  )
  await database.end()
}
