/** Claims a home for this process, or finds out who has it. */
import { setTimeout as sleep } from 'node:timers/promises'
import { type HomeLock, takeHomeLock } from '../adapters/node/home-lock.ts'
import { type HostFile, readHostFile } from './host-file.ts'
import { StartFailure } from './start-failure.ts'

/** How long a holder without an address is waited for: a host that is still starting, or a short command. */
const patienceMs = 10_000
const lookEveryMs = 100

export type Claim = { lock: HomeLock } | { running: HostFile }

/** Takes the lock of `home`, or answers how to reach its holder. Throws StartFailure when the holder stays unreachable. */
export async function claimHome(home: string, run: string, patience = patienceMs): Promise<Claim> {
  for (let waited = 0; ; waited += lookEveryMs) {
    const taken = await takeHomeLock(run, 'headless')
    if ('lock' in taken) return taken
    const running = await readHostFile(home)
    if (running?.pid === taken.heldBy.pid) return { running }
    if (waited >= patience) throw homeBusy(home, taken.heldBy)
    await sleep(lookEveryMs)
  }
}

function homeBusy(home: string, { pid, shell }: { pid: number; shell: string }) {
  const who = shell === 'desktop' ? 'the desktop window' : 'another Wheelhouse'
  return new StartFailure(
    'home_busy',
    `The home ${home} is in use by ${who} (process ${pid}).`,
    'Use that one, end it, or choose another folder with --home.',
  )
}
