/** The master key as a file: `<secrets>/master.key`, base64, readable by its owner alone. Made once, never replaced. */
import { randomBytes } from 'node:crypto'
import { chmod, link, mkdir, open, readFile, stat, unlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { type KeyStore, KeyStoreFailure } from '../../ports/key-store.ts'

const keyBytes = 32

/** A key store in `folder`, which is made with mode 0700 when the key is. */
export function fileKeyStore(folder: string): KeyStore {
  const location = join(folder, 'master.key')

  async function load(): Promise<Buffer | null> {
    const content = await readFile(location).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return null
      throw new KeyStoreFailure(
        `The master key file ${location} cannot be read (${error.code ?? 'unknown reason'}). Give your user read access to it.`,
      )
    })
    if (content === null) return null
    const key = parseKey(content)
    content.fill(0)
    if (!key) {
      throw new KeyStoreFailure(
        `The master key file ${location} does not hold a 32-byte key as base64, hex or raw bytes. Put the original file back; without it, stored secrets cannot be read.`,
      )
    }
    await closeToOthers()
    return key
  }

  async function create(): Promise<Buffer> {
    const key = randomBytes(keyBytes)
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 })
      await writeOnce(location, `${key.toString('base64')}\n`)
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code !== 'EEXIST')
        throw new KeyStoreFailure(
          `The master key file ${location} cannot be made (${code ?? 'unknown reason'}). Check the folder and free disk space.`,
        )
    }
    // What is on the disk counts: another process may have been first.
    const kept = await load()
    if (!kept) throw new KeyStoreFailure(`The master key file ${location} is gone right after it was made. Check what else uses that folder.`)
    return kept
  }

  /** Takes the file and its folder away from group and others, as far as the file system lets us. */
  async function closeToOthers(): Promise<void> {
    for (const [path, mode] of [
      [folder, 0o700],
      [location, 0o600],
    ] as const) {
      // A file system without modes, or another owner: `warnings` tells what is left open.
      if (await openToOthers(path)) await chmod(path, mode).catch(() => undefined)
    }
  }

  return {
    location,
    load,
    create,
    async warnings() {
      await closeToOthers()
      const findings: Array<{ detail: string; fix: string }> = []
      if (await openToOthers(location)) {
        findings.push({ detail: `Other users of this machine can reach the master key file ${location}.`, fix: `Run: chmod 600 '${location}'` })
      }
      if (await openToOthers(folder)) {
        findings.push({
          detail: `Other users of this machine can look into the folder of the master key, ${folder}.`,
          fix: `Run: chmod 700 '${folder}'`,
        })
      }
      return findings
    },
  }
}

/** Says whether group or others have any right to a path. Windows has no such bits, and a missing path no rights. */
async function openToOthers(path: string): Promise<boolean> {
  if (process.platform === 'win32') return false
  const found = await stat(path).catch(() => null)
  return found !== null && (found.mode & 0o077) !== 0
}

/**
 * Writes a file that must not exist yet, durably. It appears complete or not at all: a half-written key left by a
 * crash would lock everybody out. Throws EEXIST when it is there.
 */
async function writeOnce(path: string, content: string): Promise<void> {
  const draft = `${path}.${randomBytes(6).toString('hex')}.new`
  const file = await open(draft, 'wx', 0o600)
  try {
    await file.writeFile(content)
    await file.sync()
    await link(draft, path)
  } finally {
    await file.close()
    await unlink(draft)
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

/** Reads a key written as base64, hex, or 32 raw bytes; null when it is none of these. */
export function parseKey(content: Buffer): Buffer | null {
  const text = content.toString('latin1').trim()
  if (/^[0-9a-f]{64}$/i.test(text)) return Buffer.from(text, 'hex')
  if (/^[A-Za-z0-9+/_-]{43}=?$/.test(text)) return Buffer.from(text, 'base64')
  if (content.length === keyBytes) return Buffer.from(content)
  const raw = Buffer.from(text, 'latin1')
  return raw.length === keyBytes ? raw : null
}
