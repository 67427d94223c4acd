// What makes an install or a build stale: decided from contents, because a checkout changes every file time.
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** True when `version` is `least` or newer; both as `major.minor.patch`. */
export function versionAtLeast(version, least) {
  const [a, b] = [version, least].map((text) => text.split('.').map(Number))
  for (const [place, wanted] of b.entries()) {
    if (!(a[place] >= wanted)) return false
    if (a[place] > wanted) return true
  }
  return true
}

/**
 * Compares the lockfile with npm's record of what it installed (node_modules/.package-lock.json), which npm writes last
 * of all. Optional packages of other systems are in the one and not in the other.
 */
export function installIsStale(lockfile, installed) {
  const wanted = packagesOf(lockfile)
  const present = packagesOf(installed)
  if (!wanted || !present) return true
  const missing = Object.entries(wanted).some(
    ([path, entry]) => path !== '' && present[path]?.version !== entry.version && !(entry.optional && !present[path]),
  )
  return missing || Object.keys(present).some((path) => !wanted[path])
}

function packagesOf(text) {
  try {
    return JSON.parse(text).packages
  } catch {
    return undefined // cut off while it was written: install again
  }
}

const folders = ['shared', 'electron', 'renderer']
const files = [
  'scripts/build.mjs',
  'package.json',
  'package-lock.json',
  'electron.vite.config.ts',
  'vite.headless.config.ts',
  'vite.renderer.config.ts',
]
const notBundled = /\.(test|stories)\.(ts|tsx)$|\.md$/

/** One hash over everything a build reads. */
export function sourceHash(root) {
  const hash = createHash('sha256')
  for (const file of [...files, ...folders.flatMap((folder) => filesBelow(root, folder))]) {
    hash
      .update(`${file}\0`)
      .update(contents(join(root, file)))
      .update('\0')
  }
  return hash.digest('hex')
}

function filesBelow(root, folder) {
  const entries = list(join(root, folder))
  return entries.flatMap((entry) => {
    const path = `${folder}/${entry.name}`
    if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : filesBelow(root, path)
    return entry.isFile() && !notBundled.test(entry.name) ? [path] : []
  })
}

function list(folder) {
  try {
    return readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))
  } catch {
    return [] // a folder that is not there adds nothing to the hash
  }
}

function contents(file) {
  try {
    return readFileSync(file)
  } catch {
    return '' // absent: hashed as empty
  }
}
