/**
 * Which plain values are credentials by their look. What strict mode refuses, what the migration moves into the vault
 * and what the screens warn about.
 */
import { readName } from './sensitive-names.ts'

/** Shapes that services give their credentials, and texts that carry one. Anywhere in a value. */
const shapes: RegExp[] = [
  /\bgh[pousr]_[A-Za-z0-9]{30,}/,
  /\bgithub_pat_\w{22,}/,
  /\bgl(pat|dt|rt|ptt|cbt)-[\w-]{16,}/,
  /\bxox[abeoprs]-[\w-]{10,}/,
  /\bxapp-\d-[\w-]{10,}/,
  /hooks\.slack\.com\/(services|workflows|triggers)\/[\w/]{10,}/,
  /discord(app)?\.com\/api\/webhooks\/\d+\/[\w-]{20,}/,
  /\b(AKIA|ASIA)[A-Z0-9]{16}\b/,
  /\b[sr]k_(live|test)_[A-Za-z0-9]{10,}/,
  /\bwhsec_[\w+/=]{16,}/,
  /\bsk-[A-Za-z0-9_-]{20,}/,
  /\bAIza[\w-]{35}/,
  /\bya29\.[\w-]{20,}/,
  /\bGOCSPX-[\w-]{20,}/,
  /\bSG\.[\w-]{16,128}\.[\w-]{16,}/,
  /\bnpm_[A-Za-z0-9]{30,}/,
  /\bpypi-[\w-]{40,}/,
  /\bhf_[A-Za-z0-9]{30,}/,
  /\bdop_v1_[0-9a-f]{40,}/,
  /\bshp(at|ca|pa|ss)_[0-9a-fA-F]{32}/,
  /\b\d{8,10}:AA[\w-]{33}/,
  /\bhv[sb]\.[\w-]{24,}/,
  /\bdapi[0-9a-f]{32}/,
  /\bAGE-SECRET-KEY-1[0-9A-Z]{20,}/,
  /\beyJ[\w-]{8,512}\.eyJ[\w-]{8,16384}\.[\w-]*/,
  /-----BEGIN [A-Z0-9 ]*PRIVATE KEY/,
  /PuTTY-User-Key-File-/,
  /\b(Bearer|Basic) [\w+/.~-]{16,}=*/i,
  // A connection string: host=… password=…, Server=…;Pwd=…, AccountKey=…
  /(^|[;\s])(password|pwd|accountkey|sharedaccesskey)\s*=\s*(?![$<{*])[^;\s]+/i,
  // A URL that carries what opens it.
  /[?&](access_token|api_?key|auth|client_secret|key|password|secret|sig|signature|token)=(?![$<{*])[\w%+/.~-]{12,}/i,
]

/** A URL with a password in it; `${VAR}`, `<password>` and `***` stand for one and are none. Bounded, or a long value would take seconds. */
const urlWithPassword = /\b[a-z][a-z0-9+.-]{0,30}:\/\/[^\s/?#:@]{0,256}:(?![$<{*][^@]{0,256}@)[^\s/?#@]{1,4096}@/i

/** Shapes of what only identifies: never a credential by its randomness alone. */
const identifiers: RegExp[] = [
  /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i,
  /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/,
  /^[a-z]+-[0-9a-f]{8,17}$/,
  /(^|[@:/])sha(1|224|256|384|512)[:-]/i,
  /^(ssh-(rsa|dss|ed25519)|ecdsa-sha2-|sk-ssh-|age1)/,
  /-----BEGIN (CERTIFICATE|[A-Z ]*PUBLIC KEY)/,
  /^[a-z][a-z0-9+.-]*:\/\//i,
  /^data:/,
]

const path = /^(\.{0,2}|~)\/[^\s]|^[A-Za-z]:[\\/]|^\\\\/

/** How long a value must be before its randomness says something. */
const longEnough = 24

export type SensitiveReason = 'name' | 'value'

/** Says why a plain value under this name counts as a credential: by the name, by the look of the value, or not at all (null). */
export function sensitiveReason(key: string, value: string): SensitiveReason | null {
  const text = value.trim()
  if (text === '') return null
  const name = readName(key)
  if (name === 'credential' && !isSwitch(text)) return 'name'
  if (name === 'key' && !isSwitch(text) && !/^-?\d{1,9}(\.\d+)?$/.test(text) && !isPath(text)) return 'name'
  if (urlWithPassword.test(text) || shapes.some((shape) => shape.test(text))) return 'value'
  return name !== 'described' && looksRandom(text) ? 'value' : null
}

function isSwitch(text: string): boolean {
  return /^(true|false|yes|no|on|off|null|none)$/i.test(text)
}

function isPath(text: string): boolean {
  return path.test(text) && mixedLetters(text) < 16
}

/** One long word of letters and digits without a reading: what a generator makes, and nobody types. */
function looksRandom(text: string): boolean {
  if (text.length < longEnough || text.length > 4096 || /[\s"'`{}[\](),;<>]/.test(text)) return false
  if (path.test(text) || identifiers.some((shape) => shape.test(text))) return false
  return mixedLetters(text) >= 16 && entropy(text) >= 3
}

/** Letters and digits in the parts that change between the two more than once: `x9K2d` counts, `v2` and `report` do not. */
function mixedLetters(text: string): number {
  const parts = text.split(/[^A-Za-z0-9]+/)
  return parts.reduce((sum, part) => sum + ((part.match(/[A-Za-z](?=\d)|\d(?=[A-Za-z])/g)?.length ?? 0) > 1 ? part.length : 0), 0)
}

/** Shannon entropy, bits a character. */
function entropy(text: string): number {
  const counts = new Map<string, number>()
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1)
  let bits = 0
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length)
  return bits
}
