/**
 * HMAC-SHA256 (RFC 2104) out of two one-shot hashes. An environment takes a hundred of them, and every Hmac object of Node's
 * has to be freed by the garbage collector, which then stops everything; a one-shot hash leaves nothing behind.
 */
import { hash } from 'node:crypto'

const blockBytes = 64

interface Pads {
  inner: Buffer
  outer: Buffer
}

const ready = new WeakMap<Buffer, Pads>()

/** The pads of a key of at most 64 bytes, made once. The bytes must not change as long as the key is in use. */
function padsOf(key: Buffer): Pads {
  const known = ready.get(key)
  if (known) return known
  if (key.length > blockBytes) throw new Error('An HMAC key is longer than a block.')
  const padded = Buffer.alloc(blockBytes)
  key.copy(padded)
  const made = { inner: Buffer.from(padded.map((byte) => byte ^ 0x36)), outer: Buffer.from(padded.map((byte) => byte ^ 0x5c)) }
  padded.fill(0)
  ready.set(key, made)
  return made
}

/** The MAC of a message, 32 bytes. */
export function hmacSha256(key: Buffer, message: Buffer): Buffer {
  const { inner, outer } = padsOf(key)
  const digest = hash('sha256', Buffer.concat([inner, message]), 'buffer')
  return hash('sha256', Buffer.concat([outer, digest]), 'buffer')
}
