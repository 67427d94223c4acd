/**
 * Files and folders in places that the server's own user may change. As root, a name there must never be followed: a
 * link in its place would have us overwrite, or give away, any file of the machine.
 */
import { randomBytes } from 'node:crypto'
import { constants, open, rename, rm } from 'node:fs/promises'

export interface Owner {
  uid: number
  gid: number
}

/** Replaces `file` by a new one of mode 0600 that belongs to `owner` (null: to us), whole or not at all. */
export async function replaceFile(file: string, text: string, owner: Owner | null): Promise<void> {
  const draft = `${file}.${randomBytes(6).toString('hex')}`
  await writePrivate(draft, text, owner)
  try {
    await rename(draft, file)
  } catch (error) {
    await rm(draft, { force: true })
    throw error
  }
}

/** Makes a file of mode 0600 that must not be there yet; not even a link that leads nowhere. Throws EEXIST. */
export async function writePrivate(file: string, text: string, owner: Owner | null): Promise<void> {
  const handle = await open(file, 'wx', 0o600)
  try {
    await handle.writeFile(text)
    if (owner) await handle.chown(owner.uid, owner.gid)
  } finally {
    await handle.close()
  }
}

/** Gives a folder to `owner` with mode 0700; false when it is none, is a link, or belongs to somebody that `mayBe` refuses. */
export async function ownFolder(folder: string, owner: Owner, mayBe: (uid: number) => boolean): Promise<boolean> {
  // What is looked at and what is given away must be one thing: a name could be exchanged in between.
  const handle = await open(folder, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ELOOP' || error.code === 'ENOTDIR') return null
    throw error
  })
  if (!handle) return false
  try {
    if (!mayBe((await handle.stat()).uid)) return false
    await handle.chown(owner.uid, owner.gid)
    await handle.chmod(0o700)
    return true
  } finally {
    await handle.close()
  }
}
