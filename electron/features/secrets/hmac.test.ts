import { createHmac, randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { hmacSha256 } from './hmac.ts'

const bytes = (max: number) => fc.uint8Array({ maxLength: max }).map((array) => Buffer.from(array))

test('gives what Node gives, for every key of at most a block and every message', () => {
  fc.assert(
    fc.property(bytes(64), bytes(300), (key, message) => {
      expect(hmacSha256(key, message)).toEqual(createHmac('sha256', key).update(message).digest())
    }),
    { numRuns: 1_000 },
  )
  const [key, long] = [randomBytes(32), randomBytes(200_000)]
  // A second time, with its pads at hand.
  for (let times = 0; times < 2; times += 1) expect(hmacSha256(key, long)).toEqual(createHmac('sha256', key).update(long).digest())
})

test('case 1 and 2 of RFC 4231', () => {
  expect(hmacSha256(Buffer.alloc(20, 0x0b), Buffer.from('Hi There')).toString('hex')).toBe(
    'b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7',
  )
  expect(hmacSha256(Buffer.from('Jefe'), Buffer.from('what do ya want for nothing?')).toString('hex')).toBe(
    '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
  )
})

test('takes no key that is longer than a block', () => {
  expect(() => hmacSha256(randomBytes(65), Buffer.alloc(0))).toThrow('longer than a block')
})
