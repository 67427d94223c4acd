/** How the rows of a diff are laid out: long unchanged stretches folded away, and sides paired for the split view. */
import type { DiffRow } from './line-diff.ts'

export type DiffItem =
  /** `change` counts the changed places from 0; null in between. Unified has the row on the side it belongs to. */
  { kind: 'line'; left: DiffRow | null; right: DiffRow | null; change: number | null } | { kind: 'fold'; at: number; count: number }

/** Unchanged lines that stay in sight on either side of a change. */
const CONTEXT = 3
/** Fewer hidden lines than this are not worth a fold. */
const SHORTEST_FOLD = 4

/** Lays rows out; `open` holds the folds, by their place, that a person opened. */
export function layOut(rows: readonly DiffRow[], split: boolean, open: ReadonlySet<number>): { items: DiffItem[]; changes: number } {
  const items: DiffItem[] = []
  let changes = 0
  let at = 0
  while (at < rows.length) {
    const end = endOfStretch(rows, at)
    const stretch = rows.slice(at, end)
    if (stretch[0]?.kind === 'same') items.push(...unchanged(stretch, at, at === 0, end === rows.length, open))
    else items.push(...changed(stretch, split, changes++))
    at = end
  }
  return { items, changes }
}

function endOfStretch(rows: readonly DiffRow[], from: number): number {
  const same = rows[from]?.kind === 'same'
  let end = from
  while (end < rows.length && (rows[end]?.kind === 'same') === same) end++
  return end
}

function unchanged(stretch: DiffRow[], at: number, first: boolean, last: boolean, open: ReadonlySet<number>): DiffItem[] {
  const line = (row: DiffRow): DiffItem => ({ kind: 'line', left: row, right: row, change: null })
  const head = first ? 0 : CONTEXT
  const tail = last ? 0 : CONTEXT
  const count = stretch.length - head - tail
  if (count < SHORTEST_FOLD || open.has(at)) return stretch.map(line)
  return [...stretch.slice(0, head).map(line), { kind: 'fold', at, count }, ...stretch.slice(stretch.length - tail).map(line)]
}

function changed(stretch: DiffRow[], split: boolean, change: number): DiffItem[] {
  const left = stretch.filter(({ kind }) => kind === 'removed')
  const right = stretch.filter(({ kind }) => kind === 'added')
  if (!split) {
    return [
      ...left.map((row): DiffItem => ({ kind: 'line', left: row, right: null, change })),
      ...right.map((row): DiffItem => ({ kind: 'line', left: null, right: row, change })),
    ]
  }
  return Array.from({ length: Math.max(left.length, right.length) }, (_, i) => ({
    kind: 'line',
    left: left[i] ?? null,
    right: right[i] ?? null,
    change,
  }))
}
