import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Sealed } from '../../schema/secrets.ts'
import { fingerprint, keyCheckOf, macKeyFor, masterKeyId, passesKeyCheck, SealBroken, type SealContext, seal, unseal } from './sealing.ts'

const key = randomBytes(32)
const context: SealContext = { purpose: 'secret-value', instanceId: 'i', companyId: 'c', subjectId: 's', version: 1 }
const sample = seal(key, 'key-1', context, Buffer.from('S3NTINEL-value'))

/** Every text that differs from the base64 given in one bit of what it decodes to. */
function flips(base64: string): string[] {
  const bytes = Buffer.from(base64, 'base64')
  return Array.from({ length: bytes.length * 8 }, (_, bit) => {
    const flipped = Buffer.from(bytes)
    flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7))
    return flipped.toString('base64')
  })
}

describe('seal and unseal', () => {
  it('give back what was sealed, whatever it is', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 5000 }), (bytes) => {
        const plaintext = Buffer.from(bytes)
        expect(unseal(key, context, seal(key, 'k', context, plaintext))).toEqual(plaintext)
      }),
    )
  })

  it('refuse every single-bit flip of nonce, ciphertext and tag', () => {
    const changed: Sealed[] = (['nonce', 'ciphertext', 'tag'] as const).flatMap((part) =>
      flips(sample[part]).map((text) => ({ ...sample, [part]: text })),
    )
    expect(changed).toHaveLength((12 + 14 + 16) * 8)
    for (const sealed of changed) expect(() => unseal(key, context, sealed)).toThrow(SealBroken)
  })

  it.each([15, 14, 13, 12, 8, 4, 1, 0])('refuse a tag cut to %d bytes', (length) => {
    const tag = Buffer.from(sample.tag, 'base64').subarray(0, length).toString('base64')
    expect(() => unseal(key, context, { ...sample, tag })).toThrow(SealBroken)
  })

  it('refuse every single-bit flip of the key’s name and of each part of the context', () => {
    const id = '0192f0c0-0000-7000-8000-00000000000'
    const full: SealContext = { purpose: 'secret-value', instanceId: `${id}1`, companyId: `${id}2`, subjectId: `${id}3`, version: 1234 }
    const sealed = seal(key, `${id}4`, full, Buffer.from('S3NTINEL-value'))
    expect(unseal(key, full, sealed).toString()).toBe('S3NTINEL-value')
    const texts = (text: string) =>
      flips(Buffer.from(text, 'latin1').toString('base64')).map((flip) => Buffer.from(flip, 'base64').toString('latin1'))
    for (const keyId of texts(sealed.keyId)) expect(() => unseal(key, full, { ...sealed, keyId })).toThrow(SealBroken)
    for (const part of ['purpose', 'instanceId', 'companyId', 'subjectId'] as const) {
      for (const text of texts(full[part])) expect(() => unseal(key, { ...full, [part]: text }, sealed)).toThrow(SealBroken)
    }
    for (let bit = 0; bit < 31; bit++) expect(() => unseal(key, { ...full, version: full.version ^ (1 << bit) }, sealed)).toThrow(SealBroken)
    for (const flip of flips(key.toString('base64'))) expect(() => unseal(Buffer.from(flip, 'base64'), full, sealed)).toThrow(SealBroken)
  })

  it('refuse every sealed value in the place of every other one: rows, companies, versions and installations swapped', () => {
    const places = ['i', 'j'].flatMap((instanceId) =>
      ['c', 'd'].flatMap((companyId) =>
        ['s', 't'].flatMap((subjectId) => [1, 2].map((version) => ({ ...context, instanceId, companyId, subjectId, version }))),
      ),
    )
    const sealed = places.map((place) => seal(key, 'k', place, Buffer.from('same')))
    for (const [from, one] of sealed.entries()) {
      for (const [to, place] of places.entries()) {
        if (from === to) expect(unseal(key, place, one).toString()).toBe('same')
        else expect(() => unseal(key, place, one)).toThrow(SealBroken)
      }
    }
  })

  it('refuse parts of one sealed value put into another', () => {
    const other = seal(key, 'key-1', context, Buffer.from('S3NTINEL-other'))
    for (const part of ['nonce', 'ciphertext', 'tag'] as const)
      expect(() => unseal(key, context, { ...sample, [part]: other[part] })).toThrow(SealBroken)
  })

  it('refuse another scheme, another key name, and base64 written in another way', () => {
    const variants = [
      { ...sample, scheme: 'wh2' as 'wh1' },
      { ...sample, keyId: 'key-2' },
      { ...sample, tag: sample.tag.replace(/=+$/, '') },
      { ...sample, tag: ` ${sample.tag}` },
      { ...sample, nonce: '' },
      { ...sample, ciphertext: '' },
      { ...sample, ciphertext: undefined as unknown as string },
    ]
    for (const sealed of variants) expect(() => unseal(key, context, sealed)).toThrow(SealBroken)
    expect(() => unseal(randomBytes(32), context, sample)).toThrow(SealBroken)
  })

  it('refuse every other place, and do not confuse parts that join to the same text', () => {
    const others: SealContext[] = [
      { ...context, purpose: 'data-key' },
      { ...context, instanceId: 'j' },
      { ...context, companyId: 'd' },
      { ...context, subjectId: 't' },
      { ...context, version: 2 },
      { ...context, companyId: 'cs', subjectId: '' },
      { ...context, instanceId: '', companyId: 'ic' },
    ]
    for (const other of others) expect(() => unseal(key, other, sample)).toThrow(SealBroken)
  })

  it('use a fresh nonce each time', () => {
    const nonces = Array.from({ length: 500 }, () => seal(key, 'k', context, Buffer.from('same')).nonce)
    expect(new Set(nonces).size).toBe(500)
  })

  it('say nothing but that the seal is broken', () => {
    const failure = (() => {
      try {
        return unseal(key, { ...context, version: 9 }, sample)
      } catch (error) {
        return error
      }
    })() as Error
    expect(failure.cause).toBeUndefined()
    expect(failure.message).toBe('A sealed value did not pass its integrity check.')
  })
})

describe('key checks and names', () => {
  it('recognise their key and no other', () => {
    const other = randomBytes(32)
    expect(passesKeyCheck(key, keyCheckOf(key))).toBe(true)
    expect(passesKeyCheck(other, keyCheckOf(key))).toBe(false)
    expect(passesKeyCheck(key, { ...keyCheckOf(key), mac: '' })).toBe(false)
    expect(masterKeyId(key)).toMatch(/^[0-9a-f]{16}$/)
    expect(masterKeyId(key)).not.toBe(masterKeyId(other))
    expect(JSON.stringify(keyCheckOf(key))).not.toContain(key.toString('base64').slice(0, 12))
  })
})

describe('fingerprint', () => {
  it('compares inside one company only', () => {
    const [ours, theirs] = ['a', 'b'].map((company) => macKeyFor('fingerprint', key, 'i', company)) as [Buffer, Buffer]
    expect(fingerprint(ours, Buffer.from('v'))).toMatch(/^[0-9a-f]{8}$/)
    expect(fingerprint(ours, Buffer.from('v'))).toBe(fingerprint(ours, Buffer.from('v')))
    expect(fingerprint(ours, Buffer.from('v'))).not.toBe(fingerprint(ours, Buffer.from('w')))
    expect(fingerprint(ours, Buffer.from('v'))).not.toBe(fingerprint(theirs, Buffer.from('v')))
  })
})
