/** A real headless host on a home of its own, as a new user would start it, and a client that holds its token. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { test as base } from '@playwright/test'
import { type Client, connect } from '../../electron/transport/socket-client.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const node = join(root, 'node_modules/.bin/node')

export interface RunningHost {
  url: string
  home: string
  timings: Record<string, number>
  process: ChildProcess
  client: Client
  /** Ends the host as Ctrl-C does and waits for it. */
  stop(): Promise<void>
  /** Ends the host as a crash does. */
  kill(): Promise<void>
  /** Stops the host unless it has ended. Throws, with its last words, when it ended without being asked to. */
  dismiss(): Promise<void>
}

interface ReadyLine {
  ready: boolean
  url: string
  home: string
  timings: Record<string, number>
  error?: { code: string; message: string }
}

export async function newHome(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'wheelhouse-e2e-'))
}

function spawnHost(home: string, env: NodeJS.ProcessEnv = {}, flags: readonly string[] = []) {
  return spawn(node, [join(root, 'out/headless/index.js'), '--headless', '--no-open', '--json', '--home', home, ...flags], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  })
}

/** Starts a host and kills it `afterMs` later, wherever its start has got to. */
export async function killWhileStarting(home: string, afterMs: number): Promise<void> {
  const child = spawnHost(home)
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  await new Promise((resolve) => setTimeout(resolve, afterMs))
  child.kill('SIGKILL')
  await ended
}

/** Starts a host and waits until it says that it is ready. */
export async function startHost(home: string, env: NodeJS.ProcessEnv = {}, flags: readonly string[] = []): Promise<RunningHost> {
  const child = spawnHost(home, env, flags)
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  let errors = ''
  child.stderr.on('data', (chunk: Buffer) => {
    errors = (errors + chunk.toString()).slice(-4_000)
  })
  const ready = await firstLine(child, ended, () => errors)
  if (!ready.ready) {
    await ended
    throw new Error(`The host did not start: ${JSON.stringify(ready.error)}`)
  }
  const address = JSON.parse(await readFile(join(home, 'run/host.json'), 'utf8')) as { wsUrl: string; token: string }
  const connection = await connect(address)
  let asked = false
  const end = async (signal: NodeJS.Signals) => {
    asked = true
    connection.close()
    child.kill(signal)
    await ended
  }
  const dismiss = async () => {
    if (child.exitCode === null && child.signalCode === null) return end('SIGINT')
    if (!asked) throw new Error(`The host ended by itself (${child.signalCode ?? `exit code ${child.exitCode}`}).\n${errors}${await lastLog(home)}`)
  }
  return { ...ready, process: child, client: connection.client, stop: () => end('SIGINT'), kill: () => end('SIGKILL'), dismiss }
}

/** The end of what the host logged. */
async function lastLog(home: string): Promise<string> {
  const folder = join(home, 'logs')
  const files = (await readdir(folder)).toSorted()
  const texts = await Promise.all(files.map((name) => readFile(join(folder, name), 'utf8')))
  return texts.join('').slice(-4_000)
}

async function firstLine(child: ChildProcess, ended: Promise<void>, errors: () => string): Promise<ReadyLine> {
  const { stdout } = child
  if (!stdout) throw new Error('The host has no standard output.')
  const line = new Promise<string>((resolve) => createInterface({ input: stdout }).once('line', resolve))
  const first = await Promise.race([line, ended.then(() => null)])
  if (first === null) throw new Error(`The host ended before it was ready.\n${errors()}`)
  return JSON.parse(first) as ReadyLine
}

/** `host`: one host a test, stopped and its home removed at the end. */
export const test = base.extend<{ host: RunningHost }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures a function needs from this pattern
  host: async ({}, use) => {
    const home = await newHome()
    const host = await startHost(home)
    await use(host)
    await host.dismiss()
    await rm(home, { recursive: true, force: true })
  },
})

export { expect } from '@playwright/test'
