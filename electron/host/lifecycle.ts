/** Start and stop that can be called at any time, any number of times: callers share the promise in flight. */

export interface Lifecycle {
  start(): Promise<void>
  stop(): Promise<void>
}

export function lifecycle(steps: Lifecycle): Lifecycle {
  let started: Promise<void> | null = null
  let stopping: Promise<void> | null = null

  return {
    start() {
      started ??= (stopping ?? Promise.resolve()).then(steps.start)
      return started
    },
    /** Waits for a start in flight first: a half-started database must not be left behind. A failed start is stopped too. */
    stop() {
      if (stopping) return stopping
      const running = started
      started = null
      stopping = (running ?? Promise.resolve()).then(steps.stop, steps.stop).finally(() => {
        stopping = null
      })
      return stopping
    },
  }
}
