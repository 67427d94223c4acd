/** The end of the program: whoever asks for it, the host is stopped first, and within a deadline. */
import type { App, PowerMonitor } from 'electron'
import type { Clock } from '../ports/clock.ts'
import type { Log } from '../ports/log.ts'

/** Milliseconds the host gets to stop: runs settle, connections drain, Postgres shuts down. */
export const stopDeadlineMs = 8_000

export interface QuitNeeds {
  app: Pick<App, 'on' | 'quit' | 'exit'>
  clock: Clock
  log: Log
  /** Stops the host; safe to call when it never started. */
  stop(): Promise<void>
}

export interface OrderlyQuit {
  /** True from the first wish to quit on. */
  isQuitting(): boolean
  /** Quits after the host has stopped. `exitCode` other than 0 says that something failed. */
  quit(exitCode?: number): void
}

/** Takes over the way out: before-quit is held back until the host has stopped or its time is up. */
export function orderlyQuit({ app, clock, log, stop }: QuitNeeds): OrderlyQuit {
  let state: 'running' | 'stopping' | 'stopped' = 'running'
  let exitCode = 0

  async function stopHost() {
    const started = clock.monotonic()
    const outcome = await Promise.race([
      stop().then(
        () => 'stopped' as const,
        (error: unknown) => (error instanceof Error ? error.name : typeof error),
      ),
      new Promise<'deadline'>((resolve) => clock.after(stopDeadlineMs, () => resolve('deadline'))),
    ])
    if (outcome === 'stopped') log.info('host stopped', { ms: Math.round(clock.monotonic() - started) })
    else log.error('host did not stop in order', { outcome })
    await log.flush()
    return outcome
  }

  app.on('before-quit', (event) => {
    if (state === 'stopped') return
    event.preventDefault()
    if (state === 'stopping') return
    state = 'stopping'
    void stopHost().then((outcome) => {
      state = 'stopped'
      // What the host left open would keep a plain quit waiting; app.exit does not wait.
      if (outcome === 'stopped' && exitCode === 0) app.quit()
      else app.exit(exitCode || 1)
    })
  })

  return {
    isQuitting: () => state !== 'running',
    quit(code = 0) {
      exitCode ||= code
      app.quit()
    },
  }
}

/** Windows that end the program, and a system that shuts down: both go the orderly way. */
export function quitWithTheSystem({ app, powerMonitor }: { app: Pick<App, 'on' | 'quit'>; powerMonitor: PowerMonitor }): void {
  app.on('window-all-closed', () => app.quit())
  // Holding this one back asks the system for the few seconds that Postgres needs to write its last checkpoint.
  powerMonitor.on('shutdown', (event: { preventDefault(): void }) => {
    event.preventDefault()
    app.quit()
  })
}
