/** When a process started, by the system's own account: with the pid it names one process, even after the pid is reused. */
import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** A text that is the same for as long as the process lives; null when no such process runs. */
export async function processStart(pid: number): Promise<string | null> {
  if (process.platform === 'linux') return onLinux(pid)
  if (process.platform === 'win32') return onWindows(pid)
  const { stdout } = await run('ps', ['-o', 'lstart=', '-p', String(pid)], { env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' } }).catch(() => ({
    stdout: '',
  }))
  return stdout.trim() || null
}

async function onLinux(pid: number): Promise<string | null> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null)
  if (!stat) return null
  // The command stands in brackets and may hold spaces and brackets of its own: count from the last one.
  const [state, ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return state === 'Z' || state === 'X' ? null : (fields[18] ?? null)
}

async function onWindows(pid: number): Promise<string | null> {
  const query = `(Get-Process -Id ${pid} -ErrorAction SilentlyContinue).StartTime.ToFileTimeUtc()`
  const { stdout } = await run('powershell', ['-NoProfile', '-NonInteractive', '-Command', query], { windowsHide: true }).catch(() => ({
    stdout: '',
  }))
  return stdout.trim() || null
}

/** Tells one boot of the machine from the next where start times are counted from it; empty where they are dates. */
export async function bootId(): Promise<string> {
  if (process.platform !== 'linux') return ''
  return (await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => '')).trim()
}
