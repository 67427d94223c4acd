/** Unsaved edits that wait while another tab of the same thing is looked at: what they are, and what can be done about them. */
import { useEffect, useRef } from 'react'
import { create } from 'zustand'

export interface Unsaved {
  /** Which form they are in. */
  form: string
  /** What was edited, in words a person knows: names of fields or keys. */
  what: readonly string[]
  busy: boolean
  saveDisabledReason: string | undefined
  save: () => void
  discard: () => void
}

const useStore = create<{ waiting: Unsaved | null }>(() => ({ waiting: null }))

/** The edits that wait somewhere on this page; null when there are none. */
export function useUnsaved(): Unsaved | null {
  return useStore((state) => state.waiting)
}

/** Makes edits known to other tabs until they are saved or discarded. */
export function useAnnounceUnsaved({ form, what, busy, saveDisabledReason, save, discard }: Unsaved) {
  const latest = useRef({ save, discard })
  useEffect(() => {
    latest.current = { save, discard }
  })
  const list = what.join('\n')
  useEffect(() => {
    useStore.setState({
      waiting: {
        ...{ form, what: list.split('\n'), busy, saveDisabledReason },
        save: () => latest.current.save(),
        discard: () => latest.current.discard(),
      },
    })
  }, [form, list, busy, saveDisabledReason])
  useEffect(() => () => useStore.setState(({ waiting }) => ({ waiting: waiting?.form === form ? null : waiting })), [form])
}
