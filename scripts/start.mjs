// `npm start`: sets up what is missing, then runs Wheelhouse: as a desktop window where that is possible, else headless.
import { join } from 'node:path'
import { become, electronBinary, ensureBuilt, ensureInstalled, hasDisplay, nodeBinary, root, say } from './bootstrap.mjs'
import { hostFlags } from './host-flags.mjs'

const args = process.argv.slice(2)
const onlyHeadless = ['--headless', '--port', '--no-open', '--json', '--help']
const asked = args.some((arg) => onlyHeadless.includes(arg.split('=', 1)[0]))

await ensureInstalled()
const obstacle = asked ? null : whyNoWindow()
const desktop = !asked && obstacle === null
await ensureBuilt({ desktop })
if (obstacle) say(`Running headless: ${obstacle}.`)
if (desktop) become(electronBinary(), [root, ...args])
// Left to itself, the collector lets short-lived output of runs grow the process to twice the size before it looks.
else become(nodeBinary(), [...hostFlags, join(root, 'out', 'headless', 'index.js'), ...args], { channel: true })

function whyNoWindow() {
  if (!electronBinary()) return 'no Electron binary is installed (npx install-electron adds it)'
  if (!hasDisplay()) return 'there is no display'
  return process.getuid?.() === 0 && process.platform === 'linux' ? 'a window cannot be sandboxed when started by root' : null
}
