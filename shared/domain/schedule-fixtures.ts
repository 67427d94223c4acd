/** Random cron expressions of every kind that the reader takes, for property tests. */
import fc from 'fast-check'

const number = (min: number, max: number) => fc.integer({ min, max }).map(String)
const range = (min: number, max: number) =>
  fc.tuple(fc.integer({ min, max }), fc.integer({ min, max })).map(([a, b]) => `${Math.min(a, b)}-${Math.max(a, b)}`)
const step = (min: number, max: number) => fc.integer({ min: 1, max: max - min + 1 })

function field(min: number, max: number) {
  const item = fc.oneof(
    number(min, max),
    range(min, max),
    fc.tuple(range(min, max), step(min, max)).map(([span, n]) => `${span}/${n}`),
  )
  return fc.oneof(
    { weight: 3, arbitrary: fc.constant('*') },
    { weight: 2, arbitrary: step(min, max).map((n) => `*/${n}`) },
    { weight: 5, arbitrary: fc.array(item, { minLength: 1, maxLength: 3 }).map((items) => items.join(',')) },
  )
}

const dayOfMonth = fc.oneof({ weight: 5, arbitrary: field(1, 31) }, fc.constantFrom('?', 'L', 'LW', '1,L', '15W', '31W'))
const month = fc.oneof({ weight: 5, arbitrary: field(1, 12) }, fc.constantFrom('JAN', 'feb,MAR', 'JUN-AUG'))
const dayOfWeek = fc.oneof(
  { weight: 5, arbitrary: field(0, 6) },
  fc.constantFrom('?', '7', 'MON', 'MON-FRI', 'FRI-SUN', '5L', 'FRI#2', '7#1', '1#1,5#3', 'SUN#L'),
)

export const fiveFields = fc.tuple(field(0, 59), field(0, 23), dayOfMonth, month, dayOfWeek).map((fields) => fields.join(' '))

export const cronExpressions = fc.oneof(
  { weight: 4, arbitrary: fiveFields },
  fc.tuple(field(0, 59), fiveFields).map(([second, rest]) => `${second} ${rest}`),
)
