import { useState } from 'react'
import { Dialog } from '../ui/dialog.tsx'
import { Kbd } from '../ui/kbd.tsx'
import { type Shortcut, useShortcutRegistry } from '../ui/shortcuts.ts'
import { TextField } from '../ui/text-field.tsx'

/** Keys the grid obeys by itself: they belong to whichever list has the focus. */
const listKeys: readonly Pick<Shortcut, 'keys' | 'label'>[] = [
  { keys: 'j', label: 'Next row' },
  { keys: 'k', label: 'Previous row' },
  { keys: 'enter', label: 'Open the row' },
  { keys: 'space', label: 'Peek at the row' },
  { keys: 'x', label: 'Select the row' },
  { keys: 'shift+down', label: 'Select down to the next row' },
  { keys: 'shift+x', label: 'Select up to the row' },
  { keys: 'mod+a', label: 'Select every row' },
  { keys: 'esc', label: 'Close the peek, clear the selection' },
  { keys: 'shift+f10', label: 'Menu of the row' },
]

/** The shortcuts of the page in view, searchable. */
export function ShortcutSheet({ onClose }: { onClose: () => void }) {
  const [query, setQuery] = useState('')
  const { shortcuts, singleKeys } = useShortcutRegistry()
  const groups = new Map<string, Pick<Shortcut, 'keys' | 'label'>[]>([
    ['This page', []],
    ['Lists', [...listKeys]],
  ])
  for (const shortcut of shortcuts) {
    const group = groups.get(shortcut.group) ?? []
    if (!group.some((other) => other.keys === shortcut.keys)) groups.set(shortcut.group, [...group, shortcut])
  }
  const matches = ({ label, keys }: Pick<Shortcut, 'keys' | 'label'>) => `${label} ${keys}`.toLowerCase().includes(query.toLowerCase())
  const shown = [...groups].map(([name, all]) => [name, all.filter(matches)] as const).filter(([, all]) => all.length > 0)
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title="Keyboard shortcuts" size="md">
      <TextField label="Find a shortcut" hideLabel placeholder="Find a shortcut" value={query} onChange={setQuery} autoFocus />
      {!singleKeys && (
        <p className="mt-3 text-muted">
          Single-key shortcuts are switched off in Settings; only combinations such as <Kbd keys="mod+k" /> work.
        </p>
      )}
      <div className="mt-4 columns-2 gap-8">
        {shown.map(([name, all]) => (
          <section key={name} aria-label={name} className="mb-5 break-inside-avoid">
            <h3 className="mb-1 text-sm font-medium text-muted">{name}</h3>
            <ul>
              {all.map(({ keys, label }) => (
                <li key={keys} className="flex min-h-7 items-center justify-between gap-4 border-b border-line last:border-b-0">
                  <span className="min-w-0 truncate">{label}</span>
                  <span className="shrink-0">
                    <Kbd keys={keys} />
                  </span>
                </li>
              ))}
            </ul>
          </section>
        ))}
      </div>
      {shown.length === 0 && <p className="mt-4 text-muted">No shortcut matches “{query}”.</p>}
    </Dialog>
  )
}
