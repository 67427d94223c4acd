/** Keeps rows where they are while a person is reading them, and counts what came in meanwhile. */
import { useRef } from 'react'

export interface CalmRows<T> {
  rows: T[]
  /** Rows held back until they are asked for. */
  fresh: number
  /** Shows everything in its present order. */
  settle: () => void
}

/** Orders `rows` as they were in `order`: known rows with fresh contents, rows read below them added, new ones left out. */
export function inOrder<T extends { id: string }>(order: readonly string[], rows: readonly T[]): { rows: T[]; fresh: number } {
  const byId = new Map(rows.map((row) => [row.id, row]))
  const known = new Set(order)
  const kept = order.flatMap((id) => byId.get(id) ?? [])
  const lastKnown = rows.findLastIndex((row) => known.has(row.id))
  const below = rows.slice(lastKnown + 1)
  return { rows: [...kept, ...below], fresh: rows.length - kept.length - below.length }
}

interface Held<T> {
  key: string
  order: string[]
  /** What the last answer was made from: the same rows give the same answer, so that nothing is sorted or drawn anew. */
  from: readonly T[]
  shown: { rows: T[]; fresh: number }
}

/** @param reading whether the rows must hold still; @param key what the rows are an answer to: another answer always shows at once */
export function useCalmRows<T extends { id: string }>(rows: readonly T[], reading: boolean, key: string): CalmRows<T> {
  const held = useRef<Held<T>>({ key, order: [], from: [], shown: { rows: [], fresh: 0 } })
  const hold = (order: readonly string[]) => {
    const shown = inOrder(order, rows)
    held.current = { key, order: shown.rows.map((row) => row.id), from: rows, shown }
  }
  const settle = () => hold(rows.map((row) => row.id))
  const { current } = held
  if (current.key !== key || current.order.length === 0 || (!reading && (current.from !== rows || current.shown.fresh > 0))) settle()
  else if (current.from !== rows) hold(current.order)
  return { ...held.current.shown, settle }
}
