import { type LucideIcon, X } from 'lucide-react'
import { type KeyboardEvent, useId } from 'react'
import type { Bulk } from './bulk.ts'
import { Button } from './button.tsx'
import { counted, figure } from './counted.ts'
import { IconButton } from './icon-button.tsx'
import { Kbd } from './kbd.tsx'
import { Tooltip } from './tooltip.tsx'

export interface BulkAction {
  /** The verb; the count of what it would do follows it. */
  label: string
  icon: LucideIcon
  eligible: number
  /** Why the rest would be skipped: "already disabled". */
  skips: string
  shortcut?: string
  onPress: () => void
}

export interface BulkBarProps {
  noun: string
  selected: number
  /** Offered while there are rows that were not read yet. */
  more?: { total: number; busy: boolean; onSelectAll: () => void } | undefined
  actions: readonly BulkAction[]
  bulk: Bulk
  offlineReason?: string | undefined
  onClear: () => void
}

/** "11 selected, 9 eligible, 2 skipped: already disabled" */
export function eligibleWords(selected: number, eligible: number, why: string): string {
  const skipped = selected - eligible
  return `${figure(selected)} selected, ${figure(eligible)} eligible${skipped > 0 ? `, ${figure(skipped)} skipped: ${why}` : ''}`
}

/** What can be done to the selected rows of a list. Place it below the list: rows above it stay where they are. */
export function BulkBar(props: BulkBarProps) {
  return props.selected > 0 || props.bulk.progress ? <OpenBar {...props} /> : null
}

function OpenBar({ noun, selected, more, actions, bulk, offlineReason, onClear }: BulkBarProps) {
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || event.defaultPrevented) return
    event.preventDefault()
    onClear()
  }
  return (
    <section
      aria-label={`Selected ${noun}s`}
      onKeyDown={onKeyDown}
      className="flex min-h-11 shrink-0 flex-wrap items-center gap-2 border-t border-line bg-selected px-6 py-2"
    >
      <span role="status" className="mr-2 font-medium whitespace-nowrap tabular-nums">
        {bulk.progress
          ? `${bulk.progress.doing} ${figure(bulk.progress.done)} of ${counted(bulk.progress.of, noun)}`
          : `${figure(selected)} selected`}
      </span>
      {bulk.progress ? (
        <Button onClick={bulk.stop}>Stop</Button>
      ) : (
        <>
          {actions.map((action) => (
            <ActionButton key={action.label} action={action} selected={selected} offlineReason={offlineReason} />
          ))}
          {more && (
            <Button variant="ghost" busy={more.busy} onClick={more.onSelectAll}>
              Select all {counted(more.total, noun)}
            </Button>
          )}
          <IconButton size="md" icon={X} label="Clear the selection" shortcut="esc" onClick={onClear} />
        </>
      )}
    </section>
  )
}

function ActionButton({ action, selected, offlineReason }: { action: BulkAction; selected: number; offlineReason: string | undefined }) {
  const id = useId()
  const { label, icon, eligible, skips, shortcut, onPress } = action
  const none = eligible === 0 ? `None of the ${figure(selected)} selected: ${skips}.` : undefined
  const disabledReason = offlineReason ?? none
  const words = eligibleWords(selected, eligible, skips)
  const button = (
    <Button icon={icon} disabledReason={disabledReason} onClick={onPress} {...(disabledReason ? {} : { 'aria-describedby': id })}>
      {label} {figure(eligible)}
      {shortcut && <Kbd keys={shortcut} />}
    </Button>
  )
  if (disabledReason) return button
  return (
    <>
      <Tooltip text={words}>{button}</Tooltip>
      <span id={id} hidden>
        {words}
      </span>
    </>
  )
}
