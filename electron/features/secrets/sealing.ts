/**
 * The cryptography of the vault and nothing else: AES-256-GCM with the context of a value bound to it, key names, key
 * checks and fingerprints. Scheme `wh1`; a change of any rule here needs a new scheme name.
 */
import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto'
import type { KeyCheck } from '../../schema/instance.ts'
import type { Sealed } from '../../schema/secrets.ts'
import { hmacSha256 } from './hmac.ts'
import { prepared } from './prepared-key.ts'

const scheme = 'wh1'
export const nonceBytes = 12
const tagBytes = 16
export const keyBytes = 32

/** What a sealed value is and where it belongs. Opening it anywhere else fails. */
export interface SealContext {
  purpose: 'data-key' | 'mac-key' | 'secret-value'
  instanceId: string
  companyId: string
  /** The secret's id, the id of the data key itself, or the company's for its MAC key. */
  subjectId: string
  /** The secret's version; 1 for a key. */
  version: number
}

/** The sealed value was changed, moved, or sealed with another key. Says nothing more, so that nothing can leak with it. */
export class SealBroken extends Error {
  constructor() {
    super('A sealed value did not pass its integrity check.')
    this.name = 'SealBroken'
  }
}

/** AES-256-GCM with a 32-byte key, a 12-byte nonce that this key never saw before, and a 16-byte tag. */
export function encrypt(key: Buffer, nonce: Buffer, associated: Buffer, plaintext: Buffer): { ciphertext: Buffer; tag: Buffer } {
  const cipher = createCipheriv('aes-256-gcm', prepared(key), nonce, { authTagLength: tagBytes })
  cipher.setAAD(associated)
  const [start, end] = [cipher.update(plaintext), cipher.final()]
  return { ciphertext: end.length === 0 ? start : Buffer.concat([start, end]), tag: cipher.getAuthTag() }
}

/** Opens what `encrypt` made. Throws SealBroken for anything else, and leaves nothing of it in memory. */
export function decrypt(key: Buffer, nonce: Buffer, associated: Buffer, { ciphertext, tag }: { ciphertext: Buffer; tag: Buffer }): Buffer {
  if (nonce.length !== nonceBytes || tag.length !== tagBytes) throw new SealBroken()
  // The length is stated because Node would otherwise take a 4-byte tag, which can be guessed.
  const decipher = createDecipheriv('aes-256-gcm', prepared(key), nonce, { authTagLength: tagBytes })
  decipher.setAAD(associated)
  decipher.setAuthTag(tag)
  const opened = decipher.update(ciphertext)
  try {
    decipher.final()
  } catch {
    opened.fill(0)
    // OpenSSL's reasons help nobody but a forger.
    throw new SealBroken()
  }
  return opened
}

/** Seals bytes under a 32-byte key with a fresh random nonce. */
export function seal(key: Buffer, keyId: string, context: SealContext, plaintext: Buffer): Sealed {
  const nonce = randomBytes(nonceBytes)
  const { ciphertext, tag } = encrypt(key, nonce, associatedData(context, keyId), plaintext)
  return { scheme, keyId, nonce: nonce.toString('base64'), ciphertext: ciphertext.toString('base64'), tag: tag.toString('base64') }
}

/** Opens what `seal` made. Throws SealBroken for anything else. The caller zeroes the answer when done with it. */
export function unseal(key: Buffer, context: SealContext, sealed: Sealed): Buffer {
  if (sealed.scheme !== scheme) throw new SealBroken()
  const parts = { ciphertext: exactBase64(sealed.ciphertext), tag: exactBase64(sealed.tag, tagBytes) }
  return decrypt(key, exactBase64(sealed.nonce, nonceBytes), associatedData(context, sealed.keyId), parts)
}

/** Decodes base64 that is written in the one canonical way, so that no bit of a stored value can change unnoticed. */
function exactBase64(text: string, length?: number): Buffer {
  const bytes = Buffer.from(String(text), 'base64')
  if (bytes.toString('base64') !== text || (length !== undefined && bytes.length !== length)) throw new SealBroken()
  return bytes
}

/** Each part with its length before it: joined without, ("ab", "c") and ("a", "bc") would be one context. */
export function lengthPrefixed(parts: string[]): Buffer {
  const joined = Buffer.allocUnsafe(parts.reduce((size, part) => size + 4 + Buffer.byteLength(part), 0))
  let at = 0
  for (const part of parts) {
    const length = joined.write(part, at + 4, 'utf8')
    at = joined.writeUInt32BE(length, at) + length
  }
  return joined
}

function associatedData({ purpose, instanceId, companyId, subjectId, version }: SealContext, keyId: string): Buffer {
  return lengthPrefixed([scheme, purpose, instanceId, companyId, subjectId, String(version), keyId])
}

/** A name for a master key that tells keys apart and gives nothing of them away. */
export function masterKeyId(key: Buffer): string {
  return hmac(key, 'wheelhouse master key id').subarray(0, 8).toString('hex')
}

/** What is stored to recognise the master key by. */
export function keyCheckOf(key: Buffer): KeyCheck {
  return { keyId: masterKeyId(key), mac: hmac(key, 'wheelhouse master key check').toString('base64') }
}

export function passesKeyCheck(key: Buffer, check: KeyCheck): boolean {
  const expected = Buffer.from(keyCheckOf(key).mac, 'base64')
  const stored = Buffer.from(check.mac, 'base64')
  return stored.length === expected.length && timingSafeEqual(stored, expected)
}

/** A key for one use, derived from a company's MAC key: what it marks compares inside the company only. */
export function macKeyFor(use: 'fingerprint' | 'trail', macKey: Buffer, instanceId: string, companyId: string): Buffer {
  return Buffer.from(hkdfSync('sha256', macKey, Buffer.alloc(0), lengthPrefixed([scheme, use, instanceId, companyId]), keyBytes))
}

/** Eight hex digits: enough to tell two values apart at a glance, too few to confirm a guess. */
export function fingerprint(key: Buffer, value: Buffer): string {
  return hmacSha256(key, value).subarray(0, 4).toString('hex')
}

/** For master keys, of which nothing is kept made ready: they are wiped when they are done with. */
function hmac(key: Buffer, label: string): Buffer {
  return createHmac('sha256', key).update(label).digest()
}
