import { createSecretKey, type KeyObject } from 'node:crypto'

const ready = new WeakMap<Buffer, KeyObject>()

/**
 * A key made ready for use, once: from plain bytes Node makes it ready for each use anew, which takes several times as
 * long as the use. The bytes must not change as long as the key is in use.
 */
export function prepared(key: Buffer): KeyObject {
  const known = ready.get(key)
  if (known) return known
  const made = createSecretKey(key)
  ready.set(key, made)
  return made
}
