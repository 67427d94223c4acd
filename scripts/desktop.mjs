// `npm run desktop`: the desktop window, or how to get what it lacks.
import { become, electronBinary, ensureBuilt, ensureInstalled, fail, hasDisplay, root } from './bootstrap.mjs'

await ensureInstalled()
if (!electronBinary()) {
  fail(
    'The Electron binary is not installed. Get it with `npx install-electron`, which downloads it from GitHub or from ELECTRON_MIRROR,\n' +
      'or point ELECTRON_OVERRIDE_DIST_PATH at a folder that holds one. Without it, `npm start` runs Wheelhouse in your browser.',
  )
}
if (!hasDisplay()) fail('There is no display to open a window on. `npm start -- --headless` runs Wheelhouse without one.')
await ensureBuilt({ desktop: true })
become(electronBinary(), [root, ...process.argv.slice(2)])
