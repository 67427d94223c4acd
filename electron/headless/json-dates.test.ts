import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { withDates } from './json-dates.ts'
import { findProcedure } from './procedures.ts'

const at = new Date('2026-11-21T03:00:00.000Z')
const text = at.toISOString()

describe('withDates', () => {
  it('finds dates wherever a schema can hold them', () => {
    const schema = z.object({
      plain: z.date(),
      maybe: z.date().optional(),
      none: z.date().nullable(),
      list: z.array(z.object({ at: z.date() })),
      byName: z.record(z.string(), z.date()),
      either: z.union([z.int(), z.date()]),
      kind: z.discriminatedUnion('type', [z.object({ type: z.literal('a'), at: z.date() }), z.object({ type: z.literal('b'), at: z.string() })]),
      piped: z.date().transform((value) => value.getTime()),
      text: z.string(),
    })
    const json = {
      plain: text,
      none: null,
      list: [{ at: text }],
      byName: { x: text },
      either: text,
      kind: { type: 'b', at: text },
      piped: text,
      text,
    }
    const dates = { plain: at, none: null, list: [{ at }], byName: { x: at }, either: at, kind: { type: 'b', at: text }, piped: at, text }
    expect(withDates(schema, json)).toEqual(dates)
    expect(withDates(schema, { kind: { type: 'a', at: text } })).toEqual({ kind: { type: 'a', at } })
  })

  it('passes on what does not fit, for the host to refuse', () => {
    const schema = z.object({ at: z.date() })
    for (const value of [null, 7, 'x', [], { at: 'soon' }, { at: '2026-13' }, { at: 5 }, { more: text }])
      expect(withDates(schema, value)).toEqual(value)
  })

  it('gives back every date that JSON took away', () => {
    const schema = z.object({ dates: z.array(z.date().nullable()) })
    fc.assert(
      fc.property(fc.array(fc.option(fc.date({ noInvalidDate: true, min: new Date(0), max: new Date('9999-12-31') }))), (dates) => {
        expect(withDates(schema, JSON.parse(JSON.stringify({ dates })))).toEqual({ dates })
      }),
    )
  })

  it('serves the contract', () => {
    const preview = findProcedure('triggers.preview')
    expect(preview && withDates(preview.input, { cron: '* * * * *', from: text })).toEqual({ cron: '* * * * *', from: at })
  })
})
