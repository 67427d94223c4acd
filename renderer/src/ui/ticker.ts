/** One timer for everything on screen that ticks: a component renders again only when its own text changes. */
import { useSyncExternalStore } from 'react'

const listeners = new Set<() => void>()
let timer: ReturnType<typeof setInterval> | undefined

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  timer ??= setInterval(() => {
    for (const notify of listeners) notify()
  }, 1000)
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    clearInterval(timer)
    timer = undefined
  }
}

/** Returns what `read` makes of the present instant (milliseconds since 1970), looked at once a second. */
export function useTicking(read: (now: number) => string): string {
  return useSyncExternalStore(subscribe, () => read(Date.now()))
}
