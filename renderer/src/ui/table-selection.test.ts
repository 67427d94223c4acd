import fc from 'fast-check'
import { expect, it } from 'vitest'
import { withRange } from './table-selection.ts'

const rows = Array.from({ length: 30 }, (_, n) => ({ id: `${n}` }))
const place = fc.integer({ min: 0, max: 29 })

it('a range holds both ends, everything between, what was there before, and nothing else', () => {
  fc.assert(
    fc.property(place, place, fc.uniqueArray(place), (from, to, before) => {
      const base = new Set(before.map(String))
      const got = withRange(rows, base, `${from}`, `${to}`)
      for (const [at, { id }] of rows.entries()) {
        const between = at >= Math.min(from, to) && at <= Math.max(from, to)
        expect(got.has(id)).toBe(between || base.has(id))
      }
    }),
  )
})

it('changes nothing when one end is not in the list any more', () => {
  const base = new Set(['3'])
  expect(withRange(rows, base, 'gone', '5')).toBe(base)
  expect(withRange(rows, base, '5', 'gone')).toBe(base)
})
