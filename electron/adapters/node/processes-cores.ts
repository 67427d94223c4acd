/**
 * No memory of a child lands on the disk when it crashes: its environment is in there. Limits are inherited, so the host
 * sets them on itself, once, before its first child. A launcher in front of each child would cost a process start and
 * would turn a program that cannot be started into one that started and failed. The host holds the master key: it wants
 * no dump of itself either, nor of the database.
 */
import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { promisify } from 'node:util'

const run = promisify(execFile)
let done: Promise<void> | null = null

/** Turns core dumps off for this process and all it starts from now on. On macOS they are off unless somebody turned them on. */
export function withoutCoreDumps(): Promise<void> {
  done ??= process.platform === 'linux' ? limit(process.pid) : Promise.resolve()
  return done
}

async function limit(pid: number): Promise<void> {
  // One byte, not none: a crash reporter that the kernel pipes into still runs at none, and keeps the environment.
  const limited = run('prlimit', ['--pid', String(pid), '--core=1:1']).catch(() => null)
  // Holds without the program above, too: a dump then has no memory in it.
  const filtered = writeFile(`/proc/${pid}/coredump_filter`, '0').catch(() => null)
  // Where neither can be had (a locked-down container), runs go on: they are as safe as anything else there.
  await Promise.all([limited, filtered])
}
