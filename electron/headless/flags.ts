/** The options of `npm start`, read strictly: a misspelt one must not be passed over in silence. */
import { parseArgs } from 'node:util'

export interface Flags {
  /** Undefined: WHEELHOUSE_HOME, else the default instance. */
  home: string | undefined
  /** 0 takes a free one. */
  port: number
  open: boolean
  json: boolean
  help: boolean
  traceStartup: boolean
}

export const usage = `Usage: npm start -- [options]

Runs Wheelhouse. With an Electron binary and a display it opens the desktop window; otherwise, or with any of
--headless, --port, --no-open and --json, it serves the same screens to your browser on this machine only.

  --headless        without a window, even where one is possible
  --port N          port on 127.0.0.1; 0, the default, takes a free one
  --home DIR        folder with all data; else WHEELHOUSE_HOME, else ~/.wheelhouse/instances/default
  --no-open         do not open the browser
  --json            one line of JSON on stdout when ready, or when it could not start
  --trace-startup   show on stderr where the time of starting went
  --help            this text

A home serves one Wheelhouse at a time. A second start on the same home points to the running one and exits with 0;
with --json its line says "already": true. Ctrl-C stops everything, the database included; a second one does not wait.

Exit codes: 0 stopped or already running, 1 could not start, 2 bad usage.
`

/** Reads the arguments; answers a sentence about the first that does not fit. */
export function parseFlags(argv: string[]): Flags | { problem: string } {
  const options = {
    headless: { type: 'boolean' },
    port: { type: 'string', default: '0' },
    home: { type: 'string' },
    'no-open': { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
    'trace-startup': { type: 'boolean', default: false },
  } as const
  try {
    const { values } = parseArgs({ args: argv, options, strict: true, allowPositionals: false })
    const port = /^\d{1,5}$/.test(values.port) ? Number(values.port) : Number.NaN
    if (!(port <= 65_535)) return { problem: `--port takes a number from 0 to 65535, not ${values.port}.` }
    if (values.home?.trim() === '') return { problem: '--home takes the path of a folder.' }
    return {
      home: values.home,
      port,
      open: !values['no-open'],
      json: values.json,
      help: values.help,
      traceStartup: values['trace-startup'],
    }
  } catch (error) {
    return { problem: error instanceof Error ? firstSentence(error.message) : 'The options cannot be read.' }
  }
}

/** Node's own message goes on to explain positional arguments, which there are none of here. */
function firstSentence(message: string) {
  return `${message.split(/[.\n]/, 1)[0]}.`
}
