import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { decrypt, encrypt, SealBroken } from './sealing.ts'

interface Vector {
  tcId: number
  comment: string
  key: string
  iv: string
  aad: string
  msg: string
  ct: string
  tag: string
  result: 'valid' | 'invalid'
}

const { tests } = JSON.parse(readFileSync(join(import.meta.dirname, 'fixtures/wycheproof-aes-256-gcm.json'), 'utf8')) as { tests: Vector[] }
const hex = (text: string) => Buffer.from(text, 'hex')

it('has the whole subset: 39 that must open and 27 that must not', () => {
  expect(tests.map(({ result }) => result).sort()).toEqual([...Array(27).fill('invalid'), ...Array(39).fill('valid')])
})

it.each(tests.map((vector) => [vector.tcId, vector.result, vector.comment, vector] as const))(
  'vector %d is %s (%s)',
  (_id, result, _comment, vector) => {
    const [key, nonce, associated] = [hex(vector.key), hex(vector.iv), hex(vector.aad)]
    const sealed = { ciphertext: hex(vector.ct), tag: hex(vector.tag) }
    const open = () => decrypt(key, nonce, associated, sealed)
    if (result === 'invalid') return expect(open).toThrow(SealBroken)
    expect(open()).toEqual(hex(vector.msg))
    expect(encrypt(key, nonce, associated, hex(vector.msg))).toEqual(sealed)
  },
)
