/** From the start of the host process to ready: on a new home, on a used one, and after kill -9. With idle memory. */
import { execFileSync } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { type BenchHost, newHome, startHost } from './host-process.ts'
import { type Figure, median, report } from './report.ts'

const ROUNDS = 5
const SETTLE_MS = 3_000

const ms = (figure: string, values: number[]): Figure => ({ figure, ours: median(values), peer: null, unit: 'ms' })

/** Kilobytes of a process from /proc; null where there is no such thing. */
function memoryKb(pid: number, file: 'status' | 'smaps_rollup', key: string): number | null {
  try {
    const match = new RegExp(`^${key}:\\s+(\\d+)`, 'm').exec(readFileSync(`/proc/${pid}/${file}`, 'utf8'))
    return match ? Number(match[1]) : null
  } catch {
    return null // not Linux, or the process has just ended
  }
}

/** Processes that run Postgres on this data folder. */
function postgresPids(home: string): number[] {
  const postmaster = Number(readFileSync(`${home}/db/postmaster.pid`, 'utf8').split('\n')[0])
  const table = execFileSync('ps', ['-eo', 'pid=,ppid='], { encoding: 'utf8' })
  const children = table.split('\n').map((line) => line.trim().split(/\s+/).map(Number))
  return [postmaster, ...children.filter(([, parent]) => parent === postmaster).map(([pid]) => pid ?? 0)]
}

async function memory(host: BenchHost, home: string): Promise<Figure[]> {
  await new Promise((resolve) => setTimeout(resolve, SETTLE_MS))
  const hostKb = memoryKb(host.child.pid ?? 0, 'status', 'VmRSS')
  const server = postgresPids(home)
  const sum = (file: 'status' | 'smaps_rollup', key: string) => server.reduce((total, pid) => total + (memoryKb(pid, file, key) ?? 0), 0)
  const mb = (figure: string, kb: number): Figure => ({ figure, ours: kb / 1024, peer: null, unit: 'MB' })
  if (hostKb === null) return []
  return [
    mb('host, resident when idle', hostKb),
    mb('Postgres, resident, shared pages counted often', sum('status', 'VmRSS')),
    mb('Postgres, proportional share', sum('smaps_rollup', 'Pss')),
  ]
}

/** What the page loads before it can show anything: the scripts and styles that index.html names, and what those import at once. */
function rendererEntryKb(): number {
  const root = 'out/renderer'
  const wanted = [...readFileSync(`${root}/index.html`, 'utf8').matchAll(/(?:src|href)="(\/assets\/[^"]+\.(?:js|css))"/g)].map(
    ([, path]) => path ?? '',
  )
  const seen = new Set<string>()
  for (const path of wanted) {
    if (seen.has(path)) continue
    seen.add(path)
    const source = readFileSync(root + path, 'utf8')
    for (const [, name] of source.matchAll(/(?:from|import)\s*["']\.\/([^"']+\.js)["']/g)) wanted.push(`/assets/${name}`)
  }
  return [...seen].reduce((total, path) => total + gzipSync(readFileSync(root + path)).length, 0) / 1000
}

const first: number[] = []
for (let round = 0; round < ROUNDS; round += 1) {
  const home = newHome()
  const host = await startHost(home)
  first.push(host.readyMs)
  await host.end('SIGINT')
  rmSync(home, { recursive: true, force: true })
}

const home = newHome()
await (await startHost(home)).end('SIGINT')
const warm: number[] = []
const stop: number[] = []
const crashed: number[] = []
for (let round = 0; round < ROUNDS; round += 1) {
  const host = await startHost(home)
  warm.push(host.readyMs)
  const asked = performance.now()
  await host.end('SIGINT')
  stop.push(performance.now() - asked)
}
let host = await startHost(home)
for (let round = 0; round < ROUNDS; round += 1) {
  await host.end('SIGKILL')
  host = await startHost(home)
  crashed.push(host.readyMs)
}
const used = await memory(host, home)
await host.end('SIGINT')
rmSync(home, { recursive: true, force: true })

report('startup', [
  ms('first start to ready', first),
  ms('warm start to ready', warm),
  ms('start after kill -9 to ready', crashed),
  ms('Ctrl-C to ended', stop),
  ...used,
  { figure: 'renderer entry, gzip', ours: rendererEntryKb(), peer: null, unit: 'kB' },
])
