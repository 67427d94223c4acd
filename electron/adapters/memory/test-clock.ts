/** A clock that moves only when told to, so that a test of an hour takes no time and always ends the same. */
import type { Clock } from '../../ports/clock.ts'

export interface TestClock extends Clock {
  /**
   * Moves time forward and runs, in order, every task that falls due on the way. A task is waited for, however long its
   * real work takes, until it ends or sleeps by this clock; one that sleeps goes on when its time comes.
   */
  advance(ms: number): Promise<void>
  /** Sets the wall clock, forward or back, as a person or a sleeping machine does. Timers follow the other, steady clock. */
  set(now: Date): void
  /** How many timers are waiting. */
  readonly pending: number
}

interface Timer {
  due: number
  task(): unknown
}

export function testClock(start = new Date('2026-01-05T12:00:00Z')): TestClock {
  let steady = 0
  let offset = start.getTime()
  const timers = new Set<Timer>()
  let asleep = Promise.withResolvers<void>()

  function add(ms: number, task: () => unknown): () => void {
    const timer = { due: steady + Math.max(0, ms), task }
    timers.add(timer)
    return () => void timers.delete(timer)
  }

  /** Lets promises that are ready go on, so that what they start is due before time moves further. */
  const settle = () => new Promise<void>((resolve) => setImmediate(resolve))

  return {
    now: () => new Date(offset + steady),
    monotonic: () => steady,
    after: (ms, task) => add(ms, task),
    every(ms, task) {
      let cancel = add(ms, beat)
      let stopped = false
      async function beat() {
        await task()
        if (!stopped) cancel = add(ms, beat)
      }
      return () => {
        stopped = true
        cancel()
      }
    },
    sleep(ms) {
      asleep.resolve()
      return new Promise((resolve) => void add(ms, resolve))
    },
    async advance(ms) {
      const until = steady + ms
      await settle()
      for (;;) {
        const next = [...timers].sort((a, b) => a.due - b.due)[0]
        if (!next || next.due > until) break
        timers.delete(next)
        steady = Math.max(steady, next.due)
        asleep = Promise.withResolvers()
        await Promise.race([next.task(), asleep.promise])
        await settle()
      }
      steady = until
    },
    set(now) {
      offset = now.getTime() - steady
    },
    get pending() {
      return timers.size
    },
  }
}
