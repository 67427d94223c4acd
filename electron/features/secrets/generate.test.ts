import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { alphabets, generateValue } from './generate.ts'

const names = Object.keys(alphabets) as Array<keyof typeof alphabets>

describe('a generated value', () => {
  it('has the length asked for, from the alphabet asked for alone', () => {
    fc.assert(
      fc.property(fc.integer({ min: 8, max: 256 }), fc.constantFrom(...names), (length, alphabet) => {
        const value = generateValue({ length, alphabet })
        expect(value).toHaveLength(length)
        expect([...value].every((character) => alphabets[alphabet].includes(character))).toBe(true)
      }),
    )
  })

  it('uses every character about equally often', () => {
    for (const alphabet of names) {
      const characters = alphabets[alphabet]
      expect(new Set(characters).size).toBe(characters.length)
      const expected = 2_000
      const counts = new Map([...characters].map((character) => [character, 0]))
      for (let drawn = 0; drawn < expected * characters.length; drawn += 250) {
        for (const character of generateValue({ length: 250, alphabet })) counts.set(character, (counts.get(character) ?? 0) + 1)
      }
      // Eight standard deviations: never by chance; taking a byte modulo 62 is off by a quarter and fails.
      for (const [character, count] of counts) expect(Math.abs(count - expected), character).toBeLessThan(8 * Math.sqrt(expected))
    }
  })

  it('never comes twice', () => {
    expect(new Set(Array.from({ length: 1000 }, () => generateValue({ length: 20, alphabet: 'hex' }))).size).toBe(1000)
  })
})
