import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRedactor, fromByteString, redactText, type Sensitive, toByteString, tooShortToMask, tooShortToMaskSentence } from './redaction.ts'
import { formsOf } from './redaction-forms.ts'

const markers = /\u00e2\u0080\u00b9secret [^\u00e2]*\u00e2\u0080\u00ba/

function redact(chunks: string[], sensitive: Sensitive[]) {
  const redactor = createRedactor(sensitive)
  const out = chunks.map((chunk) => redactor.push(chunk)).join('') + redactor.end()
  return { out, count: redactor.count }
}

function cut(bytes: string, points: number[]): string[] {
  const at = [...new Set(points.map((point) => point % (bytes.length + 1)))].sort((a, b) => a - b)
  return [...at, bytes.length].map((end, i) => bytes.slice(i === 0 ? 0 : at[i - 1], end))
}

/** The encodings again, by other means than the code under test. */
const encodings: Record<string, (value: string) => string> = {
  raw: toByteString,
  json: (value) => toByteString(JSON.stringify({ value })),
  'json twice': (value) => toByteString(JSON.stringify(JSON.stringify([value]))),
  base64: (value) => Buffer.from(value).toString('base64'),
  'base64, 1 byte in': (value) => Buffer.from(`:${value}`).toString('base64'),
  'base64, 2 bytes in': (value) => Buffer.from(`u:${value}@host`).toString('base64'),
  base64url: (value) => Buffer.from(value).toString('base64url'),
  'base64url, 1 byte in': (value) => Buffer.from(`:${value}?`).toString('base64url'),
  'base64 in lines of 76': (value) =>
    (
      Buffer.from(value)
        .toString('base64')
        .match(/.{1,76}/g) ?? []
    ).join('\n'),
  url: (value) => encodeURIComponent(value),
  'url, lower hex': (value) => encodeURIComponent(value).replace(/%../g, (code) => code.toLowerCase()),
  form: (value) => new URLSearchParams({ v: value }).toString(),
  hex: (value) => Buffer.from(value).toString('hex'),
  HEX: (value) => Buffer.from(value).toString('hex').toUpperCase(),
}

const value = fc
  .oneof(
    fc.string({ minLength: 4, maxLength: 40, unit: 'grapheme-ascii' }),
    fc.string({ minLength: 4, maxLength: 30, unit: 'grapheme' }),
    fc.string({ minLength: 60, maxLength: 400, unit: 'grapheme-ascii' }),
    fc.array(fc.string({ minLength: 8, maxLength: 90, unit: 'grapheme-ascii' }), { minLength: 2, maxLength: 6 }).map((lines) => lines.join('\n')),
    fc.tuple(fc.constantFrom('a', 'ab', 'aab '), fc.integer({ min: 20, max: 200 })).map(([unit, times]) => unit.repeat(times)),
  )
  .filter((text) => text.isWellFormed() && !tooShortToMask(text))
// A name that no generated value can be part of, so that the replacement itself never counts as a leak.
const secrets = fc.array(value, { minLength: 1, maxLength: 4 }).map((values) => values.map((text, i) => ({ name: `\u00b6${i}`, value: text })))
const cuts = fc.array(fc.nat(5000), { maxLength: 12 })
/** Upper-case binary noise around a secret: none of the forms can come about in it by chance. */
const noise = fc.array(fc.integer({ min: 0xc0, max: 0xdf }), { maxLength: 30 }).map((bytes) => String.fromCharCode(...bytes))

function leaks(out: string, sensitive: Sensitive[]): string[] {
  const rest = out.split(markers)
  return sensitive.flatMap(({ value: secret }) => [...formsOf(secret)].filter((form) => rest.some((part) => part.includes(form))))
}

