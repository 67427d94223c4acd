/** What the command line and the environment ask of the desktop shell. */
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { defaultHome } from '../node/paths.ts'

export interface ShellOptions {
  /** Data folder of this instance, absolute. */
  home: string
  /** Whether developer tools may be opened. */
  devTools: boolean
  /** Address of the bundler's server while developing; undefined in every release build. */
  devServer: string | undefined
  traceStartup: boolean
  /** A Postgres server of the person's own, used instead of the embedded one. */
  databaseUrl: string | undefined
}

/** Reads the options. Unknown arguments are Chromium's, and links from outside: both are let through. */
export function shellOptions(argv: string[] = process.argv.slice(1), env: NodeJS.ProcessEnv = process.env): ShellOptions {
  const { values } = parseArgs({
    args: argv,
    strict: false,
    allowPositionals: true,
    options: { home: { type: 'string' }, devtools: { type: 'boolean' }, 'trace-startup': { type: 'boolean' } },
  })
  const devServer = import.meta.env.DEV ? env['ELECTRON_RENDERER_URL'] : undefined
  return {
    home: typeof values.home === 'string' && values.home !== '' ? resolve(values.home) : defaultHome(env),
    devTools: values.devtools === true || devServer !== undefined,
    devServer,
    traceStartup: values['trace-startup'] === true,
    databaseUrl: env['DATABASE_URL'] || undefined,
  }
}
