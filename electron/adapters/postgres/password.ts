/** The password of a server reached over TCP, where the operating system cannot vouch for who connects. */
import { randomBytes } from 'node:crypto'
import { open, readFile } from 'node:fs/promises'

/** Makes a random 32-byte password in `file`, readable by its owner only; answers the one that is there already. */
export async function ensurePassword(file: string): Promise<string> {
  const handle = await open(file, 'wx', 0o600).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EEXIST') return null
    throw error
  })
  if (!handle) return readFile(file, 'utf8')
  try {
    const password = randomBytes(32).toString('base64url')
    await handle.writeFile(password)
    await handle.sync()
    return password
  } finally {
    await handle.close()
  }
}
