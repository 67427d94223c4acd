/**
 * The data folder of an embedded server: where it lies, whether it is ours, and how it is made. A cluster is made
 * under another name and renamed when whole, so that a kill in the middle leaves nothing that looks like one.
 */
import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmod, chown, lstat, mkdir, readdir, readFile, readlink, realpath, rename, rm, rmdir, stat, symlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import type { Binaries } from './binaries.ts'
import { ROLE } from './configuration.ts'
import { didNotStart, failureFromOutput, foreignFolder, wrongMajor } from './failures.ts'
import { canReach, isRoot, type RunAs } from './os-user.ts'
import { writePrivate } from './private-file.ts'
import { makeSharedParent, sharedDataFolder } from './staging.ts'

const run = promisify(execFile)
const DRAFT = /^db\.new-[0-9a-f]{8}$/

export interface Place {
  /** `<home>/db`, which may be a link to elsewhere. */
  db: string
  instanceId: string
  runAs: RunAs | null
}

/** Answers the real path of the data folder: of the cluster that is there, or of the one to be made. Throws DatabaseFailure. */
export async function locateCluster({ db, instanceId, runAs }: Place): Promise<string> {
  const found = await lstat(db).catch(() => null)
  if (found && (await stat(db).catch(() => null))) return realpath(db)
  const parent = await realpath(dirname(db))
  if (!found && (!runAs || (await canReach(parent, runAs)))) return join(parent, 'db')
  const elsewhere = sharedDataFolder(instanceId)
  // A link to anywhere else is a disk that is not there now: new data must not take the place of those on it.
  if (found && (!runAs || (await readlink(db)) !== elsewhere)) throw foreignFolder(db, 'it is a link that leads nowhere')
  await makeSharedParent(elsewhere)
  // Made before the data, so that a kill in between leaves a link that says where the data will be.
  if (!found) await symlink(elsewhere, db)
  return elsewhere
}

/** Whether `data` holds a cluster that we may run. Throws DatabaseFailure when it holds something else. */
export async function inspectCluster(data: string, major: string): Promise<'ours' | 'none'> {
  const entries = await readdir(data).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [] as string[]
    if (error.code === 'ENOTDIR') throw foreignFolder(data, 'it is not a folder')
    if (error.code === 'EACCES') throw foreignFolder(data, 'it belongs to another user')
    throw error
  })
  if (entries.length === 0) return 'none'
  if (!entries.includes('PG_VERSION')) throw foreignFolder(data, 'it holds files that are not a database')
  const { uid } = await stat(data)
  if (!isRoot() && process.getuid && uid !== process.getuid()) throw foreignFolder(data, 'it belongs to another user')
  const found = (await readFile(join(data, 'PG_VERSION'), 'utf8')).trim()
  // A link may lead anywhere: what is no version is not repeated.
  if (!/^\d{1,3}(\.\d{1,3})?$/.test(found)) throw foreignFolder(data, 'its PG_VERSION cannot be read')
  if (found !== major) throw wrongMajor(data, found, major)
  return 'ours'
}

/** Makes a cluster at `data`. `password` is the first password of our role, for servers reached over TCP. */
export async function makeCluster(
  data: string,
  {
    binaries,
    runAs,
    password,
    logFile,
    durable,
  }: { binaries: Binaries; runAs: RunAs | null; password: string | null; logFile: string; durable: boolean },
): Promise<void> {
  await removeDrafts(dirname(data))
  const draft = join(dirname(data), `db.new-${randomBytes(4).toString('hex')}`)
  const passwordFile = `${draft}.password`
  try {
    await mkdir(draft, { mode: 0o700 })
    await chmod(draft, 0o700)
    if (runAs) await chown(draft, runAs.uid, runAs.gid)
    if (password !== null) await writePrivate(passwordFile, password, runAs)
    await initdb(binaries.initdb, data, { draft, runAs, logFile, passwordFile: password === null ? null : passwordFile, durable })
    await rmdir(data).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error
    })
    await rename(draft, data)
  } finally {
    await rm(passwordFile, { force: true })
    await rm(draft, { recursive: true, force: true })
  }
}

async function initdb(
  program: string,
  data: string,
  {
    draft,
    runAs,
    passwordFile,
    logFile,
    durable,
  }: { draft: string; runAs: RunAs | null; passwordFile: string | null; logFile: string; durable: boolean },
): Promise<void> {
  const args = [
    `--pgdata=${draft}`,
    `--username=${ROLE}`,
    '--encoding=UTF8',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--locale=C',
    '--no-instructions',
    ...(durable ? [] : ['--no-sync']),
    ...(passwordFile ? ['--auth=scram-sha-256', `--pwfile=${passwordFile}`] : ['--auth-local=peer', '--auth-host=reject']),
  ]
  const identity = runAs ? { uid: runAs.uid, gid: runAs.gid } : {}
  await run(program, args, { ...identity, cwd: dirname(program), env: serverEnv(), windowsHide: true, maxBuffer: 1 << 22 }).catch(
    (error: { stderr?: string; stdout?: string }) => {
      const output = `${error.stdout ?? ''}\n${error.stderr ?? ''}`
      const lastWord = output
        .trim()
        .split('\n')
        .filter((line) => /error|fatal|could not/i.test(line))
        .at(-1)
      throw failureFromOutput(output, data) ?? didNotStart(`its data folder could not be made${lastWord ? ` (${lastWord.trim()})` : ''}`, logFile)
    },
  )
}

/** The environment of every Postgres program: nothing of the host's, whose PG* variables would change what the programs do. */
export function serverEnv(): Record<string, string> {
  const kept = process.platform === 'win32' ? ['SystemRoot', 'SystemDrive', 'TEMP', 'TMP', 'PATH', 'ComSpec'] : ['PATH']
  const env = kept.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]]))
  return { ...Object.fromEntries(env), LC_ALL: 'C', TZ: 'UTC' }
}

/** Drafts are left only by a kill, and the home's lock keeps a second host away. */
async function removeDrafts(parent: string): Promise<void> {
  for (const entry of await readdir(parent)) {
    if (!DRAFT.test(entry)) continue
    await rm(join(parent, entry), { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }).catch((error: NodeJS.ErrnoException) => {
      // An initdb that outlived its host may still be writing there: the next start clears it away.
      if (error.code !== 'ENOTEMPTY') throw error
    })
  }
}
