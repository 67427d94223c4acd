/**
 * Random secrets and the ways programs give them away, for tests: each case knows which part of its output gives the
 * secret away. The encodings are written by other means than the code under test.
 */
import type { Sensitive } from '#shared/domain/redaction.ts'

/** Numbers from a seed: the same seed gives the same cases. */
export function dice(seed: number) {
  let state = seed >>> 0
  /** A whole number from 0 to `below`, exclusive (mulberry32). */
  const roll = (below: number): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
  const pick = <T>(from: readonly T[]): T => from[roll(from.length)] as T
  const text = (alphabet: string, least: number, most: number): string =>
    Array.from({ length: least + roll(most - least + 1) }, () => alphabet[roll(alphabet.length)]).join('')
  return { roll, pick, text }
}

export type Dice = ReturnType<typeof dice>

const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'
const marks = `${letters} !"#$%&'()*+,-./:;<=>?@[\\]^_\`{|}~`

/** The seed of this run; one given as FUZZ_SEED brings back the cases of another. */
export function fuzzSeed(): number {
  return Number(process.env.FUZZ_SEED ?? Math.floor(Math.random() * 2 ** 31))
}

export function randomSecret({ roll, text, pick }: Dice): string {
  switch (roll(6)) {
    case 0:
      return `sk-${text(letters, 16, 60)}`
    case 1:
      return `${text(letters, 3, 8)}${text(marks, 4, 24)}${text(letters, 1, 3)}`
    case 2:
      return `${text(letters, 4, 6)}${pick(['ä', '™', '日本', '🔑'])}${text(letters, 4, 12)}`
    case 3:
      return `postgres://app:${text(letters, 8, 20)}@db.internal:5432/main`
    case 4:
      return Array.from({ length: 2 + roll(4) }, () => text(`${letters}+/`, 64, 64)).join('\n')
    default:
      return JSON.stringify({ user: text(letters, 8, 12), token: text(letters, 12, 40), note: text(marks, 9, 20) })
  }
}

/** Bytes that are part of no secret and of none of its encodings. */
const noise = ({ roll }: Dice, most: number) => Buffer.from(Array.from({ length: roll(most) }, () => 0xc0 + roll(0x20))).toString('latin1')
const utf8 = (value: string) => Buffer.from(value).toString('latin1')
const upper = (text: string) => text.toUpperCase()
const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
const wrapped = (text: string, columns: number, end: string) => (text.match(new RegExp(`.{1,${columns}}`, 'g')) ?? []).join(end)

/** What a program makes of a value, and how many characters at either edge may stay because they belong to its neighbours. */
type Disguise = (value: string, dice: Dice) => { text: string; edge: number; around?: [number, number] }

const plain = (write: (value: string) => string) => (value: string) => ({ text: write(value), edge: 0 })
const inBase64 =
  (format: 'base64' | 'base64url', columns = 0, end = '\n'): Disguise =>
  (value, { roll, text }) => {
    // A wrapped text is long: what stands before the value decides where lines break inside it.
    const before = text(letters, 0, columns === 0 ? 5 : 150)
    const after = text(letters, 0, columns === 0 ? 5 : 150)
    const encoded = Buffer.from(before + value + after).toString(format)
    const first = Math.ceil((before.length * 8) / 6)
    const last = Math.floor(((before.length + Buffer.byteLength(value)) * 8) / 6)
    const around: [number, number] = [first, encoded.length - last]
    return { text: columns === 0 ? encoded : wrapped(encoded, columns, roll(2) === 0 ? end : '\n'), edge: 3, around }
  }

export const disguises: Record<string, Disguise> = {
  raw: plain(utf8),
  'json once': plain((value) => utf8(JSON.stringify(value).slice(1, -1))),
  'json twice': plain((value) => utf8(JSON.stringify(JSON.stringify(value)).slice(3, -3))),
  'json with escaped slashes': plain((value) => utf8(JSON.stringify(value).slice(1, -1).split('/').join('\\/'))),
  'json in ASCII': plain((value) =>
    [...JSON.stringify(value).slice(1, -1)]
      .map((char) =>
        char > '~'
          ? char
              .split('')
              .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
              .join('')
          : char,
      )
      .join(''),
  ),
  base64: inBase64('base64'),
  base64url: inBase64('base64url'),
  'base64 in lines of 64': inBase64('base64', 64),
  'base64 in lines of 76': inBase64('base64', 76, '\r\n'),
  url: plain(encodeURIComponent),
  'url, lower case': plain((value) => encodeURIComponent(value).replace(/%../g, (code) => code.toLowerCase())),
  form: plain((value) => new URLSearchParams({ v: value }).toString().slice(2)),
  'shell, single quotes': plain((value) => utf8(value.split("'").join("'\\''"))),
  'shell, double quotes': plain((value) => utf8(value.replace(/["$`\\]/g, (char) => `\\${char}`))),
  html: plain((value) => utf8(value.replace(/[&<>"']/g, (char) => entities[char] ?? char))),
  hex: plain((value) => Buffer.from(value).toString('hex')),
  'hex, upper case': plain((value) => upper(Buffer.from(value).toString('hex'))),
  'hex with colons': plain((value) => (Buffer.from(value).toString('hex').match(/../g) ?? []).join(':')),
  'hex with spaces': plain((value) => (upper(Buffer.from(value).toString('hex')).match(/../g) ?? []).join(' ')),
  'hex in lines of 60': plain((value) => wrapped(Buffer.from(value).toString('hex'), 60, '\n')),
  'UTF-16': plain((value) => Buffer.from(value, 'utf16le').toString('latin1')),
  coloured: (value, { roll, pick }) => {
    const bytes = utf8(value)
    const at = roll(bytes.length + 1)
    return { text: bytes.slice(0, at) + pick(['\x1b[1m', '\x1b[0m\x1b[31;1m', '\x1b[K', '\x1b[38;5;208m']) + bytes.slice(at), edge: 0 }
  },
}

export interface Leak {
  disguise: string
  /** Output as bytes: noise, the value in disguise, noise. */
  output: string
  /** What stands before and after that which gives the value away, in characters that are neither colour nor line break. */
  before: number
  after: number
  /** How much less may stay of it, because the value cannot be told apart from its neighbours there. */
  edge: number
}

export function randomLeak(secret: string, dice: Dice): Leak {
  const disguise = dice.pick(Object.keys(disguises))
  const { text, edge, around = [0, 0] } = (disguises[disguise] as Disguise)(secret, dice)
  const [left, right] = [noise(dice, 20), noise(dice, 20)]
  return { disguise, output: left + text + right, before: left.length + around[0], after: right.length + around[1], edge }
}

/** Cuts output into chunks: as a whole, into single bytes, or at random places. */
export function cut(output: string, { roll }: Dice): string[] {
  const kind = roll(24)
  if (kind < 6) return [output]
  if (kind === 6) return [...output]
  const chunks: string[] = []
  for (let at = 0; at < output.length; ) {
    const next = at + 1 + roll(kind < 12 ? 12 : 60)
    chunks.push(output.slice(at, next))
    at = next
  }
  return chunks
}

/** Without colours and line breaks. */
export function bare(output: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences begin with one
  return output.replace(/\x1b\[[\d;]*[A-Za-z]|[\r\n]/g, '')
}

export const sensitiveSet = (dice: Dice, name: (i: number) => string): Sensitive[] =>
  Array.from({ length: 1 + dice.roll(3) }, (_, i) => ({ name: name(i), value: randomSecret(dice) }))
