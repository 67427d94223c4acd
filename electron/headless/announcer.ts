/** What a person or a script hears of starting and stopping: single lines, never a stack trace. */
import { DatabaseFailure } from '../ports/sql.ts'
import { StartFailure } from './start-failure.ts'

interface Running {
  url: string
  home: string
  version: string
}

export type Announcer = ReturnType<typeof announcer>

/** `json` puts one line of JSON on stdout for `ready`, `already` or `failed`, and sends everything else to stderr. */
export function announcer({ json }: { json: boolean }) {
  const print = (text: string, data: object) => process.stdout.write(`${json ? JSON.stringify(data) : text}\n`)
  const note = (text: string) => process.stderr.write(`${text}\n`)

  return {
    ready({ url, home, version, timings }: Running & { timings: Record<string, number> }) {
      print(`Wheelhouse is ready: ${url}`, { ready: true, url, home, version, timings })
    },

    already({ url, home, version, pid }: Running & { pid: number }) {
      print(`Wheelhouse is already running on this home (process ${pid}): ${url}`, { ready: true, already: true, url, home, version, pid })
    },

    failed(error: unknown) {
      const { code, message, action } = failureOf(error)
      if (json) print('', { ready: false, error: { code, message, action } })
      else note(`${message} ${action}`)
    },

    opened(obstacle: string | null) {
      if (obstacle !== null) note(`Open that address in your browser: it was not opened by itself because ${obstacle}.`)
    },

    stopping() {
      note('Stopping.')
    },

    stoppedLate() {
      note('Stopping took too long and was cut short. The next start tidies up.')
    },
  }
}

/** A failure nobody declared is a bug: the log has its frames, the person gets a sentence. */
export function failureOf(error: unknown): { code: string; message: string; action: string } {
  if (error instanceof DatabaseFailure || error instanceof StartFailure) return error
  return {
    code: 'internal',
    message: 'Wheelhouse could not go on because of a fault of its own.',
    action: 'Look into the newest host log in the logs folder of its home, and start again.',
  }
}
