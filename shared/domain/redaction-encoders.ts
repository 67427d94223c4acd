/**
 * The ways programs write a text down. Every one answers a byte string: one UTF-16 unit per byte, so that output which
 * is not valid UTF-8 passes through a redactor unharmed.
 */

// Both exist in Node and in every browser, but not in the libraries this folder is compiled against.
declare const TextEncoder: new () => { encode(text: string): Uint8Array }
declare const TextDecoder: new (label: 'utf-8') => { decode(bytes: Uint8Array): string }

/** A way of writing a value. What it makes of the beginning of a value is the beginning of what it makes of the whole. */
export type Encoder = (text: string, bytes: string) => string

const standardAlphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
const urlAlphabet = `${standardAlphabet.slice(0, 62)}-_`

/** What URL encoders leave as it is besides letters and digits: RFC 3986, Python's quote, encodeURIComponent, HTML forms. */
const unescapedInUrls = ['-._~', '-._~/', "-_.!~*'()", '*-._']

/** UTF-8 bytes of a text as a byte string. */
export function toByteString(text: string): string {
  if (isAscii(text)) return text
  const bytes = new TextEncoder().encode(text)
  let out = ''
  // In slices, because the arguments of one call must fit on the stack.
  for (let i = 0; i < bytes.length; i += 8192) out += String.fromCharCode(...bytes.subarray(i, i + 8192))
  return out
}

/** The text whose UTF-8 bytes these are; malformed sequences become U+FFFD. */
export function fromByteString(bytes: string): string {
  if (isAscii(bytes)) return bytes
  return new TextDecoder('utf-8').decode(Uint8Array.from(bytes, (unit) => unit.charCodeAt(0)))
}

function isAscii(text: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: what is asked for is all of ASCII
  return /^[\x00-\x7f]*$/.test(text)
}

/** Encoders that have something to do for this text: a token of letters and digits looks the same in most of them. */
export function encodersFor(text: string): readonly Encoder[] {
  return /^[A-Za-z0-9._-]+$/.test(text) ? denseEncoders : allEncoders
}

/** The same for a long text, each way of writing it once. */
export function distinctEncodersFor(text: string): readonly Encoder[] {
  const letters = text.charAt(0) + [...new Set(text)].join('')
  const bytes = toByteString(letters)
  // Those that write letter by letter: what they make of each letter says what they make of all.
  const distinct = new Map([...textEncoders, ...urlEncoders].map((encode) => [encode(letters, bytes), encode]))
  distinct.delete(bytes)
  return [...denseEncoders, ...distinct.values()]
}

type Rewrite = (text: string) => string

const unit = (char: string) => char.charCodeAt(0).toString(16).padStart(4, '0')
const json: Rewrite = (text) => JSON.stringify(text).slice(1, -1)
const slashed: Rewrite = (text) => text.replaceAll('/', '\\/')
const ascii: Rewrite = (text) => text.replace(/[\u007f-\uffff]/g, (char) => `\\u${unit(char)}`)
const safeForHtml: Rewrite = (text) => text.replace(/[<>&\u2028\u2029]/g, (char) => `\\u${unit(char)}`)

