/** Ends the process in order when it is asked to, and in disorder when it has to. */
import type { Ports } from '../ports/index.ts'
import { traceOf } from '../ports/trace.ts'
import type { Announcer } from './announcer.ts'
import type { Things } from './things.ts'

/** Everything has to be over by then, Postgres included. */
const deadlineMs = 7_000
/** One Ctrl-C arrives several times: from the terminal, from npm and from the launcher. */
const echoMs = 700
const forceMs = 700

interface Stopping {
  ports: Ports
  running: Things
  say: Announcer
}

/**
 * Stops on SIGINT, SIGTERM and SIGHUP, at once on the second of them; when the launcher is gone, for then nobody else
 * could end us; and after a fault that nothing caught.
 */
export function onStop({ ports, running, say }: Stopping): void {
  const { clock, log, databaseServer } = ports
  let askedAt: number | null = null

  async function stop(exitCode: number) {
    askedAt = clock.monotonic()
    say.stopping()
    const inTime = await Promise.race([running.end().then(() => true), clock.sleep(deadlineMs).then(() => false)])
    if (inTime) return exit(exitCode)
    say.stoppedLate()
    return stopNow()
  }

  async function stopNow() {
    await Promise.race([databaseServer.stop(0), clock.sleep(forceMs)])
    return exit(1)
  }

  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (askedAt === null) void stop(0)
      else if (clock.monotonic() - askedAt > echoMs) void stopNow()
    })
  }
  process.on('disconnect', () => {
    if (askedAt === null) void stop(0)
  })
  process.on('uncaughtException', (error) => {
    log.error('uncaught', traceOf(error))
    if (askedAt !== null) return void stopNow()
    say.failed(error)
    void stop(1)
  })
  // Whoever reads our output may leave before us.
  process.stdout.on('error', () => {})
  process.stderr.on('error', () => {})
}

/** Ends the process once stdout has been written out: a pipe is asynchronous on some systems. */
export async function exit(code: number): Promise<never> {
  await new Promise<void>((resolve) => process.stdout.write('', () => resolve()))
  process.exit(code)
}
