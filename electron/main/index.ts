/** The first code of the desktop shell: what must come before Electron is ready. The rest is loaded as a chunk of its own. */
import { mkdirSync } from 'node:fs'
import { enableCompileCache } from 'node:module'
import { join } from 'node:path'
import { app, crashReporter, dialog, Menu, protocol } from 'electron'
import { shellOptions } from '../adapters/electron/options.ts'
import { startupTrace } from '../headless/startup-trace.ts'
import { keepCrashDumps } from './crash.ts'
import { deepLinkIn, deepLinkQueue } from './deep-links.ts'
import { appScheme } from './protocol.ts'

const trace = startupTrace()
trace.mark('first code')
const options = shellOptions()

async function start() {
  // Chromium's own files live inside the home: so two homes are two programs, each with a lock of its own.
  const profile = join(options.home, 'desktop')
  mkdirSync(profile, { recursive: true, mode: 0o700 })
  app.setPath('userData', profile)
  enableCompileCache(join(profile, 'compile-cache', app.getVersion()))
  keepCrashDumps(crashReporter)
  if (!app.requestSingleInstanceLock()) return app.exit(0)
  app.enableSandbox()
  protocol.registerSchemesAsPrivileged([appScheme])
  // Saves building the default menu; ours comes once the window is made.
  Menu.setApplicationMenu(null)
  const links = deepLinkQueue(app)
  links.add(deepLinkIn(process.argv))
  const { boot } = await import('./boot.ts')
  await boot(options, { links, trace })
}

start().catch(({ message, action = '' }: Error & { action?: string }) => {
  dialog.showErrorBox('Wheelhouse cannot start', `${message} ${action}`)
  app.exit(1)
})
