/** Files that are there whole or not at all, whenever the power goes: mode 0600, synced, and named when they are complete. */
import { randomBytes } from 'node:crypto'
import { chmod, constants, copyFile, link, lstat, open, readdir, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

/** More than any key needs, wrapped or not: what holds more is something else. */
const mostBytes = 65_536

/** The content of a file, or null when there is none. Throws what the system says otherwise, and NOT_A_FILE for what only looks like one. */
export async function contentOf(path: string, most = mostBytes): Promise<Buffer | null> {
  // Without the flag a pipe that nobody writes to would be waited for, and the host with it. Windows knows neither.
  const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw error
  })
  if (!file) return null
  try {
    const found = await file.stat()
    // A device never ends.
    if (!found.isFile()) throw Object.assign(new Error('This is no file.'), { code: found.isDirectory() ? 'EISDIR' : 'NOT_A_FILE' })
    if (found.size > most) throw Object.assign(new Error('This file is too large.'), { code: 'EFBIG' })
    return await file.readFile()
  } finally {
    await file.close()
  }
}

/** Writes a file that must not exist yet, mode 0600, durably. Throws EEXIST when it is there. */
export async function writeNew(path: string, content: string): Promise<void> {
  await drafted(path, content, async (draft) => {
    await link(draft, path)
    await rm(draft)
  })
}

/** Puts a file in the place of the one that is there, mode 0600, durably: at every moment there is the old one or the new. */
export async function writeOver(path: string, content: string): Promise<void> {
  await drafted(path, content, (draft) => rename(draft, path))
}

/** Moves a file over another one, durably. */
export async function moveOver(from: string, to: string): Promise<void> {
  await rename(from, to)
  await syncFolder(dirname(to))
}

/** Copies a file to a name that must be free, mode 0600, durably. */
export async function copyAside(from: string, to: string): Promise<void> {
  await copyFile(from, to, constants.COPYFILE_EXCL)
  const file = await open(to, 'r+')
  try {
    await chmod(to, 0o600)
    await file.sync()
  } finally {
    await file.close()
  }
  await syncFolder(dirname(to))
}

/** Keeps whatever is at `from` under a name that must be free: a file stays there too, and what is none makes room. */
export async function setAside(from: string, to: string): Promise<void> {
  const found = await lstat(from).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw error
  })
  if (found?.isFile()) await copyAside(from, to)
  else if (found) await moveOver(from, to)
}

/** Removes drafts of `path` that a killed process left: they may hold a key. */
export async function removeDrafts(path: string): Promise<void> {
  // No folder, no drafts.
  const names = await readdir(dirname(path)).catch(() => [])
  const left = names.filter((name) => name.startsWith(`${basename(path)}.`) && /\.[0-9a-f]{12}\.draft$/.test(name))
  await Promise.all(left.map((name) => rm(join(dirname(path), name), { force: true })))
}

/** A half-written key would lock everybody out, a half-written checkpoint accuse somebody: written elsewhere, synced, and only then given its name. */
async function drafted(path: string, content: string, name: (draft: string) => Promise<void>): Promise<void> {
  const draft = `${path}.${randomBytes(6).toString('hex')}.draft`
  try {
    const file = await open(draft, 'wx', 0o600)
    try {
      await file.writeFile(content)
      await file.sync()
    } finally {
      await file.close()
    }
    await name(draft)
  } catch (error) {
    await rm(draft, { force: true })
    throw error
  }
  await syncFolder(dirname(path))
}

async function syncFolder(folder: string): Promise<void> {
  // Windows cannot open a folder; there, NTFS journals the new name by itself.
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
