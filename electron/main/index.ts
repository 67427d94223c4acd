/** The first code of the desktop shell: everything that must come before Electron is ready, then the rest in a chunk of its own. */
import { mkdirSync } from 'node:fs'
import { enableCompileCache } from 'node:module'
import { join } from 'node:path'
import { app, crashReporter, dialog, Menu, protocol } from 'electron'
import { shellOptions } from '../adapters/electron/options.ts'
import { keepCrashDumps } from './crash.ts'
import { deepLinkIn, deepLinkQueue } from './deep-links.ts'
import { appScheme } from './protocol.ts'

performance.mark('shell:first-code')
const options = shellOptions()
const profile = join(options.home, 'desktop')

function start() {
  // Chromium's own files live inside the home: so two homes are two programs, each with a lock of its own.
  mkdirSync(profile, { recursive: true, mode: 0o700 })
  app.setPath('userData', profile)
  enableCompileCache(join(profile, 'compile-cache', app.getVersion()))
  keepCrashDumps(crashReporter)
  if (!app.requestSingleInstanceLock()) return app.exit(0)
  app.enableSandbox()
  protocol.registerSchemesAsPrivileged([appScheme])
  // Saves building the default menu; ours comes once the window is up.
  Menu.setApplicationMenu(null)
  const links = deepLinkQueue(app)
  links.add(deepLinkIn(process.argv))
  import('./boot.ts').then(({ boot }) => boot(options, links)).catch(refuse)
}

/** Start-up that cannot go on: the reason in a box, not a stack trace. */
function refuse(error: Error) {
  dialog.showErrorBox('Wheelhouse cannot start', `${error.message}\n\nIts data folder is ${options.home}.`)
  app.exit(1)
}

try {
  start()
} catch (error) {
  refuse(error as Error)
}
