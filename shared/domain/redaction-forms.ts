/**
 * The ways a secret value shows up in output. Everything here is a byte string: one UTF-16 unit per byte, so that
 * output which is not valid UTF-8 passes through a redactor unharmed.
 */

// Both exist in Node and in every browser, but not in the libraries this folder is compiled against.
declare const TextEncoder: new () => { encode(text: string): Uint8Array }
declare const TextDecoder: new (label: 'utf-8') => { decode(bytes: Uint8Array): string }

/** Whole values shorter than this many characters are not masked: they would blot out ordinary words. */
const shortestValue = 4
/** Characters of the beginning that a long value is found by, at least. */
const shortestBeginning = 64
/** A line of a longer value is looked for by itself from this length on. */
const shortestLine = 8

const standardAlphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
const urlAlphabet = `${standardAlphabet.slice(0, 62)}-_`
/** Columns at which `base64` (coreutils) and PEM writers break their lines. */
const base64Columns = [76, 64]

/** What URL encoders leave as it is besides letters and digits: RFC 3986, Python's quote, encodeURIComponent, HTML forms. */
const unescapedInUrls = ['-._~', '-._~/', "-_.!~*'()", '*-._']

/** What each byte becomes in a URL, for every way of encoding one. Made once: there are sixteen, and values run to 64 KiB. */
const urlEscapes = unescapedInUrls.flatMap((kept) =>
  ['%20', '+'].flatMap((space) =>
    [hex, (byte: string) => hex(byte).toUpperCase()].map((digits) =>
      Array.from({ length: 256 }, (_, code) => {
        const byte = String.fromCharCode(code)
        if (byte === ' ') return space
        return /[A-Za-z0-9]/.test(byte) || kept.includes(byte) ? byte : `%${digits(byte)}`
      }),
    ),
  ),
)

/** Says whether a value is too short to be masked in output; whoever saves it should be told. */
export function tooShortToMask(value: string): boolean {
  return value.trim().length < shortestValue
}

/** UTF-8 bytes of a text as a byte string. */
export function toByteString(text: string): string {
  const bytes = new TextEncoder().encode(text)
  let out = ''
  // In slices, because the arguments of one call must fit on the stack.
  for (let i = 0; i < bytes.length; i += 8192) out += String.fromCharCode(...bytes.subarray(i, i + 8192))
  return out
}

/** The text whose UTF-8 bytes these are; malformed sequences become U+FFFD. */
export function fromByteString(bytes: string): string {
  return new TextDecoder('utf-8').decode(Uint8Array.from(bytes, (unit) => unit.charCodeAt(0)))
}

/** A way of writing a value. What it makes of the beginning of a value is the beginning of what it makes of the whole. */
type Encoder = (text: string, bytes: string) => string

/** Every byte string that gives a value away; empty when the value is too short to mask. */
export function formsOf(value: string): Set<string> {
  const forms = new Set(linesOf(value))
  // Shells drop the line feed that a pasted value ends with, so its trimmed self is as much of a secret.
  for (const text of writtenAs(value)) {
    const bytes = toByteString(text)
    for (const encode of encoders) forms.add(encode(text, bytes))
  }
  return forms
}

/** A form of a long value: how it begins, and the whole of it once it is needed. */
export interface LongForm {
  head: string
  whole(): string
}

/**
 * The same forms of a value that is long, all but its lines as a beginning only: written out, those of a hundred large
 * certificates would fill hundreds of megabytes, of which output seldom asks for any. Null when no beginning stands for
 * its value because it comes again in it.
 */
export function longFormsOf(value: string): LongForm[] | null {
  const forms: LongForm[] = []
  for (const text of writtenAs(value)) {
    const beginning = uniqueBeginning(text)
    if (beginning === null) return null
    const bytes = toByteString(beginning)
    // Base64 writes three bytes together.
    const threes = bytes.slice(0, bytes.length - (bytes.length % 3))
    for (const encode of encoders) forms.push({ head: encode(beginning, threes), whole: () => encode(text, toByteString(text)) })
  }
  return forms
}

