// Completes package-lock.json after `npm install`: npm leaves out the optional packages of other systems when it cannot
// reach them or already has node_modules (npm/cli#4828), and `npm ci` then refuses the lockfile, or installs a tool
// without its program on those systems. Run it with node after changing dependencies; a test fails when it was forgotten.
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const systems = ['android', 'darwin', 'freebsd', 'linux', 'openharmony', 'win32', 'netbsd', 'openbsd', 'sunos', 'aix']
const processors = ['arm64', 'x64', 'arm', 'ia32', 'ppc64', 'riscv64', 's390x', 'wasm32', 'loong64', 'mips64el']

/** The entries that `lock` lacks, by path: every optional dependency on one exact version. */
export function missingEntries({ packages }) {
  const missing = {}
  for (const [path, { optionalDependencies = {} }] of Object.entries(packages)) {
    for (const [name, version] of Object.entries(optionalDependencies)) {
      const found = packages[resolution({ ...packages, ...missing }, path, name)]
      if (found?.version === version || !/^\d+\.\d+\.\d+[^ ]*$/.test(version)) continue
      // Another version at the top belongs to another package: this one gets its own below it, as npm would place it.
      missing[`${found ? `${path}/` : ''}node_modules/${name}`] = { version, ...platformOf(name), dev: true, optional: true }
    }
  }
  return missing
}

/** Where Node finds `name` from `path`: beside the package that asks, else in each folder above. */
function resolution(packages, path, name) {
  for (let folder = path; folder !== ''; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('node_modules/') - 1))) {
    if (packages[`${folder}/node_modules/${name}`]) return `${folder}/node_modules/${name}`
  }
  return `node_modules/${name}`
}

/** What such a package says of itself in `os`, `cpu` and `libc`, which its name repeats. */
function platformOf(name) {
  const words = name.split(/[/-]/).map((word) => word.replace(/^(gnueabihf|musleabihf|eabi)$/, 'arm'))
  const cpu = processors.filter((each) => words.includes(each)).slice(0, 1)
  const os = systems.filter((each) => words.includes(each))
  const libc = /musl/.test(name) ? ['musl'] : os[0] === 'linux' ? ['glibc'] : []
  return Object.fromEntries(Object.entries({ cpu, libc, os }).filter(([, list]) => list.length > 0))
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const file = new URL('../package-lock.json', import.meta.url)
  const lock = JSON.parse(readFileSync(file, 'utf8'))
  const missing = missingEntries(lock)
  const paths = Object.entries({ ...lock.packages, ...missing }).sort(([a], [b]) => a.localeCompare(b, 'en'))
  writeFileSync(file, `${JSON.stringify({ ...lock, packages: Object.fromEntries(paths) }, null, 2)}\n`)
  console.log(`Added ${Object.keys(missing).length} entries.`)
}
