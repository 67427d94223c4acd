/** The machine's own clock and timers. */
import type { Clock } from '../../ports/clock.ts'

/** Longest delay a timer holds; a longer one would fire at once. */
const LONGEST_MS = 2 ** 31 - 1

export function systemClock({ onError }: { onError: (error: unknown) => void }): Clock {
  return {
    now: () => new Date(),
    monotonic: () => performance.now(),
    after(ms, task) {
      const due = performance.now() + ms
      let timer = setTimeout(fire, Math.min(ms, LONGEST_MS)).unref()
      function fire() {
        const left = due - performance.now()
        if (left < 1) task()
        else timer = setTimeout(fire, Math.min(left, LONGEST_MS)).unref()
      }
      return () => clearTimeout(timer)
    },
    every(ms, task) {
      let busy = false
      const timer = setInterval(() => {
        if (busy) return
        busy = true
        Promise.resolve()
          .then(task)
          .catch(onError)
          .finally(() => {
            busy = false
          })
      }, ms).unref()
      return () => clearInterval(timer)
    },
    sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  }
}
