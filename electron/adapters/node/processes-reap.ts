/** Finds and kills what an earlier host left running. A pid alone proves nothing: it may belong to somebody else by now. */
import { execFile } from 'node:child_process'
import { readdir, readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'

const run = promisify(execFile)
const MARK = 'WHEELHOUSE_RUN_ID='

export interface Orphan {
  runId: string
  pid: number | null
  started: string | null
}

/**
 * Kills the groups of the leaders that are still themselves, then every process that carries one of the run ids in its
 * environment (a daemon that left its group), until none is left. Answers how many it killed.
 */
export async function reap(orphans: Orphan[], identify: (pid: number) => Promise<string>): Promise<number> {
  const runIds = new Set(orphans.map(({ runId }) => runId))
  if (runIds.size === 0) return 0
  const killed = new Set<number>()
  for (const { pid, started } of orphans) {
    if (pid === null || !started || (await identify(pid)) !== started) continue
    if (await killGroup(pid)) killed.add(pid)
  }
  // A process may fork between look and kill: look again until nobody is left.
  for (let round = 0; round < 40; round += 1) {
    const found = await carriers(runIds)
    if (found.length === 0) break
    for (const pid of found) if (killOne(pid)) killed.add(pid)
    await sleep(25)
  }
  return killed.size
}

async function killGroup(pid: number): Promise<boolean> {
  if (process.platform !== 'win32') return killOne(-pid)
  return run('taskkill', ['/PID', String(pid), '/T', '/F'], { windowsHide: true }).then(
    () => true,
    () => false,
  )
}

function killOne(pid: number): boolean {
  try {
    process.kill(pid, 'SIGKILL')
    return true
  } catch {
    // It ended between look and kill.
    return false
  }
}

/** Processes whose environment names one of the runs. Only those of our own user can be looked into, and only those are ours. */
async function carriers(runIds: Set<string>): Promise<number[]> {
  if (process.platform === 'linux') return onLinux(runIds)
  if (process.platform === 'darwin') return onMac(runIds)
  return []
}

async function onLinux(runIds: Set<string>): Promise<number[]> {
  const found: number[] = []
  for (const name of await readdir('/proc')) {
    const pid = Number(name)
    if (!Number.isInteger(pid) || pid === process.pid) continue
    // Gone, a zombie (empty), or another user's: none of them is ours to kill.
    const environ = await readFile(`/proc/${pid}/environ`, 'latin1').catch(() => '')
    const mark = environ.split('\0').find((entry) => entry.startsWith(MARK))
    if (mark && runIds.has(mark.slice(MARK.length))) found.push(pid)
  }
  return found
}

async function onMac(runIds: Set<string>): Promise<number[]> {
  const { stdout } = await run('ps', ['-Eww', '-ax', '-o', 'pid=,command='], { maxBuffer: 64 * 1024 * 1024 }).catch(() => ({ stdout: '' }))
  const found: number[] = []
  for (const line of stdout.split('\n')) {
    const pid = Number.parseInt(line, 10)
    const runId = new RegExp(`\\s${MARK}(\\S+)`).exec(line)?.[1]
    if (runId && runIds.has(runId) && pid !== process.pid) found.push(pid)
  }
  return found
}
