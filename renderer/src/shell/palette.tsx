import { Dialog as Base } from '@base-ui/react/dialog'
import clsx from 'clsx'
import { type KeyboardEvent, useDeferredValue, useEffect, useId, useMemo, useRef, useState } from 'react'
import { Kbd } from '../ui/kbd.tsx'
import { type PaletteEntry, usePaletteEntries } from './palette-entries.ts'

/** Search and commands: type to narrow, arrows to choose, Enter to go. */
export function Palette({ onClose }: { onClose: () => void }) {
  const [query, setQuery] = useState('')
  const entries = usePaletteEntries(useDeferredValue(query))
  const [active, setActive] = useState(0)
  const id = useId()
  const list = useRef<HTMLDivElement>(null)
  const current = Math.min(active, Math.max(0, entries.length - 1))
  useEffect(() => {
    list.current?.querySelector(`[id="${id}-${current}"]`)?.scrollIntoView({ block: 'nearest' })
  }, [id, current])

  const run = (entry: PaletteEntry | undefined) => {
    if (!entry) return
    onClose()
    entry.run()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const last = entries.length - 1
    if (event.nativeEvent.isComposing) return
    if (event.key === 'ArrowDown') setActive(current >= last ? 0 : current + 1)
    else if (event.key === 'ArrowUp') setActive(current <= 0 ? last : current - 1)
    else if (event.key === 'Enter') run(entries[current])
    else return
    event.preventDefault()
  }

  return (
    <Base.Root open onOpenChange={(open) => !open && onClose()}>
      <Base.Portal>
        <Base.Backdrop className="fixed inset-0 z-40 bg-scrim" />
        <Base.Popup
          aria-label="Search and commands"
          className="fixed top-[12vh] left-1/2 z-40 flex max-h-[64vh] w-150 max-w-[calc(100vw-3rem)] -translate-x-1/2 flex-col overflow-hidden rounded-dialog bg-surface shadow-overlay outline-none forced-colors:border"
        >
          <input
            role="combobox"
            aria-expanded
            aria-controls={`${id}-list`}
            aria-activedescendant={entries.length > 0 ? `${id}-${current}` : undefined}
            aria-label="Search or run a command"
            placeholder="Search or run a command"
            autoComplete="off"
            spellCheck={false}
            value={query}
            onChange={(event) => {
              setQuery(event.target.value)
              setActive(0)
            }}
            onKeyDown={onKeyDown}
            className="h-11 shrink-0 border-b border-line bg-transparent px-4 text-md outline-none placeholder:text-faint"
          />
          <div ref={list} id={`${id}-list`} role="listbox" aria-label="Results" className="min-h-0 overflow-y-auto p-1.5">
            <Groups entries={entries} current={current} id={id} onHover={setActive} onRun={run} />
          </div>
          {entries.length === 0 && (
            <p role="status" className="px-4 pb-4 text-muted">
              Nothing matches “{query}”.
            </p>
          )}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  )
}

interface GroupsProps {
  entries: readonly PaletteEntry[]
  current: number
  id: string
  onHover: (index: number) => void
  onRun: (entry: PaletteEntry) => void
}

function Groups({ entries, current, id, onHover, onRun }: GroupsProps) {
  const groups = useMemo(
    () => [
      ...Map.groupBy(
        entries.map((entry, index) => ({ entry, index })),
        ({ entry }) => entry.group,
      ),
    ],
    [entries],
  )
  return groups.map(([group, members]) => (
    <div key={group} role="group" aria-label={group}>
      <p aria-hidden className="px-2 pt-2 pb-1 text-xs font-medium text-faint">
        {group}
      </p>
      {members.map(({ entry, index }) => {
        const Icon = entry.icon
        return (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the input above handles the keys of the listbox
          <div
            key={entry.id}
            id={`${id}-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === current}
            onClick={() => onRun(entry)}
            onPointerMove={() => index !== current && onHover(index)}
            className={clsx(
              'flex h-8 items-center gap-2.5 rounded-control px-2 select-none',
              index === current && 'bg-selected contrast:outline-1 forced-colors:bg-[Highlight] forced-colors:text-[HighlightText]',
            )}
          >
            <Icon aria-hidden className="size-4 shrink-0 text-muted" strokeWidth={1.5} />
            <span className="truncate">{entry.label}</span> {entry.detail && <span className="truncate text-sm text-muted">{entry.detail}</span>}
            {entry.shortcut && (
              <span className="ml-auto pl-3">
                <Kbd keys={entry.shortcut} />
              </span>
            )}
          </div>
        )
      })}
    </div>
  ))
}