describe('createRedactor', () => {
  it('lets no form of a secret through, however it is encoded and cut', () => {
    const pieces = fc.array(fc.tuple(fc.nat(3), fc.constantFrom(...Object.keys(encodings)), noise), { minLength: 1, maxLength: 5 })
    fc.assert(
      fc.property(secrets, pieces, cuts, (sensitive, chosen, points) => {
        const output = chosen
          .map(([which, encoding, around]) => around + (encodings[encoding]?.(sensitive[which % sensitive.length]?.value ?? '') ?? ''))
          .join('')
        const { out, count } = redact(cut(output, points), sensitive)
        expect(leaks(out, sensitive)).toEqual([])
        expect(count).toBeGreaterThanOrEqual(1)
        expect(out.split(markers).length - 1).toBe(count)
      }),
      { numRuns: 800 },
    )
  })

  it('answers the same however the output is cut', () => {
    fc.assert(
      fc.property(secrets, fc.array(fc.tuple(noise, fc.nat(3), fc.nat(400), fc.nat(400))), cuts, (sensitive, parts, points) => {
        const output = parts
          .map(
            ([around, which, from, length]) =>
              around + toByteString(sensitive[which % sensitive.length]?.value ?? '').slice(from % 50, from + length),
          )
          .join('')
        const whole = redact([output], sensitive)
        const pieces = redact(cut(output, points), sensitive)
        expect(pieces.out.replaceAll(/\u00b6\d/g, '')).toBe(whole.out.replaceAll(/\u00b6\d/g, ''))
        expect(pieces.count).toBe(whole.count)
        expect(redact([...output], sensitive).count).toBe(whole.count)
      }),
    )
  })

  it('passes output without secrets unchanged, invalid UTF-8 included', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), cuts, (bytes, points) => {
        const output = String.fromCharCode(...bytes)
        expect(redact(cut(output, points), [{ name: 'n', value: 'a value that noise cannot make' }])).toEqual({ out: output, count: 0 })
      }),
    )
  })

  it('counts each place once and keeps everything around it', () => {
    fc.assert(
      fc.property(secrets, fc.array(noise, { minLength: 1, maxLength: 6 }), cuts, (sensitive, between, points) => {
        const secret = sensitive[0] ?? { name: '', value: '' }
        const parts = between.map((part) => `${part}\xdf`)
        const { out, count } = redact(cut(parts.join(toByteString(secret.value)), points), [secret])
        expect(count).toBe(parts.length - 1)
        expect(out.split(markers)).toEqual(parts)
      }),
    )
  })

  it('masks a long value completely, and a value of one repeated letter in linear time', () => {
    const long = Array.from({ length: 8192 }, (_, i) => String.fromCharCode(33 + ((i * i + 7 * i) % 90)))
      .join('')
      .slice(0, 65_000)
    const { out, count } = redact(cut(`<${long}>`, [1, 70, 71, 4000, 8000]), [{ name: 'long', value: long }])
    expect(fromByteString(out)).toBe('<‹secret long›>')
    expect(count).toBe(1)
    const letters = 'a'.repeat(65_536)
    expect(fromByteString(redact([letters.slice(0, 40_000), letters, letters], [{ name: 'letters', value: letters }]).out)).toBe('‹secret letters›')
  })

  it('lets no form of a long value through, however it is encoded and cut', () => {
    const long = fc
      .array(fc.string({ minLength: 100, maxLength: 400, unit: 'grapheme' }), { minLength: 20, maxLength: 30 })
      .map((parts) => parts.join(''))
    fc.assert(
      fc.property(long, fc.constantFrom(...Object.keys(encodings)), noise, cuts, (secret, encoding, around, points) => {
        const sensitive = [{ name: '\u00b6', value: secret }]
        const output = around + (encodings[encoding]?.(secret) ?? '') + around
        const { out, count } = redact(cut(output, points), sensitive)
        const rest = out.split(markers)
        expect(count).toBeGreaterThanOrEqual(1)
        // What is left belongs to the wrapping, such as the quotes around JSON or the digits that a neighbour shares.
        expect(rest.join('').length).toBeLessThan(2 * around.length + 24)
      }),
      { numRuns: 60 },
    )
  })

  it('is ready at once and stays small for a hundred values of the greatest length', () => {
    const sensitive = Array.from({ length: 100 }, (_, i) => ({ name: `n${i}`, value: randomBytes(49_152).toString('base64') }))
    const started = performance.now()
    const redactor = createRedactor(sensitive)
    expect(performance.now() - started).toBeLessThan(3_000)
    expect(redactor.push(Buffer.from(sensitive[99]?.value ?? '').toString('base64')) + redactor.end()).toBe(toByteString('‹secret n99›'))
  })

  it('prefers the longest match', () => {
    const sensitive = [
      { name: 'short', value: 'sword' },
      { name: 'long', value: 'passwordfish' },
    ]
    expect(fromByteString(redact(['a pass', 'word', 'fish, a sword'], sensitive).out)).toBe('a ‹secret long›, a ‹secret short›')
    expect(fromByteString(redact(['a passwordfis', 'c'], sensitive).out)).toBe('a pas‹secret short›fisc')
  })

  it('holds back only what may be the beginning of a secret', () => {
    const redactor = createRedactor([{ name: 'key', value: 'hunter2hunter3' }])
    expect(redactor.push('done\n')).toBe('done\n')
    expect(redactor.push('hunter2hunt')).toBe('')
    expect(redactor.push('ress')).toBe('hunter2huntress')
    expect(redactor.push('x hunter2hunter3')).toBe(`x ${toByteString('‹secret key›')}`)
    expect(redactor.push('hunter')).toBe('')
    expect(redactor.end()).toBe('hunter')
    expect(redactor.count).toBe(1)
  })

  it('looks for the lines of a multi-line value, armour excepted, and for the value without its last line feed', () => {
    const sensitive = [
      { name: 'pem', value: '-----BEGIN KEY-----\nMIIEvQIBADANBgkq\r\n  hkiG9w0BAQEF\nshort\n-----END KEY-----\n' },
      { name: 'pin', value: 'w0rd5\n' },
    ]
    expect(redactText('-----BEGIN KEY-----, MIIEvQIBADANBgkq, hkiG9w0BAQEF, short, w0rd5', sensitive)).toBe(
      '-----BEGIN KEY-----, ‹secret pem›, ‹secret pem›, short, ‹secret pin›',
    )
  })

  it('knows what other languages print', () => {
    const sensitive = [{ name: 'k', value: "pä'ss/w <o>" }]
    const python = ['"p\\u00e4\'ss/w <o>"', 'p%C3%A4%27ss/w%20%3Co%3E', 'p%C3%A4%27ss%2Fw+%3Co%3E', "'pä'\\''ss/w <o>'"]
    expect(python.map((text) => redactText(text, sensitive))).toEqual(['"‹secret k›"', '‹secret k›', '‹secret k›', "'‹secret k›'"])
  })

  it('finds a value under colours and keeps them, each once, however it is cut', () => {
    const sensitive = [{ name: 'k', value: 'correct-horse-battery' }]
    const output = 'a correct\x1b[1m-ho\x1b[0mrse-batt\x1b[2mery b \x1b[3mcorrect-horse\x1b[0m'
    const masked = 'a ‹secret k›\x1b[1m\x1b[0m\x1b[2m b \x1b[3mcorrect-horse\x1b[0m'
    for (const chunks of [[output], [...output]]) expect(fromByteString(redact(chunks, sensitive).out)).toBe(masked)
    // What a terminal would take for the end of a colour may be the beginning of a value.
    expect(redactText('\x1b[correct-horse-battery', sensitive)).toBe('\x1b[‹secret k›')
  })

  it('finds a value in wrapped base64, wherever the line breaks, and leaves other wrapped text as it is', () => {
    const sensitive = [{ name: 'k', value: 'correct-horse-battery' }]
    for (let before = 0; before < 160; before += 1) {
      const encoded = Buffer.from(`${'x'.repeat(before)}correct-horse-battery${'y'.repeat(40)}`).toString('base64')
      const output = encoded.replaceAll(/.{76}/g, '$&\r\n')
      expect(redact([output], sensitive).count).toBe(1)
    }
    const other = `${'eHh4'.repeat(19)}\r\n${'eHh4'.repeat(19)}\n`
    expect(redact([...other], sensitive)).toEqual({ out: other, count: 0 })
  })

  it('looks for the leaves of JSON and for passwords in addresses and pairs', () => {
    const masks = (value: string, text: string) => redactText(text, [{ name: 'k', value }])
    const json = JSON.stringify({ project: 'reports-prod', login: { password: 'foobar', user: 'ada' } })
    expect(masks(json, 'foobar, reports-prod, ada')).toBe('‹secret k›, ‹secret k›, ada')
    expect(masks('postgres://app:p%40ss-word@db:5432/main', 'p@ss-word p%40ss-word app db main')).toBe('‹secret k› ‹secret k› app db main')
    expect(masks('ada:open-sesame', 'ada open-sesame')).toBe('ada ‹secret k›')
    expect(masks('Server=db;User=app;Password=open-sesame;', 'db app open-sesame')).toBe('db app ‹secret k›')
    expect(masks('localhost:5432', 'port 5432')).toBe('port 5432')
  })
})

describe('redactText', () => {
  it('leaves text without secrets as the very same text', () => {
    expect(redactText('\ud800 lone, ‹quotes›', [{ name: 'k', value: 'absent' }])).toBe('\ud800 lone, ‹quotes›')
    expect(redactText('nothing to hide', [])).toBe('nothing to hide')
  })

  it('masks in Unicode text', () => {
    expect(redactText('Schlüssel: geheimnisvoll™.', [{ name: 'ü', value: 'geheimnisvoll™' }])).toBe('Schlüssel: ‹secret ü›.')
  })
})

describe('tooShortToMask', () => {
  it('lets through what would blot out ordinary words', () => {
    expect(['', 'abc', ' abc\n', '    '].map(tooShortToMask)).toEqual([true, true, true, true])
    expect(tooShortToMask('abcd')).toBe(false)
    expect(redactText('abc abcd', [{ name: 'a', value: 'abc' }])).toBe('abc abcd')
    expect(tooShortToMaskSentence).toMatch(/^Values of fewer than 4 characters are not masked/)
  })
})
