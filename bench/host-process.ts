/** A headless host as a process of its own, timed from its start to the line that says it is ready. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

export interface BenchHost {
  child: ChildProcess
  readyMs: number
  wsUrl: string
  token: string
  end(signal: NodeJS.Signals): Promise<void>
}

export const newHome = () => mkdtempSync(join(tmpdir(), 'wheelhouse-bench-'))

export async function startHost(home: string): Promise<BenchHost> {
  const started = performance.now()
  const child = spawn(process.execPath, ['out/headless/index.js', '--headless', '--no-open', '--json', '--home', home], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const line = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', resolve)
    void ended.then(() => reject(new Error('The host ended before it was ready.')))
  })
  const readyMs = performance.now() - started
  if (!JSON.parse(line).ready) throw new Error(`The host did not start: ${line}`)
  const { wsUrl, token } = JSON.parse(readFileSync(join(home, 'run/host.json'), 'utf8')) as { wsUrl: string; token: string }
  return {
    child,
    readyMs,
    wsUrl,
    token,
    async end(signal) {
      child.kill(signal)
      await ended
    },
  }
}
