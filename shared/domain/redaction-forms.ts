/**
 * The ways a secret value shows up in output. Everything here is a byte string: one UTF-16 unit per byte, so that
 * output which is not valid UTF-8 passes through a redactor unharmed.
 */

// Both exist in Node and in every browser, but not in the libraries this folder is compiled against.
declare const TextEncoder: new () => { encode(text: string): Uint8Array }
declare const TextDecoder: new (label: 'utf-8') => { decode(bytes: Uint8Array): string }

/** Whole values shorter than this many characters are not masked: they would blot out ordinary words. */
const shortestValue = 4
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

/** Every byte string that gives a value away; empty when the value is too short to mask. */
export function formsOf(value: string): Set<string> {
  const forms = new Set<string>()
  if (tooShortToMask(value)) return forms
  // Shells drop the line feed that a pasted value ends with, so its trimmed self is as much of a secret.
  for (const text of new Set([value, value.trim()])) {
    for (const escaped of textForms(text)) forms.add(toByteString(escaped))
    const bytes = toByteString(text)
    for (const encoded of [...base64Forms(bytes), ...urlForms(bytes), ...hexForms(bytes)]) forms.add(encoded)
  }
  for (const line of value.split(/[\r\n]+/).map((part) => part.trim())) {
    // Armour such as "-----BEGIN CERTIFICATE-----" is in public files too and tells nothing.
    if (line.length >= shortestLine && !/^-----[A-Z0-9 ]+-----$/.test(line)) forms.add(toByteString(line))
  }
  return forms
}

/** Raw, JSON once and twice, JSON kept to ASCII as Python writes it, and inside single quotes of a shell. */
function textForms(text: string): string[] {
  const json = JSON.stringify(text).slice(1, -1)
  const ascii = json.replace(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
  return [text, json, JSON.stringify(json).slice(1, -1), ascii, text.replaceAll("'", "'\\''")]
}

/**
 * Base64 of the value at each of the three places it can have inside a longer text, without the edge characters that
 * depend on its neighbours; by itself, with padding; and broken into lines.
 */
function base64Forms(bytes: string): string[] {
  const forms: string[] = []
  for (const alphabet of [standardAlphabet, urlAlphabet]) {
    for (const shift of [0, 1, 2]) {
      const encoded = base64('\0'.repeat(shift) + bytes, alphabet)
      forms.push(encoded.slice([0, 2, 3][shift], Math.floor(((shift + bytes.length) * 8) / 6)))
    }
    const whole = base64(bytes, alphabet)
    forms.push(whole, whole + '='.repeat((4 - (whole.length % 4)) % 4))
    for (const columns of base64Columns) {
      for (const lineBreak of ['\n', '\r\n']) forms.push(whole.match(new RegExp(`.{1,${columns}}`, 'g'))?.join(lineBreak) ?? whole)
    }
  }
  return forms
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

function urlForms(bytes: string): string[] {
  return urlEscapes.map((escapes) => {
    let out = ''
    for (let i = 0; i < bytes.length; i++) out += escapes[bytes.charCodeAt(i)]
    return out
  })
}

function hexForms(bytes: string): string[] {
  const lower = Array.from(bytes, hex).join('')
  return [lower, lower.toUpperCase()]
}

function hex(byte: string): string {
  return byte.charCodeAt(0).toString(16).padStart(2, '0')
}
