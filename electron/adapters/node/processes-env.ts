/**
 * The few variables of this machine that every child gets. An allow-list: the host's own settings never reach a child.
 * NODE_OPTIONS is one of them, and with it every flag for diagnostic reports, which hold the whole environment: they are
 * off in Node unless a flag asks for them. A routine that sets NODE_OPTIONS itself gets what it asks for.
 */

const posix = ['PATH', 'HOME', 'USER', 'LOGNAME', 'SHELL', 'LANG', 'LANGUAGE', 'TZ', 'TMPDIR']
/** Without these, Windows programs cannot find their libraries, the shell or a place for temporary files. */
const windows = [
  'PATH',
  'PATHEXT',
  'SYSTEMROOT',
  'SYSTEMDRIVE',
  'WINDIR',
  'COMSPEC',
  'TEMP',
  'TMP',
  'USERPROFILE',
  'USERNAME',
  'USERDOMAIN',
  'HOMEDRIVE',
  'HOMEPATH',
  'APPDATA',
  'LOCALAPPDATA',
  'PROGRAMDATA',
  'PROGRAMFILES',
  'PROGRAMFILES(X86)',
  'PROGRAMW6432',
  'NUMBER_OF_PROCESSORS',
  'PROCESSOR_ARCHITECTURE',
  'OS',
  'TZ',
]

/** A program started from the macOS Finder gets a PATH without the places where people install tools. */
const macPlaces = ['/opt/homebrew/bin', '/usr/local/bin']
const posixPath = '/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin'

/** Picks the variables of `from` that children get. Output is no terminal, but tools told to use colour need a TERM. */
export function baseEnv(from: NodeJS.ProcessEnv, platform: NodeJS.Platform): Record<string, string> {
  if (platform === 'win32') return pick(from, (name) => windows.includes(name.toUpperCase()))
  const env = pick(from, (name) => posix.includes(name) || /^LC_[A-Z]+$/.test(name))
  const path = env.PATH || posixPath
  const missing = platform === 'darwin' ? macPlaces.filter((place) => !path.split(':').includes(place)) : []
  return { ...env, PATH: [path, ...missing].join(':'), TERM: 'xterm-256color' }
}

function pick(from: NodeJS.ProcessEnv, wanted: (name: string) => boolean): Record<string, string> {
  const picked: Record<string, string> = {}
  for (const [name, value] of Object.entries(from)) if (value !== undefined && wanted(name)) picked[name] = value
  return picked
}
