// `npm run build`: every bundle into out/. `--headless` leaves out the Electron bundles, `--quiet` says only what fails.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ensureInstalled, fail, nodeBinary, root, say, stampBuild } from './bootstrap.mjs'
import { sourceHash } from './bootstrap-stale.mjs'

const args = process.argv.slice(2)
const unknown = args.find((arg) => arg !== '--headless' && arg !== '--quiet')
if (unknown) fail(`Unknown option ${unknown}. Options: --headless, --quiet.`)
const headlessOnly = args.includes('--headless')
const quiet = args.includes('--quiet')

await ensureInstalled()
const hash = sourceHash(root)
const tool = (name) => {
  const { bin } = JSON.parse(readFileSync(join(root, 'node_modules', name, 'package.json'), 'utf8'))
  return join(root, 'node_modules', name, bin[name])
}
const steps = headlessOnly
  ? [['renderer', 'vite', ['build', '-c', 'vite.renderer.config.ts']]]
  : [['main, preload and renderer', 'electron-vite', ['build', '-c', 'electron.vite.config.ts']]]
steps.push(['headless host', 'vite', ['build', '-c', 'vite.headless.config.ts']])

for (const [what, name, toolArgs] of steps) {
  const started = performance.now()
  const { status, stdout, stderr } = spawnSync(nodeBinary(), [tool(name), ...toolArgs, '--logLevel', 'warn'], { cwd: root, encoding: 'utf8' })
  if (status !== 0) fail(`${stdout}${stderr}\nBuilding ${what} failed.`)
  if (!quiet) say(`${stderr}built ${what} (${((performance.now() - started) / 1000).toFixed(1)} s)`)
}
for (const file of ['index.js', 'cli.js']) refuseElectron(join(root, 'out', 'headless', file))
stampBuild('headless', hash)
if (!headlessOnly) stampBuild('desktop', hash)

/** The headless bundle must run where Electron is not installed. */
function refuseElectron(file) {
  if (!existsSync(file)) fail(`The build left out ${file}.`)
  if (/(?:from|import|require\()\s*["']electron["']/.test(readFileSync(file, 'utf8')))
    fail(`${file} imports electron: the headless host must not reach it.`)
}
