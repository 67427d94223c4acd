import { X } from 'lucide-react'
import type { KeyboardEvent, ReactNode } from 'react'
import { Button } from './button.tsx'
import { IconButton } from './icon-button.tsx'
import { Kbd } from './kbd.tsx'

interface PeekPanelProps {
  /** What is looked at: "Nightly report". */
  label: string
  onOpen: (() => void) | undefined
  /** Gives the focus back to the row. */
  onClose: () => void
  children: ReactNode
}

/** The facts of the active row beside its list; beneath it where the list would get too narrow. Not a dialog: the list goes on working. */
export function PeekPanel({ label, onOpen, onClose, children }: PeekPanelProps) {
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || event.defaultPrevented) return
    event.preventDefault()
    onClose()
  }
  return (
    <aside
      aria-label={`Peek: ${label}`}
      onKeyDown={onKeyDown}
      className="flex h-3/5 min-h-0 shrink-0 flex-col border-t border-line bg-surface @6xl:h-auto @6xl:w-90 @6xl:border-t-0 @6xl:border-l"
    >
      <header className="flex shrink-0 items-center gap-2 border-b border-line py-1.5 pr-2 pl-4">
        <h2 className="min-w-0 flex-1 truncate text-md font-semibold">
          <span role="status">{label}</span>
        </h2>
        {onOpen && (
          <Button size="sm" onClick={onOpen}>
            Open <Kbd keys="enter" />
          </Button>
        )}
        <IconButton icon={X} label="Close the peek" shortcut="esc" onClick={onClose} />
      </header>
      <div className="flex min-h-0 flex-1 flex-col gap-5 overflow-y-auto px-4 py-4 @max-6xl:flex-row @max-6xl:flex-wrap @max-6xl:gap-x-8">
        {children}
      </div>
    </aside>
  )
}
