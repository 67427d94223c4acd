/** Start and stop that can be called at any time, any number of times: callers share the promise in flight. */

export interface Lifecycle {
  start(): Promise<void>
  stop(): Promise<void>
}

export function lifecycle(steps: { start(): Promise<void>; stop(): Promise<void> }): Lifecycle {
  let starting: Promise<void> | null = null
  let stopping: Promise<void> | null = null

  return {
    start() {
      starting ??= (stopping ?? Promise.resolve()).then(steps.start)
      return starting
    },
    /** Waits for a start in flight first: a half-started database must not be left behind. A failed start is stopped too. */
    stop() {
      stopping ??= (starting ?? Promise.resolve()).then(steps.stop, steps.stop).finally(() => {
        starting = null
        stopping = null
      })
      return stopping
    },
  }
}
