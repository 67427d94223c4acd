/** Telling one process from another that got its number later, by what the system says about it. */
import { execFile } from 'node:child_process'
import { readFile, readlink, realpath } from 'node:fs/promises'
import { basename } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Whether some process has this number now. Says nothing about which. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** Whether `pid` is the postmaster of the cluster in `data` (a real path). */
export async function isPostmasterOf(pid: number, data: string): Promise<boolean> {
  if (process.platform === 'linux') return onLinux(pid, data)
  if (process.platform === 'win32') return onWindows(pid, data)
  return elsewhere(pid, data)
}

async function onLinux(pid: number, data: string): Promise<boolean> {
  const [command, cwd] = await Promise.all([readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => ''), readlink(`/proc/${pid}/cwd`).catch(() => null)])
  const [program = '', ...args] = command.split('\0')
  if (basename(program) !== 'postgres') return false
  // A postmaster works inside its data folder. Its children rename themselves, so that only the postmaster has -D.
  if (!args.includes('-D')) return false
  if (cwd !== null) return cwd === data
  return (await realpath(args[args.indexOf('-D') + 1] ?? '').catch(() => null)) === data
}

async function elsewhere(pid: number, data: string): Promise<boolean> {
  const { stdout } = await run('ps', ['-ww', '-o', 'command=', '-p', String(pid)]).catch(() => ({ stdout: '' }))
  const command = stdout.trim()
  return /(^|\/)postgres -D /.test(command) && command.endsWith(`-D ${data}`)
}

async function onWindows(pid: number, data: string): Promise<boolean> {
  const query = `(Get-CimInstance Win32_Process -Filter 'ProcessId=${pid}').CommandLine`
  const { stdout } = await run('powershell', ['-NoProfile', '-NonInteractive', '-Command', query], { windowsHide: true }).catch(() => ({
    stdout: '',
  }))
  const command = stdout.replaceAll('/', '\\').toLowerCase()
  return command.includes('postgres.exe') && command.includes(data.replaceAll('/', '\\').toLowerCase())
}
