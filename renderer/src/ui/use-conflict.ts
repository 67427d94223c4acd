import { useEffect, useRef } from 'react'
import type { Draft } from './draft.ts'
import type { Difference, Pick } from './three-way.ts'

interface Conflicting<T extends object> {
  draft: Draft<T>
  /** What both sides changed since the edits started; only asked for while a newer version is there. */
  differences: () => Difference[]
  merge: (pick: Pick) => T
  /** The host refused a save because of a newer version. */
  refused: boolean
  /** Reads what is stored now. */
  reread: () => void
  /** Saves the edits on top of what is stored now. */
  resave: (value: T) => void
}

export interface Conflict<T> {
  /** What to decide about; null while nothing stands against a save. */
  differences: Difference[] | null
  /** Why saving has to wait; undefined when it need not. */
  blocked: string | undefined
  /** The edits on top of what is stored now. */
  merged: (pick: Pick) => T
}

/**
 * A newer version under edits. When it changed nothing that this form shows, the edits go on top of it by themselves;
 * else somebody has to decide.
 */
export function useConflict<T extends object>({ draft, differences, merge, refused, reread, resave }: Conflicting<T>): Conflict<T> {
  const found = draft.overtaken ? differences() : []
  const theirs = found.some(({ by }) => by !== 'mine')
  const silent = draft.overtaken && !theirs
  useEffect(() => {
    if (!silent) return
    const value = merge(() => 'mine')
    draft.rebase(value)
    // Somebody pressed Save, and nothing stands against it any more.
    if (refused) resave(value)
  })
  const unread = refused && !draft.overtaken
  const latest = useRef(reread)
  useEffect(() => {
    latest.current = reread
  })
  // Once for each refusal.
  useEffect(() => {
    if (unread) latest.current()
  }, [unread])
  return {
    differences: theirs ? found : null,
    blocked: theirs ? 'Decide above what happens to the newer version.' : undefined,
    merged: merge,
  }
}