/** Lines that give a value of several lines away. */
export function linesOf(value: string): string[] {
  if (tooShortToMask(value)) return []
  return (
    value
      .split(/[\r\n]+/)
      .map((line) => line.trim())
      // Armour such as "-----BEGIN CERTIFICATE-----" is in public files too and tells nothing.
      .filter((line) => line.length >= shortestLine && !/^-----[A-Z0-9 ]+-----$/.test(line))
      .map(toByteString)
  )
}

function writtenAs(value: string): Set<string> {
  return new Set(tooShortToMask(value) ? [] : [value, value.trim()])
}

/** The shortest beginning, of a few sizes, that does not come again later. */
function uniqueBeginning(text: string): string | null {
  for (let length = shortestBeginning; length < text.length / 2; length *= 2) {
    // Never half of a surrogate pair, which no encoding could write.
    const beginning = text.slice(0, text.charCodeAt(length - 1) >> 10 === 0x36 ? length + 1 : length)
    if (text.indexOf(beginning, 1) < 0) return beginning
  }
  return null
}

/** Raw, JSON once and twice, JSON kept to ASCII as Python writes it, and inside single quotes of a shell. */
const textEncoders: Encoder[] = [
  toByteString,
  (text) => toByteString(json(text)),
  (text) => toByteString(json(json(text))),
  (text) => json(text).replace(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`),
  (text) => toByteString(text.replaceAll("'", "'\\''")),
]

/**
 * Base64 of the value at each of the three places it can have inside a longer text, without the edge characters that
 * depend on its neighbours; by itself, with padding; and broken into lines.
 */
const base64Encoders: Encoder[] = [standardAlphabet, urlAlphabet].flatMap((alphabet) => [
  ...[0, 1, 2].map(
    (shift): Encoder =>
      (_text, bytes) => {
        const encoded = base64('\0'.repeat(shift) + bytes, alphabet)
        return encoded.slice([0, 2, 3][shift], Math.floor(((shift + bytes.length) * 8) / 6))
      },
  ),
  (_text, bytes) => base64(bytes, alphabet),
  (_text, bytes) => {
    const whole = base64(bytes, alphabet)
    return whole + '='.repeat((4 - (whole.length % 4)) % 4)
  },
  ...base64Columns.flatMap((columns) =>
    ['\n', '\r\n'].map(
      (lineBreak): Encoder =>
        (_text, bytes) => {
          const whole = base64(bytes, alphabet)
          return whole.match(new RegExp(`.{1,${columns}}`, 'g'))?.join(lineBreak) ?? whole
        },
    ),
  ),
])

const byteEncoders = [
  ...urlEscapes.map((escapes) => (byte: string) => escapes[byte.charCodeAt(0)] ?? ''),
  hex,
  (byte: string) => hex(byte).toUpperCase(),
].map(
  (each): Encoder =>
    (_text, bytes) =>
      Array.from(bytes, each).join(''),
)

const encoders: Encoder[] = [...textEncoders, ...base64Encoders, ...byteEncoders]

function json(text: string): string {
  return JSON.stringify(text).slice(1, -1)
}

function base64(bytes: string, alphabet: string): string {
  let out = ''
  for (let i = 0; i < bytes.length; i += 3) {
    const left = bytes.length - i
    const group = (bytes.charCodeAt(i) << 16) | (left > 1 ? bytes.charCodeAt(i + 1) << 8 : 0) | (left > 2 ? bytes.charCodeAt(i + 2) : 0)
    for (let digit = 0; digit < Math.min(4, left + 1); digit++) out += alphabet[(group >> (18 - 6 * digit)) & 63]
  }
  return out
}

function hex(byte: string): string {
  return byte.charCodeAt(0).toString(16).padStart(2, '0')
}
