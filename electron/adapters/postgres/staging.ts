/**
 * As root, Postgres runs as another user, who may not get into the folder that the programs or the home lie in (root's
 * own home is closed to all). What that user needs then lies under /var/lib/wheelhouse.
 */
import { createHash, randomBytes } from 'node:crypto'
import { chmod, cp, lstat, mkdir, readdir, readFile, rename, rm } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import type { Binaries } from './binaries.ts'
import { loadBinaries } from './binaries.ts'
import { fileFailure } from './failures.ts'
import { canReach, type RunAs } from './os-user.ts'

const SHARED = '/var/lib/wheelhouse'

/** The programs where `user` can run them: as they are, or copied once to a place that root alone can change. */
export async function reachableBinaries(binaries: Binaries, user: RunAs | null, shared = SHARED): Promise<Binaries> {
  if (!user || (await canReach(join(binaries.folder, 'bin'), user))) return binaries
  const wanted = await inventory(binaries.folder)
  const programs = await readFile(binaries.postgres)
  const hash = createHash('sha256').update(wanted.join('\n')).update(programs).digest('hex').slice(0, 12)
  const folder = join(shared, 'postgres', `${binaries.version}-${process.platform}-${process.arch}-${hash}`)
  try {
    await makeFolders([shared, join(shared, 'postgres')], 0o755)
    if (!(await holds(folder, wanted))) await copyWhole(binaries.folder, folder, wanted)
  } catch (error) {
    throw fileFailure(error, folder)
  }
  return loadBinaries(folder)
}

/** Every file with its size, and every link: enough to see a copy that was cut short. */
async function inventory(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const lines = entries
    .filter((entry) => !entry.isDirectory())
    .map(async (entry) => {
      const path = join(entry.parentPath, entry.name)
      return `${relative(folder, path)} ${entry.isSymbolicLink() ? 'link' : (await lstat(path)).size}`
    })
  return (await Promise.all(lines)).sort()
}

async function holds(folder: string, wanted: string[]): Promise<boolean> {
  const found = await lstat(folder).catch(() => null)
  // A folder that others may write to could hold anybody's program.
  if (!found?.isDirectory() || found.uid !== process.getuid?.() || (found.mode & 0o022) !== 0) return false
  return (await inventory(folder)).join('\n') === wanted.join('\n') && (await isOpenToReadOnly(folder))
}

/** Whether everybody can use and only root can change what is in `folder`. */
async function isOpenToReadOnly(folder: string): Promise<boolean> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const modes = await Promise.all(
    entries.filter((entry) => !entry.isSymbolicLink()).map(async (entry) => (await lstat(join(entry.parentPath, entry.name))).mode & 0o777),
  )
  return modes.every((mode) => mode === 0o755 || mode === 0o644)
}

/** An installer may have run under any umask: modes are set, not copied. */
async function openToReadOnly(folder: string): Promise<void> {
  await chmod(folder, 0o755)
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name)
    if (entry.isSymbolicLink()) continue
    await chmod(path, entry.isDirectory() || entry.parentPath === join(folder, 'bin') ? 0o755 : 0o644)
  }
}

async function copyWhole(from: string, to: string, wanted: string[]): Promise<void> {
  const draft = `${to}.${randomBytes(4).toString('hex')}`
  try {
    await cp(from, draft, { recursive: true, verbatimSymlinks: true, mode: 0 })
    await openToReadOnly(draft)
    if ((await inventory(draft)).join('\n') !== wanted.join('\n')) throw new Error(`copying the database programs to ${draft} was cut short`)
    await rm(to, { recursive: true, force: true })
    await rename(draft, to).catch(async (error: unknown) => {
      // Another installation on this machine was quicker.
      if (!(await holds(to, wanted))) throw error
    })
  } finally {
    await rm(draft, { recursive: true, force: true })
  }
}

/** Where the data of an installation go when `user` cannot get into its home. */
export function sharedDataFolder(instanceId: string): string {
  return join(SHARED, 'instances', instanceId, 'db')
}

/** Makes the folder that a shared data folder lies in: one may pass through it, not look around. */
export async function makeSharedParent(data: string): Promise<void> {
  await makeFolders([dirname(dirname(dirname(data))), dirname(dirname(data))], 0o755)
  await makeFolders([dirname(data)], 0o711)
}

/** Makes what is missing of `folders` and sets their mode, which root's umask may have narrowed. */
async function makeFolders(folders: string[], mode: number): Promise<void> {
  for (const folder of folders) {
    await mkdir(folder, { recursive: true })
    await chmod(folder, mode)
  }
}
