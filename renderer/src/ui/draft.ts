/** Edits of one stored thing, kept apart from it until they are saved. */
import { useState } from 'react'

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b)

export interface Draft<T> {
  value: T
  /** What is stored as far as this form knows: the value it was loaded from. */
  base: T
  dirty: boolean
  /** The stored thing changed while there were edits here: saving would replace that change. */
  overtaken: boolean
  edit: (patch: Partial<T>) => void
  /** Puts edits on top of what is stored now: from then on that is what they are compared with. */
  rebase: (value: T) => void
  /** Drops the edits and shows what is stored now. */
  discard: () => void
  /** Takes what was just stored as the new base. */
  accept: (stored: T) => void
}

/** Follows `stored` while nothing is edited; keeps the edits and says so when it changes under them. */
export function useDraft<T extends object>(stored: T): Draft<T> {
  const [state, setState] = useState({ base: stored, value: stored })
  const dirty = !same(state.base, state.value)
  const moved = !same(state.base, stored)
  if (moved && !dirty) setState({ base: stored, value: stored })
  return {
    ...state,
    dirty,
    overtaken: moved && dirty,
    edit: (patch) => setState((now) => ({ ...now, value: { ...now.value, ...patch } })),
    rebase: (value) => setState({ base: stored, value }),
    discard: () => setState({ base: stored, value: stored }),
    accept: (next) => setState({ base: next, value: next }),
  }
}
