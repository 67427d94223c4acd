/** Signals to a process group as a whole. */
import { execFile } from 'node:child_process'
import { readdir, readFile } from 'node:fs/promises'

export interface ProcessGroup {
  /**
   * Whether a living process of the group is left. Once it says no it never says yes again, and nothing is signalled any
   * more: the number may be somebody else's by then.
   */
  alive(): Promise<boolean>
  /** Asks every member to end (TERM). */
  ask(): void
  kill(): void
}

export function processGroup(leader: number): ProcessGroup {
  return process.platform === 'win32' ? windowsTree(leader) : posixGroup(leader)
}

function posixGroup(leader: number): ProcessGroup {
  let gone = false
  function signal(name: NodeJS.Signals | 0): void {
    if (gone) return
    try {
      process.kill(-leader, name)
    } catch (error) {
      // EPERM (a member changed its user; zombies on macOS) still means that the group exists.
      if ((error as NodeJS.ErrnoException).code === 'ESRCH') gone = true
    }
  }
  return {
    async alive() {
      signal(0)
      if (!gone && process.platform === 'linux') gone = !(await hasLivingMember(leader))
      return !gone
    },
    ask: () => signal('SIGTERM'),
    kill: () => signal('SIGKILL'),
  }
}

/** A dead member stays in its group until its parent takes note, which an idle init of a container may never do. */
async function hasLivingMember(group: number): Promise<boolean> {
  for (const pid of await readdir('/proc')) {
    if (!/^\d+$/.test(pid)) continue
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
    // After the command, which stands in brackets and may hold anything: state, parent, group.
    const [state, , ofGroup] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    if (Number(ofGroup) === group && state !== 'Z' && state !== 'X') return true
  }
  return false
}

/** Windows has no groups: taskkill walks the tree of children, which only its leader leads to. */
function windowsTree(leader: number): ProcessGroup {
  let gone = false
  const taskkill = (...flags: string[]) => {
    // Its failure means that there is nothing left to end.
    if (!gone) execFile('taskkill', ['/PID', String(leader), '/T', ...flags], { windowsHide: true }, () => {})
  }
  return {
    async alive() {
      try {
        if (!gone) process.kill(leader, 0)
      } catch {
        gone = true
      }
      return !gone
    },
    ask: () => taskkill(),
    kill: () => taskkill('/F'),
  }
}
