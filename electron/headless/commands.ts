/** The commands of the command line. Each prints its answer and throws what goes wrong. */
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { homeLockHolder } from '../adapters/node/home-lock.ts'
import { declared } from '../ports/rpc.ts'
import { type Client, connect } from '../transport/socket-client.ts'
import { readHostFile } from './host-file.ts'
import { withDates } from './json-dates.ts'
import { asName, printJson, printLine, UsageProblem } from './output.ts'
import { findProcedure, jsonSchema, procedures } from './procedures.ts'
import { reachHost } from './reach.ts'

/** Tells whether a host runs on `home`, and where. Starts none. */
export async function status(home: string): Promise<void> {
  const holder = await homeLockHolder(join(home, 'run')).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw error
  })
  if (!holder) return printJson({ running: false, home })
  const { pid, shell } = holder
  const host = await readHostFile(home)
  if (host?.pid !== pid) return printJson({ running: true, home, pid, shell, url: null, status: null })
  const { client, close } = await connect(host).catch(() => {
    throw declared('UNAVAILABLE', { phase: 'unreachable' }, `Wheelhouse (process ${pid}) runs on this home but does not answer.`)
  })
  await printJson({ running: true, home, pid, shell, url: host.url, status: await client.system.status({}) })
  close()
}

/** Prints every procedure, or the one named, with the JSON Schema of its input and output. */
export async function schema(name: string | undefined): Promise<void> {
  const wanted = name === undefined ? procedures() : [existing(name)]
  await printJson({
    procedures: wanted.map(({ name: procedure, input, output, streams }) => ({
      procedure,
      streams,
      input: jsonSchema(input, 'input'),
      output: jsonSchema(output, 'output'),
    })),
  })
}

/** Calls one procedure. A stream prints one line an event until it ends. */
export async function call(home: string, name: string, json: string | undefined): Promise<void> {
  const procedure = existing(name)
  const input = withDates(procedure.input, parseInput(json === '-' ? await text(process.stdin) : (json ?? '{}')))
  const { client, close } = await reachHost(home)
  try {
    const answer = await procedureOf(client, procedure.path)(input)
    if (!procedure.streams) return await printJson(answer)
    for await (const event of answer as AsyncIterable<unknown>) await printLine(JSON.stringify(event))
  } finally {
    await close()
  }
}

/** The same error as the host's own, without starting one to hear it. */
function existing(name: string) {
  const procedure = findProcedure(name)
  if (!procedure) throw declared('NOT_FOUND', { noun: 'procedure' }, `There is no procedure${asName(name)}. \`wheelhouse schema\` lists them.`)
  return procedure
}

function parseInput(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch (error) {
    // Node's message quotes the input, which may hold a secret: only the place is repeated.
    const place = /\(line \d+ column \d+\)/.exec(String(error))?.[0]
    throw new UsageProblem(`The input is no JSON${place ? ` ${place}` : ''}.`)
  }
}

type Call = (input: unknown) => Promise<unknown>

/** The client is a tree of functions that its types know only procedure by procedure. */
function procedureOf(client: Client, path: string[]): Call {
  return path.reduce((at: unknown, part) => (at as Record<string, unknown>)[part], client) as Call
}
