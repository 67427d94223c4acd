/** Keeps lines until the log file is open: the window is there before the home's lock is taken, and the file only after. */
import type { Log } from '../../ports/log.ts'

type Line = (log: Log) => void

export interface EarlyLog extends Log {
  /** Writes what was kept to `log`, and everything from now on. */
  continueIn(log: Log): void
  /** Drops everything from now on: a closed file would throw at whoever still has something to say. */
  end(): void
}

/** Makes a log that keeps at most 200 lines. */
export function earlyLog(): EarlyLog {
  const kept: Line[] = []
  let file: Log | null = null
  let ended = false

  function write(line: Line) {
    if (ended) return
    if (file) line(file)
    else if (kept.length < 200) kept.push(line)
  }
  const early = (fields?: Record<string, unknown>): Log => ({
    info: (event, more) => write((log) => log.info(event, { ...fields, ...more })),
    warn: (event, more) => write((log) => log.warn(event, { ...fields, ...more })),
    error: (event, more) => write((log) => log.error(event, { ...fields, ...more })),
    child: (more) => early({ ...fields, ...more }),
    flush: () => (ended ? undefined : file?.flush()) ?? Promise.resolve(),
  })
  return {
    ...early(),
    continueIn(log) {
      file = log
      for (const line of kept.splice(0)) line(log)
    },
    end() {
      ended = true
    },
  }
}
