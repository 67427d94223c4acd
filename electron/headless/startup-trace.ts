/** Where the time of starting goes: milliseconds from the start of the process to each step's end. */

export interface StartupTrace {
  /** Notes that a step has ended; a name noted twice keeps its first time. */
  mark(step: string): void
  /** Whole milliseconds by step. */
  timings(): Record<string, number>
  /** A table of steps, one line each, with what each added. */
  table(): string
}

export function startupTrace(now = () => performance.now()): StartupTrace {
  const marks = new Map<string, number>()
  return {
    mark(step) {
      if (!marks.has(step)) marks.set(step, now())
    },
    timings: () => Object.fromEntries([...marks].map(([step, at]) => [step, Math.round(at)])),
    table() {
      let before = 0
      const lines = [...marks].map(([step, at]) => {
        const line = `${step.padEnd(12)}${at.toFixed(0).padStart(7)} ms${`+${(at - before).toFixed(0)}`.padStart(8)}`
        before = at
        return line
      })
      return `${lines.join('\n')}\n`
    },
  }
}
