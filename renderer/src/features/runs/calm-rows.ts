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

/** @param reading whether the rows must hold still; @param key what the rows are an answer to: another answer always shows at once */
export function useCalmRows<T extends { id: string }>(rows: readonly T[], reading: boolean, key: string): CalmRows<T> {
  const held = useRef<{ key: string; order: string[] }>({ key, order: [] })
  const take = () => {
    held.current = { key, order: rows.map((row) => row.id) }
  }
  if (!reading || held.current.key !== key || held.current.order.length === 0) take()
  const shown = inOrder(held.current.order, rows)
  held.current = { key, order: shown.rows.map((row) => row.id) }
  return { ...shown, settle: take }
}
