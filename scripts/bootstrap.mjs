// Set-up that needs nothing but Node and npm: installs packages, provides Node 24, builds. Dependency-free, and written
// for Node 20, because it runs before anything is there. Progress goes to stderr: stdout belongs to the program started.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { constants } from 'node:os'
import { join } from 'node:path'
import { withLock } from './bootstrap-lock.mjs'
import { installIsStale, sourceHash, versionAtLeast } from './bootstrap-stale.mjs'

export const root = join(import.meta.dirname, '..')
const oldest = '20.19.0'
const windows = process.platform === 'win32'
const at = (...parts) => join(root, ...parts)

/** One line of progress. */
export function say(line) {
  process.stderr.write(`${line}\n`)
}

/** Ends the process with one sentence and code 1. */
export function fail(sentence) {
  say(sentence)
  process.exit(1)
}

if (!versionAtLeast(process.versions.node, oldest)) {
  fail(
    `Wheelhouse needs Node ${oldest} or newer to set itself up; this is ${process.versions.node}. Install a newer one from https://nodejs.org and start again.`,
  )
}

/** The Node 24 that everything runs on: a package of this project, because several others refuse older ones. */
export function nodeBinary() {
  return at('node_modules', 'node', 'bin', windows ? 'node.exe' : 'node')
}

/** Installs packages when they are missing or differ from the lockfile, and repairs a missing Node 24. */
export async function ensureInstalled() {
  process.chdir(root)
  if (!packagesAreStale() && existsSync(nodeBinary())) return
  await withLock(at('out', '.setup.lock'), say, async () => {
    if (packagesAreStale()) {
      say(
        existsSync(at('node_modules'))
          ? 'Packages differ from package-lock.json: installing.'
          : 'First start: installing packages. This takes a minute or two.',
      )
      npm(['ci', '--include=dev', '--include=optional', '--loglevel=error'])
    }
    if (!existsSync(nodeBinary())) npm(['rebuild', 'node', '--loglevel=error'])
    if (!runsOn24())
      fail(
        'Node 24 could not be installed: it comes as the package "node", whose install script must be allowed to run (npm config get ignore-scripts).',
      )
  })
}

/** Builds what is older than its sources. `desktop` builds the Electron bundles too. */
export async function ensureBuilt({ desktop = false } = {}) {
  const target = desktop ? 'desktop' : 'headless'
  if (builtHash(target) === sourceHash(root)) return
  await withLock(at('out', '.setup.lock'), say, async () => {
    const hash = sourceHash(root)
    if (builtHash(target) === hash) return
    say('Building.')
    rmSync(stampFile(target), { force: true })
    const { status } = spawnSync(nodeBinary(), [at('scripts', 'build.mjs'), '--quiet', ...(desktop ? [] : ['--headless'])], {
      stdio: ['ignore', 2, 2],
      cwd: root,
    })
    if (status !== 0) fail('The build failed; its output is above. Run `npm run build` to try it again.')
  })
}

/** Records that `target` was built from the sources that hash to `hash`. */
export function stampBuild(target, hash) {
  mkdirSync(at('out'), { recursive: true })
  writeFileSync(stampFile(target), hash)
}

/** The Electron program, or null when only its package is there. */
export function electronBinary() {
  const folder = at('node_modules', 'electron')
  const named = readText(join(folder, 'path.txt'))
  const override = process.env.ELECTRON_OVERRIDE_DIST_PATH
  const binary = override ? join(override, named ?? (windows ? 'electron.exe' : 'electron')) : named && join(folder, 'dist', named)
  return binary && existsSync(binary) ? binary : null
}

/** True when a window could be shown. */
export function hasDisplay() {
  return windows || process.platform === 'darwin' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY)
}

/**
 * Runs a program in this terminal until it ends, passes signals on to it, and ends with its exit code. `channel` lets a
 * Node program hear when this process is gone.
 */
export function become(command, args, { channel = false } = {}) {
  const child = spawn(command, args, { stdio: ['inherit', 'inherit', 'inherit', ...(channel ? ['ipc'] : [])] })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('error', (error) => fail(`${command} could not be started (${error.code}).`))
  child.on('exit', (code, signal) => process.exit(code ?? 128 + (constants.signals[signal] ?? 0)))
  if (process.env.npm_lifecycle_event) endWithParent(() => child.kill('SIGTERM'))
}

/** npm passes a signal to its shell, which dies of it without telling us: that our parent is another shows it. */
function endWithParent(end) {
  const parent = process.ppid
  const timer = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(timer)
    end()
  }, 250)
  timer.unref()
}

const stampFile = (target) => at('out', `.stamp-${target}`)
const builtHash = (target) => readText(stampFile(target))

function packagesAreStale() {
  const hidden = readText(at('node_modules', '.package-lock.json'))
  return hidden === null || installIsStale(readText(at('package-lock.json')) ?? '{}', hidden)
}

function runsOn24() {
  const { stdout } = spawnSync(nodeBinary(), ['--version'], { encoding: 'utf8' })
  return versionAtLeast((stdout ?? '').trim().slice(1), '24.0.0')
}

function npm(args) {
  const cli = process.env.npm_execpath
  const [command, first] = cli?.endsWith('npm-cli.js') ? [process.env.npm_node_execpath ?? process.execPath, [cli]] : ['npm', []]
  const { status } = spawnSync(command, [...first, ...args], { stdio: ['ignore', 2, 2], cwd: root, shell: windows && command === 'npm' })
  if (status !== 0) fail(`\`npm ${args[0]}\` failed; its output is above. Check the network and start again.`)
}

function readText(file) {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return null // not there yet, which the callers treat as stale
  }
}
