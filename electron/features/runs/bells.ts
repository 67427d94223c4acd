/** Who waits for news of which run. */
export interface Bells {
  ring(runId: string): void
  /** Calls back at every change of the run; the answer ends that. */
  listen(runId: string, listener: () => void): () => void
}

export function bells(): Bells {
  const listeners = new Map<string, Set<() => void>>()
  return {
    ring(runId) {
      for (const listener of listeners.get(runId) ?? []) listener()
    },
    listen(runId, listener) {
      const set = listeners.get(runId) ?? new Set()
      listeners.set(runId, set.add(listener))
      return () => {
        set.delete(listener)
        if (set.size === 0 && listeners.get(runId) === set) listeners.delete(runId)
      }
    },
  }
}
