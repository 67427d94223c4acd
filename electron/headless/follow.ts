/** `follow`: a run's log as it grows, until the run ends. */
import { ORPCError } from '@orpc/client'
import type { LogLine, Run } from '#shared/contract/runs.ts'
import { declared } from '../ports/rpc.ts'
import type { Client } from '../transport/socket-client.ts'
import { printLine, UsageProblem } from './output.ts'
import { plainText } from './plain-text.ts'
import { reachHost } from './reach.ts'

const pageSize = 1_000
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** Prints the log of the run with this id or number; answers the run as it ended. */
export async function follow(home: string, wanted: string, { json }: { json: boolean }): Promise<Run> {
  if (!uuid.test(wanted) && !/^\d{1,9}$/.test(wanted)) throw new UsageProblem('A run is named by its id or its number.')
  const { client, close } = await reachHost(home)
  try {
    const { companyId, id } = await findRun(client, wanted)
    const print = (line: LogLine) => (json ? printLine(JSON.stringify(line)) : printText(line))
    for await (const event of await client.runs.follow({ companyId, id, from: 0 })) {
      if (event.type === 'lines') for (const line of event.lines) await print(line)
      if (event.type === 'gap') for await (const line of linesBetween(client, { companyId, id }, event)) await print(line)
    }
    return await client.runs.get({ companyId, id })
  } finally {
    await close()
  }
}

/** A run belongs to a company, and a command names none: each is asked. */
async function findRun(client: Client, wanted: string): Promise<Run> {
  for (const { id: companyId } of await client.companies.list({})) {
    const found = uuid.test(wanted) ? await getRun(client, companyId, wanted) : await numbered(client, companyId, Number(wanted))
    if (found) return found
  }
  throw declared('NOT_FOUND', { noun: 'run' }, `There is no run ${wanted}.`)
}

function getRun(client: Client, companyId: string, id: string): Promise<Run | undefined> {
  return client.runs.get({ companyId, id }).catch((error: unknown) => {
    if (error instanceof ORPCError && error.code === 'NOT_FOUND') return undefined
    throw error
  })
}

async function numbered(client: Client, companyId: string, number: number): Promise<Run | undefined> {
  const { items } = await client.runs.list({ companyId, query: String(number) })
  return items.find((run) => run.number === number)
}

/** Lines the stream left out because they came faster than it goes. */
async function* linesBetween(client: Client, run: { companyId: string; id: string }, { from, to }: { from: number; to: number }) {
  for (let next = from; next < to; ) {
    const { lines } = await client.runs.log({ ...run, from: next, limit: Math.min(pageSize, to - next) })
    if (lines.length === 0) return
    yield* lines
    next += lines.length
  }
}

/** A line that a later one replaces on screen is the state of a progress bar, of which only the last says anything. */
function printText({ text, replaced }: LogLine): Promise<void> {
  return replaced ? Promise.resolve() : printLine(plainText(text, process.stdout.isTTY))
}