/** JSON as JavaScript, PHP (without and with its flag for Unicode), Python, Go, Gson and .NET write it. */
const jsonWriters: Rewrite[] = [
  json,
  (text) => slashed(json(text)),
  (text) => slashed(ascii(json(text))),
  (text) => ascii(json(text)),
  (text) => safeForHtml(json(text)),
  (text) => safeForHtml(json(text)).replace(/[=']/g, (char) => `\\u${unit(char)}`),
  (text) =>
    json(text.replaceAll('"', '\uffff')).replace(/[\u007f-\uffff<>&'+`]/g, (char) => `\\u${char === '\uffff' ? '0022' : unit(char).toUpperCase()}`),
]

/** In quotes of one kind (the shell's own, Python's), of the other, as `$'…'`, and with backslashes as `printf %q` sets them. */
const shellWriters: Rewrite[] = [
  (text) => text.replaceAll("'", "'\\''"),
  (text) => text.replaceAll("'", `'"'"'`),
  (text) => text.replace(/[$`"\\]/g, '\\$&'),
  (text) => text.replace(/[$`"\\!]/g, '\\$&'),
  (text) => text.replace(/[\\'\p{Cc}]/gu, (char) => dollarEscapes[char] ?? char),
  (text) => text.replace(/[\s'"\\|&;()<>!{}*[\]?^$`,]|^[#~]/g, '\\$&'),
  (text) => text.replace(/[\s'"\\|&;()<>!{}*[\]?^$`]|^[#~]/g, '\\$&'),
]
const dollarEscapes: Record<string, string> = {
  '\\': '\\\\',
  "'": "\\'",
  '\x07': '\\a',
  '\b': '\\b',
  '\t': '\\t',
  '\n': '\\n',
  '\v': '\\v',
  '\f': '\\f',
  '\r': '\\r',
  '\x1b': '\\E',
}

/** As text, and as the attributes of the usual libraries. */
const htmlWriters: Rewrite[] = [
  ['"', "'"],
  ['&quot;', "'"],
  ['&quot;', '&#39;'],
  ['&quot;', '&#039;'],
  ['&quot;', '&#x27;'],
  ['&quot;', '&apos;'],
  ['&#34;', '&#39;'],
].map(([double = '', single = '']): Rewrite => {
  const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': double, "'": single }
  return (text) => text.replace(/[&<>"']/g, (char) => escapes[char] ?? char)
})

const textEncoders = [
  ...jsonWriters,
  ...jsonWriters.map(
    (write): Rewrite =>
      (text) =>
        json(write(text)),
  ),
  ...shellWriters,
  ...htmlWriters,
].map(
  (write): Encoder =>
    (text) =>
      toByteString(write(text)),
)

/** What each byte becomes in a URL, for every way of encoding one. Made once: there are sixteen, and values run to 64 KiB. */
const urlEncoders = unescapedInUrls.flatMap((kept) =>
  ['%20', '+'].flatMap((space) =>
    [hex, (byte: string) => hex(byte).toUpperCase()].map((digits) => byteEncoder((byte) => urlEscape(byte, kept, space, digits))),
  ),
)

function urlEscape(byte: string, kept: string, space: string, digits: (byte: string) => string): string {
  if (byte === ' ') return space
  return /[A-Za-z0-9]/.test(byte) || kept.includes(byte) ? byte : `%${digits(byte)}`
}

/** Base64 at each of the three places a value can have inside a longer text, without the edge characters that depend on its neighbours, and by itself. */
const base64Encoders: Encoder[] = [standardAlphabet, urlAlphabet].flatMap((alphabet) => [
  ...[0, 1, 2].map(
    (shift): Encoder =>
      (_text, bytes) =>
        base64('\0'.repeat(shift) + bytes, alphabet).slice([0, 2, 3][shift], Math.floor(((shift + bytes.length) * 8) / 6)),
  ),
  (_text, bytes) => base64(bytes, alphabet),
  (_text, bytes) => {
    const whole = base64(bytes, alphabet)
    return whole + '='.repeat((4 - (whole.length % 4)) % 4)
  },
])

/** Hexadecimal in a row and with what dumps put between the bytes, and the two-byte letters of Windows. */
const hexEncoders: Encoder[] = ['', ':', ' '].flatMap((between) =>
  [hex, (byte: string) => hex(byte).toUpperCase()].map((digits): Encoder => {
    const encode = byteEncoder((byte) => digits(byte) + between)
    return (text, bytes) => {
      const all = encode(text, bytes)
      return between === '' ? all : all.slice(0, -1)
    }
  }),
)
const utf16: Encoder = (text) => {
  let out = ''
  for (let i = 0; i < text.length; i++) out += String.fromCharCode(text.charCodeAt(i) & 255, text.charCodeAt(i) >> 8)
  return out
}

const raw: Encoder = (_text, bytes) => bytes
const denseEncoders = [raw, ...base64Encoders, ...hexEncoders, utf16]
const allEncoders = [...denseEncoders, ...textEncoders, ...urlEncoders]

/** Writes byte for byte from a table. */
function byteEncoder(each: (byte: string) => string): Encoder {
  const table = Array.from({ length: 256 }, (_, code) => each(String.fromCharCode(code)))
  return (_text, bytes) => {
    let out = ''
    for (let i = 0; i < bytes.length; i++) out += table[bytes.charCodeAt(i)] ?? ''
    return out
  }
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
