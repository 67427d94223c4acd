/** The edits of one layer by its rows: adding, changing, removing with Undo, and where the focus goes. */
import { useEffect, useMemo, useRef, useState } from 'react'
import type { Env } from '#shared/contract/env.ts'
import { counted } from '../../ui/counted.ts'
import { toast } from '../../ui/toast.tsx'
import type { BulkChange } from './env-bulk.ts'
import { useRowIds } from './row-ids.ts'
import type { EnvEntry } from './row-props.ts'

interface Edited {
  value: Env
  onChange: (env: Env) => void
  /** What a removal means for the next run, as a sentence. */
  missed: (keys: readonly string[]) => string
}

export function useEnvEdits(edited: Edited) {
  const latest = useRef(edited)
  latest.current = edited
  const root = useRef<HTMLDivElement>(null)
  const focusOn = useRef<string | null>(null)
  const ids = useRowIds(edited.value.length)
  const [selected, setSelected] = useState<ReadonlySet<string>>(none)

  useEffect(() => {
    const row = focusOn.current
    if (row === null) return
    focusOn.current = null
    root.current?.querySelector<HTMLElement>(`[data-row="${row}"] input:not([type=checkbox]), [data-row="${row}"] button`)?.focus()
  })

  const verbs = useMemo(() => {
    const put = (env: Env) => latest.current.onChange(env)
    const at = (id: string) => ids.list.indexOf(id)
    const putBack = (removed: readonly { place: number; entry: EnvEntry }[]) => {
      let env = latest.current.value
      for (const { place, entry } of removed) {
        const index = Math.min(place, env.length)
        focusOn.current = ids.insert(index)
        env = env.toSpliced(index, 0, entry)
      }
      put(env)
    }
    const take = (gone: ReadonlySet<string>) => {
      const { value, missed } = latest.current
      const removed = value.flatMap((entry, place) => (gone.has(ids.list[place] ?? '') ? [{ place, entry }] : []))
      for (const { place } of removed.toReversed()) ids.remove(place)
      focusOn.current = ids.list[Math.min(removed[0]?.place ?? 0, ids.list.length - 1)] ?? 'add'
      put(value.filter((_, place) => !removed.some((one) => one.place === place)))
      const keys = removed.map(({ entry }) => entry.key).filter((key) => key !== '')
      const what = keys.length === 1 ? keys[0] : counted(keys.length, 'key')
      if (keys.length > 0) toast.done(`Removed ${what}. ${missed(keys)}`.trim(), { undo: () => putBack(removed) })
    }
    return {
      entry: (id: string) => latest.current.value[at(id)],
      add: (entry: EnvEntry) => {
        focusOn.current = ids.insert(latest.current.value.length)
        put([...latest.current.value, entry])
      },
      change: (id: string, entry: EnvEntry) => {
        const index = at(id)
        if (index !== -1) put(latest.current.value.map((old, place) => (place === index ? entry : old)))
      },
      remove: (id: string) => take(new Set([id])),
      removeAll: (gone: ReadonlySet<string>) => {
        take(gone)
        setSelected(none)
      },
      /** Changes those of the rows that it applies to. */
      changeAll: (rows: ReadonlySet<string>, change: BulkChange) =>
        put(latest.current.value.map((entry, place) => (rows.has(ids.list[place] ?? '') ? (change(entry) ?? entry) : entry))),
      replace: (env: Env) => {
        setSelected(none)
        put(env)
      },
      select: (id: string, on: boolean) => setSelected((now) => (on ? new Set([...now, id]) : new Set([...now].filter((one) => one !== id)))),
      selectAll: (all: ReadonlySet<string>) => setSelected(all),
      focus: (row: string) => {
        focusOn.current = row
        setSelected((now) => new Set(now))
      },
    }
  }, [ids])
  return { root, ids: ids.list, selected, ...verbs }
}

const none: ReadonlySet<string> = new Set()
