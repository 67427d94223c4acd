/** kill -9 of the host, over and over: the next start needs nobody, loses nothing that ended and leaves nothing behind. */
import { execFileSync } from 'node:child_process'
import { rm } from 'node:fs/promises'
import { expect, killWhileStarting, newHome, type RunningHost, startHost, test } from './host.ts'

// A guarantee: it holds at the first try.
test.describe.configure({ retries: 0 })

const ROUNDS = Number(process.env.WHEELHOUSE_CRASH_ROUNDS ?? 50)
const WAITING = ['queued', 'running']

/** Processes whose command line holds this text. */
function leftovers(pattern: string): string[] {
  const table = execFileSync('ps', ['-eo', 'pid,args'], { encoding: 'utf8' })
  return table.split('\n').filter((line) => line.includes(pattern) && !line.includes('ps -eo'))
}

/** `sleepFor`: a number of seconds nobody else sleeps for, so that children left behind can be told. */
async function prepare(host: RunningHost, sleepFor: string) {
  const { client } = host
  const { id: companyId } = await client.companies.create({ name: 'Crash' })
  const agent = await client.agents.create({
    companyId,
    name: 'Shell',
    adapter: { kind: 'process', command: '/bin/sh', args: ['-c'], cwd: null, timeoutSec: 600, graceSec: 1 },
  })
  const routine = (name: string, script: string) => client.routines.create({ companyId, name, agentId: agent.id, args: [script] })
  const quick = await routine('Quick', 'echo done')
  const slow = await routine('Slow', `sleep ${sleepFor} & sleep ${sleepFor}`)
  return { companyId, quick: quick.id, slow: slow.id }
}

test('a first start that is killed on the way is taken up by the next', async () => {
  test.setTimeout(120_000)
  for (const afterMs of [100, 300, 600, 900, 1_200, 1_500]) {
    const home = await newHome()
    await killWhileStarting(home, afterMs)
    const host = await startHost(home)
    expect((await host.client.system.status({})).phase).toBe('ready')
    await host.stop()
    expect(leftovers(home)).toEqual([])
    await rm(home, { recursive: true, force: true })
  }
})

test(`survives kill -9 at ${ROUNDS} random moments`, async () => {
  test.setTimeout(ROUNDS * 10_000 + 60_000)
  const home = await newHome()
  const sleepFor = String(1_000_000 + process.pid)
  let host = await startHost(home)
  const { companyId, quick, slow } = await prepare(host, sleepFor)
  const ended = new Map<string, string>()
  for (let round = 0; round < ROUNDS; round += 1) {
    await host.client.runs.start({ companyId, routineId: slow })
    const { id } = await host.client.runs.start({ companyId, routineId: quick })
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 400))
    const seen = await host.client.runs.get({ companyId, id })
    if (!WAITING.includes(seen.status)) ended.set(id, seen.status)
    const before = await host.client.runs.list({ companyId, status: ['running'] })
    await host.kill()
    if (round % 2 === 1) await killWhileStarting(home, Math.random() * 1_200)
    host = await startHost(home)
    for (const run of before.items) expect(WAITING).not.toContain((await host.client.runs.get({ companyId, id: run.id })).status)
  }
  for (const [id, status] of ended) expect((await host.client.runs.get({ companyId, id })).status).toBe(status)
  const all = await host.client.runs.list({ companyId, limit: 500 })
  expect(all.total).toBe(ROUNDS * 2)
  for (const { id, status } of all.items) if (WAITING.includes(status)) await host.client.runs.cancel({ companyId, id })
  await expect.poll(async () => (await host.client.runs.list({ companyId, status: ['queued', 'running'] })).total).toBe(0)
  const lost = await host.client.runs.list({ companyId, status: ['lost'], limit: 500 })
  expect(lost.items.every((run) => run.reason === 'host_crashed' && run.message)).toBe(true)
  await host.stop()
  expect(leftovers(home)).toEqual([])
  expect(leftovers(`sleep ${sleepFor}`)).toEqual([])
  await rm(home, { recursive: true, force: true })
})
