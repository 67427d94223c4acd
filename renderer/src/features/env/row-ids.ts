import { useMemo, useRef } from 'react'

export interface RowIds {
  readonly list: readonly string[]
  /** Makes an id for a row about to appear at this place. */
  insert(at: number): string
  remove(at: number): void
}

/**
 * Ids that stay with the rows of a list without ids of its own, so that typing keeps its focus while keys are renamed.
 * A list replaced from outside (reload, discard) gets new ids where it is longer and loses the last where shorter.
 * The same object for as long as the component lives.
 */
export function useRowIds(length: number): RowIds {
  const ids = useRef<string[]>([])
  const next = useRef(0)
  const rows = useMemo<RowIds>(() => {
    const make = () => `row-${next.current++}`
    return {
      get list() {
        return ids.current
      },
      insert(at) {
        const id = make()
        ids.current.splice(at, 0, id)
        return id
      },
      remove(at) {
        ids.current.splice(at, 1)
      },
    }
  }, [])
  while (ids.current.length < length) rows.insert(ids.current.length)
  if (ids.current.length > length) ids.current.length = length
  return rows
}
