/** What runs and has to be ended, last first. */

export interface Things {
  add(end: () => Promise<void>): void
  /** Ends everything once; one that fails does not keep the others running. Callers share the promise in flight. */
  end(): Promise<void>
  /** True from the first call of `end`. */
  ending(): boolean
}

export function things(): Things {
  const ends: Array<() => Promise<void>> = []
  let ending: Promise<void> | null = null

  async function endAll() {
    const failures: unknown[] = []
    for (let end = ends.pop(); end; end = ends.pop()) await end().catch((error: unknown) => failures.push(error))
    if (failures.length > 0) throw new AggregateError(failures, 'could not be ended in order')
  }

  return {
    add: (end) => void ends.push(end),
    end() {
      ending ??= endAll()
      return ending
    },
    ending: () => ending !== null,
  }
}
