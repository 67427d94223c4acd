/** The host inside the desktop program: claimed, loaded and started beside the window, and in reach of the command line too. */
import type { MessagePortMain } from 'electron'
import type { Application } from '../adapters/electron/application.ts'
import type { EarlyLog } from '../adapters/electron/early-log.ts'
import { takeHomeLock } from '../adapters/node/home-lock.ts'
import { type HostFile, readHostFile, removeHostFile, writeHostFile } from '../headless/host-file.ts'
import { things } from '../headless/things.ts'
import type { Host } from '../host/host.ts'
import type { Clock } from '../ports/clock.ts'
import type { Config } from '../ports/config.ts'
import type { Log } from '../ports/log.ts'
import type { Paths } from '../ports/paths.ts'

/** Somebody else works with this home: a host without a window, or one that is just ending. */
export class HomeBusy extends Error {
  readonly pid: number
  /** How to reach it, null when it gives no address. */
  readonly running: HostFile | null
  constructor(home: string, pid: number, running: HostFile | null) {
    super(`The data folder ${home} is in use by another Wheelhouse (process ${pid}).`)
    this.name = 'HomeBusy'
    this.pid = pid
    this.running = running
  }
}

/** Milliseconds that a holder without an address is waited for: a command that runs for a moment, or a host that is just starting or ending. */
const patienceMs = 10_000
const lookEveryMs = 100

/** Takes the home's lock. Throws HomeBusy. */
export async function claimHome({ home, run }: Paths, clock: Clock) {
  for (let waited = 0; ; waited += lookEveryMs) {
    const taken = await takeHomeLock(run, 'desktop')
    if ('lock' in taken) return taken.lock
    const { pid } = taken.heldBy
    const file = await readHostFile(home)
    if (file?.pid === pid) throw new HomeBusy(home, pid, file)
    if (waited >= patienceMs) throw new HomeBusy(home, pid, null)
    await clock.sleep(lookEveryMs)
  }
}

export interface ShellHostNeeds {
  paths: Paths
  application: Application
  databaseUrl: string | undefined
  clock: Clock
  log: EarlyLog
}

export interface ShellHost {
  /** Settles as soon as the host can be called, which is before it has started. Rejects with HomeBusy. */
  ready: Promise<{ host: Host; config: Config }>
  stop(): Promise<void>
}

/** Starts the host. That the database does not come up is told by the host's status, which the page shows. */
export function startShellHost({ paths, application, databaseUrl, clock, log }: ShellHostNeeds): ShellHost {
  const running = things()

  async function open() {
    const lock = await claimHome(paths, clock)
    running.add(lock.release)
    // Loaded here and not above: the window is painted meanwhile.
    const [{ createHost }, { electronPorts }] = await Promise.all([import('../host/host.ts'), import('../adapters/electron/ports.ts')])
    const ports = await electronPorts({ paths, application, databaseUrl })
    log.continueIn(ports.log)
    running.add(() => {
      log.end()
      return ports.close()
    })
    const host = createHost(ports)
    running.add(() => stopHost(host))
    host.start().catch((error: Error) => log.error('host did not start', { name: error.name }))
    return { host, config: ports.config }
  }

  async function stopHost(host: Host) {
    const started = clock.monotonic()
    try {
      await host.stop()
      log.info('host stopped', { ms: Math.round(clock.monotonic() - started) })
    } catch (error) {
      log.error('host did not stop in order', { error })
      throw error
    }
  }

  /** The same carrier as without a window, so that the command line works while the window is open. */
  async function openToCommandLine({ router }: Host) {
    const { newToken, serveLoopback } = await import('../transport/loopback.ts')
    const token = newToken()
    const { url, wsUrl, close } = await serveLoopback(router, { port: 0, token, rendererRoot: application.page, log, clock })
    running.add(close)
    await writeHostFile(paths.home, { url, wsUrl, token, pid: process.pid, version: application.version, startedAt: clock.now().toISOString() })
    running.add(() => removeHostFile(paths.home))
  }

  const ready = open()
  const reachable = ready.then(({ host }) => openToCommandLine(host))
  reachable.catch((error: Error) => log.warn('not in reach of the command line', { name: error.name }))

  return {
    ready,
    async stop() {
      // What is still being opened could not be closed again.
      await reachable.catch(() => {
        // Logged above; what was opened until then is closed below.
      })
      await running.end()
    },
  }
}

/** Carries the host over a window's port. What the page sends before the host is there waits in the port. */
export async function serveTo(port: MessagePortMain, { ready }: ShellHost, log: Log): Promise<void> {
  try {
    const [{ host }, { serveMessagePort }] = await Promise.all([ready, import('../transport/message-port.ts')])
    serveMessagePort(host.router, port, { log })
  } catch (error) {
    // Without a host there is nothing to serve; the program says so and ends.
    log.warn('port not served', { error })
    port.close()
  }
}
