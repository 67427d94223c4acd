import { describe, expect, it } from 'vitest'
import { parseKey } from './key-file.ts'

describe('parseKey', () => {
  const key = Buffer.from(Array.from({ length: 32 }, (_, i) => 250 - i))
  it.each([
    ['base64', key.toString('base64')],
    ['base64 with a line feed', `${key.toString('base64')}\r\n`],
    ['base64url', key.toString('base64url')],
    ['hex', key.toString('hex')],
    ['HEX', `${key.toString('hex').toUpperCase()}\n`],
  ])('reads %s', (_, text) => {
    expect(parseKey(Buffer.from(text))).toEqual(key)
  })

  it('reads raw bytes and raw characters', () => {
    expect(parseKey(key)).toEqual(key)
    const characters = 'thirty-two characters, no more!!'
    expect(parseKey(Buffer.from(`${characters}\n`))).toEqual(Buffer.from(characters))
    const blanks = Buffer.concat([Buffer.from(' \n'), key.subarray(0, 28), Buffer.from('\n ')])
    expect(parseKey(blanks)).toEqual(blanks)
  })
})
