/** Signals to a process group as a whole. */
import { execFile } from 'node:child_process'

export interface ProcessGroup {
  /** Whether a process of the group is left. Once it says no it never says yes again: the number may be somebody else's by then. */
  alive(): boolean
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
      // EPERM (macOS: only zombies are left, or a member changed its user) still means that the group exists.
      if ((error as NodeJS.ErrnoException).code === 'ESRCH') gone = true
    }
  }
  return {
    alive() {
      signal(0)
      return !gone
    },
    ask: () => signal('SIGTERM'),
    kill: () => signal('SIGKILL'),
  }
}

/** Windows has no groups: taskkill walks the tree of children. A tree cannot be asked whether it is still there, so it counts as gone once killed. */
function windowsTree(leader: number): ProcessGroup {
  let killed = false
  const taskkill = (...flags: string[]) => {
    // Its failure means that there is nothing left to end.
    execFile('taskkill', ['/PID', String(leader), '/T', ...flags], { windowsHide: true }, () => {})
  }
  return {
    alive: () => {
      if (killed) return false
      try {
        process.kill(leader, 0)
        return true
      } catch {
        // The leader is gone, and with it the only handle on its children.
        return false
      }
    },
    ask: () => taskkill(),
    kill() {
      killed = true
      taskkill('/F')
    },
  }
}
