/** The end of the program: whoever asks for it, windows close first, then the host is stopped, within a deadline. */
import type { App, PowerMonitor } from 'electron'
import type { Clock } from '../ports/clock.ts'
import type { Log } from '../ports/log.ts'

/** Milliseconds the host gets to stop: runs settle, connections drain, Postgres shuts down. */
export const stopDeadlineMs = 8_000

export interface QuitNeeds {
  app: Pick<App, 'on' | 'quit' | 'exit' | 'relaunch'>
  clock: Clock
  log: Log
  /** Stops the host, and logs how that went; safe to call when it never started. */
  stop(): Promise<void>
}

export interface OrderlyQuit {
  /** True from the wish to quit on. */
  isQuitting(): boolean
  /** A window refused to close, because a person wants to stay: nothing happened. */
  stay(): void
  /** Quits after the host has stopped. An `exitCode` other than 0 says that something failed. */
  quit(exitCode?: number): void
  /** Somebody started the program while it was ending: it starts again when it has ended. Answers false when it is not ending. */
  startAgain(): boolean
}

/**
 * Takes over the way out. The host is stopped at will-quit, not at before-quit: by then every window has had its chance
 * to ask about unsaved changes, and a person who stays still has a host to save them with.
 */
export function orderlyQuit({ app, clock, log, stop }: QuitNeeds): OrderlyQuit {
  let state: 'running' | 'closing windows' | 'stopping' | 'stopped' = 'running'
  let exitCode = 0

  /** Answers whether the host stopped in order and in time. */
  function stopHost(): Promise<boolean> {
    const tooLate = new Promise<boolean>((resolve) => {
      clock.after(stopDeadlineMs, () => {
        log.error('host did not stop in time', { ms: stopDeadlineMs })
        resolve(false)
      })
    })
    const stopped = stop().then(
      () => true,
      () => false,
    )
    return Promise.race([stopped, tooLate])
  }

  app.on('before-quit', () => {
    if (state === 'running') state = 'closing windows'
  })
  app.on('will-quit', (event) => {
    if (state === 'stopped') return
    event.preventDefault()
    if (state === 'stopping') return
    state = 'stopping'
    void stopHost().then((inOrder) => {
      state = 'stopped'
      // What the host left open would keep a plain quit waiting; app.exit does not wait.
      if (inOrder && exitCode === 0) app.quit()
      else app.exit(exitCode || 1)
    })
  })

  return {
    isQuitting: () => state !== 'running',
    stay() {
      if (state === 'closing windows') state = 'running'
    },
    quit(code = 0) {
      exitCode ||= code
      app.quit()
    },
    startAgain() {
      if (state !== 'stopping') return false
      app.relaunch()
      return true
    },
  }
}

/** The last window's end is the program's, and a system that shuts down is asked for the time to stop in order. */
export function quitWithTheSystem({ app, powerMonitor }: { app: Pick<App, 'on' | 'quit'>; powerMonitor: PowerMonitor }): void {
  app.on('window-all-closed', () => app.quit())
  // The event's type leaves out the argument that Electron documents for it.
  const system: NodeJS.EventEmitter = powerMonitor
  system.on('shutdown', (event: { preventDefault(): void }) => {
    event.preventDefault()
    app.quit()
  })
}
