// Called by electron-builder for each packed program, before its fuses are set: fails when this Electron has a fuse that
// electron-builder.yml does not decide on. A new fuse must be a decision, not a default that came with an update.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const SENTINEL = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'
const REMOVED = 'r'
// In the order of Electron's wire. The last decides how WebAssembly memory is guarded, not what an attacker may do: it
// keeps Electron's default, and the yml has no word for it.
const decided = [
  'runAsNode',
  'enableCookieEncryption',
  'enableNodeOptionsEnvironmentVariable',
  'enableNodeCliInspectArguments',
  'enableEmbeddedAsarIntegrityValidation',
  'onlyLoadAppFromAsar',
  'loadBrowserProcessSpecificV8Snapshot',
  'grantFileProtocolExtraPrivileges',
  null,
]

/** Where the fuses of a packed program are. */
function fuseFile({ appOutDir, electronPlatformName, packager }) {
  const name = packager.executableName ?? packager.appInfo.productFilename
  if (electronPlatformName === 'darwin')
    return join(appOutDir, `${packager.appInfo.productFilename}.app`, 'Contents', 'Frameworks', 'Electron Framework.framework', 'Electron Framework')
  return join(appOutDir, electronPlatformName === 'win32' ? `${packager.appInfo.productFilename}.exe` : name)
}

/** Names what is undecided of a program's fuses, given the settings of `electronFuses`; empty when nothing is. */
export function undecidedFuses(program, settings) {
  const at = program.indexOf(SENTINEL)
  if (at < 0) return ['no fuses found']
  const [version, length] = program.subarray(at + SENTINEL.length)
  if (version !== 1) return [`unknown fuse version ${version}`]
  const wire = program.subarray(at + SENTINEL.length + 2, at + SENTINEL.length + 2 + length).toString('latin1')
  return [...wire].flatMap((state, index) => {
    if (state === REMOVED || decided[index] === null) return []
    const name = decided[index]
    return name === undefined ? [`fuse ${index} is new`] : typeof settings?.[name] === 'boolean' ? [] : [name]
  })
}

export default function requireAllFuses(context) {
  const problems = undecidedFuses(readFileSync(fuseFile(context)), context.packager.config.electronFuses)
  if (problems.length > 0) throw new Error(`electron-builder.yml must decide on every fuse of this Electron: ${problems.join(', ')}`)
}
