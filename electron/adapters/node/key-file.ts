/** Files that hold a key: read in every form people write them. */
import { stat } from 'node:fs/promises'

export const keyBytes = 32

/** Reads a key written as base64, hex, or 32 raw bytes; null when it is none of these. */
export function parseKey(content: Buffer): Buffer | null {
  const text = content.toString('latin1').trim()
  if (/^[0-9a-f]{64}$/i.test(text)) return Buffer.from(text, 'hex')
  if (/^[A-Za-z0-9+/_-]{43}=?$/.test(text)) return Buffer.from(text, 'base64')
  if (content.length === keyBytes) return Buffer.from(content)
  const raw = Buffer.from(text, 'latin1')
  return raw.length === keyBytes ? raw : null
}

/** Says whether group or others have any right to a path. Windows has no such bits, and a missing path no rights. */
export async function openToOthers(path: string): Promise<boolean> {
  if (process.platform === 'win32') return false
  // A path that cannot be looked at has no rights to complain of; reading it reports why.
  const found = await stat(path).catch(() => null)
  return found !== null && (found.mode & 0o077) !== 0
}
