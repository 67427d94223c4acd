import { ArrowUpRight, ChevronDown, Pin, PinOff, Trash2, X } from 'lucide-react'
import type { ReactElement } from 'react'
import type { Secret } from '#shared/contract/secrets.ts'
import { Button } from '../../ui/button.tsx'
import { figure } from '../../ui/counted.ts'
import { IconButton } from '../../ui/icon-button.tsx'
import { Menu } from '../../ui/menu.tsx'
import { type BulkChange, canMove, pin, setVisibility, unpin } from './env-bulk.ts'
import type { EnvEntry } from './row-props.ts'
import { visibilities, visibilityWords } from './visibility.ts'

interface EnvBulkBarProps {
  entries: readonly EnvEntry[]
  secrets: readonly Secret[]
  onChange: (change: BulkChange) => void
  onDelete: () => void
  /** Absent where there is no layer to move to. */
  onMove: (() => void) | undefined
  onClear: () => void
}

/** What can be done to the selected keys, each with how many of them it applies to. */
export function EnvBulkBar({ entries, secrets, onChange, onDelete, onMove, onClear }: EnvBulkBarProps): ReactElement | null {
  if (entries.length === 0) return null
  const fits = (change: BulkChange) => entries.filter((entry) => change(entry) !== null).length
  const pinning = pin(secrets)
  const movable = entries.filter(canMove).length
  const none = (count: number, why: string) => (count === 0 ? `None of the ${figure(entries.length)} selected: ${why}.` : undefined)
  return (
    <section aria-label="Selected keys" className="sticky bottom-0 z-2 flex min-h-11 flex-wrap items-center gap-2 rounded-card bg-selected px-3 py-2">
      <span role="status" className="mr-1 font-medium tabular-nums">
        {figure(entries.length)} selected
      </span>
      <Button icon={Pin} disabledReason={none(fits(pinning), 'no secret follows the latest version')} onClick={() => onChange(pinning)}>
        Pin {fits(pinning)}
      </Button>
      <Button icon={PinOff} disabledReason={none(fits(unpin), 'no secret is pinned')} onClick={() => onChange(unpin)}>
        Unpin {fits(unpin)}
      </Button>
      <Menu
        trigger={<Button icon={ChevronDown}>Visibility</Button>}
        items={visibilities.map((visibility) => {
          const change = setVisibility(visibility)
          return {
            label: visibilityWords[visibility],
            detail: `${fits(change)} of ${entries.length}`,
            disabledReason: fits(change) === 0 ? 'Secrets have none, and a hidden value needs a new one to be shown.' : undefined,
            onSelect: () => onChange(change),
          }
        })}
      />
      {onMove && (
        <Button icon={ArrowUpRight} disabledReason={none(movable, 'hidden values stay where they are stored')} onClick={onMove}>
          Move {movable}
        </Button>
      )}
      <Button icon={Trash2} onClick={onDelete}>
        Remove {figure(entries.length)}
      </Button>
      <IconButton size="md" icon={X} label="Clear the selection" onClick={onClear} className="ml-auto" />
    </section>
  )
}
