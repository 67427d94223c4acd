/** Edits against a newer stored version: what each side changed since the version that the edits started from, and both laid together. */

export type Side = 'mine' | 'theirs'

/** One field, or one key, that differs from the common start on at least one side. Texts are safe to show; empty for what is not set. */
export interface Difference {
  id: string
  label: string
  base: string
  mine: string
  theirs: string
  by: Side | 'both'
}

/** Which side to take where both changed the same. */
export type Pick = (id: string) => Side

/** How a form calls its fields and writes their values. Fields that are not named here take no part. */
export type FieldTexts<T> = { readonly [K in keyof T]?: { label: string; text: (value: T[K]) => string } }

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b)

/** Who changed it: null when nobody did, or both came to the same. */
export function changedBy(unchangedByMe: boolean, unchangedByThem: boolean, equal: boolean): Difference['by'] | null {
  if (equal || (unchangedByMe && unchangedByThem)) return null
  if (unchangedByMe) return 'theirs'
  return unchangedByThem ? 'mine' : 'both'
}

export function fieldDifferences<T extends object>(base: T, mine: T, theirs: T, texts: FieldTexts<T>): Difference[] {
  return (Object.keys(texts) as (keyof T & string)[]).flatMap((id) => {
    const field = texts[id]
    const by = changedBy(same(base[id], mine[id]), same(base[id], theirs[id]), same(mine[id], theirs[id]))
    if (!field || !by) return []
    return [{ id, label: field.label, base: field.text(base[id]), mine: field.text(mine[id]), theirs: field.text(theirs[id]), by }]
  })
}

/** Theirs with what I changed on top; where both changed a field, the side that was picked. */
export function mergeFields<T extends object>(base: T, mine: T, theirs: T, texts: FieldTexts<T>, pick: Pick): T {
  const merged = { ...theirs }
  for (const id of Object.keys(texts) as (keyof T & string)[]) {
    if (same(base[id], mine[id])) continue
    if (same(base[id], theirs[id]) || pick(id) === 'mine') merged[id] = mine[id]
  }
  return merged
}
