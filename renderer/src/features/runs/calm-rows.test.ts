import { describe, expect, it } from 'vitest'
import { inOrder } from './calm-rows.ts'

const rows = (...ids: string[]) => ids.map((id) => ({ id, at: Math.random() }))

describe('calm rows', () => {
  it('holds new rows back and counts them', () => {
    const now = rows('d', 'c', 'b', 'a')
    expect(inOrder(['b', 'a'], now)).toEqual({ rows: [now[2], now[3]], fresh: 2 })
  })

  it('keeps the order on screen when a run moves from the pinned ones to its place', () => {
    const now = rows('c', 'a', 'b')
    expect(inOrder(['a', 'b', 'c'], now).rows.map((row) => row.id)).toEqual(['a', 'b', 'c'])
  })

  it('adds what was read further down and drops what is gone', () => {
    const now = rows('b', 'a', 'older', 'oldest')
    expect(inOrder(['gone', 'b', 'a'], now)).toEqual({ rows: now, fresh: 0 })
  })
})
