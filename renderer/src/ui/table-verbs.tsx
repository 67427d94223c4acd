import type { RefObject } from 'react'
import { useShortcut } from './shortcuts.ts'
import { indexOf } from './table-active.ts'

/** A key that acts on rows: on the selection, or without one on the row that has the focus. */
export interface RowVerb<T> {
  keys: string
  /** As the shortcut sheet and the palette list it: "Run now". */
  label: string
  run: (rows: readonly T[]) => void
}

interface RowVerbsProps<T> {
  verbs: readonly RowVerb<T>[]
  sorted: readonly { id: string; original: T }[]
  selected: ReadonlySet<string> | undefined
  scroller: RefObject<HTMLDivElement | null>
}

/** Offers the verbs of a grid's rows to the keyboard. */
export function RowVerbs<T>({ verbs, sorted, selected, scroller }: RowVerbsProps<T>) {
  const targets = () => {
    if (selected && selected.size > 0) return sorted.filter(({ id }) => selected.has(id)).map(({ original }) => original)
    const focused = document.activeElement
    const index = focused && scroller.current?.contains(focused) ? indexOf(focused) : null
    const row = index === null ? undefined : sorted[index]
    return row ? [row.original] : []
  }
  return verbs.map((verb) => <VerbKey key={verb.keys} verb={verb} targets={targets} />)
}

function VerbKey<T>({ verb, targets }: { verb: RowVerb<T>; targets: () => readonly T[] }) {
  useShortcut(verb.keys, verb.label, () => {
    const rows = targets()
    if (rows.length > 0) verb.run(rows)
  })
  return null
}
