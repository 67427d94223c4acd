import { useBlocker } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { Button } from './button.tsx'
import { ConfirmDialog } from './confirm.tsx'
import { Kbd } from './kbd.tsx'
import { useShortcut } from './shortcuts.ts'
import { type Unsaved, useAnnounceUnsaved } from './unsaved.ts'

/** Edits that outlive a look at another tab: the form stays mounted there, hidden. */
export interface KeptEdits {
  /** Names the form on its page. */
  form: string
  /** Paths where the edits stay; going anywhere else asks. */
  at: readonly string[]
  /** What was edited, in words: names of fields or keys. */
  what: readonly string[]
}

export interface SaveBarProps {
  /** How many fields differ from what is stored; with 0 there is no bar. */
  count: number
  onSave: () => void
  onDiscard: () => void
  /** Shows what differs, before it is saved. */
  onReview?: () => void
  busy?: boolean
  saveDisabledReason?: string | undefined
  kept?: KeptEdits
  /** Between the count and the buttons: a field for the summary, an error. */
  children?: ReactNode
}

/** The bar under a form with unsaved edits. Leaving the page, by link or by closing the window, asks once. */
export function SaveBar(props: SaveBarProps) {
  return props.count > 0 ? <OpenSaveBar {...props} /> : null
}

function OpenSaveBar({ count, onSave, onDiscard, onReview, busy = false, saveDisabledReason, kept, children }: SaveBarProps) {
  const leave = useBlocker({
    shouldBlockFn: ({ current, next }) => current.pathname !== next.pathname && !kept?.at.includes(next.pathname),
    enableBeforeUnload: true,
    withResolver: true,
  })
  const blocked = busy || Boolean(saveDisabledReason)
  useShortcut('mod+s', 'Save changes', () => !blocked && onSave())
  const announced = kept && { ...kept, busy, saveDisabledReason, save: onSave, discard: onDiscard }
  const changes = count === 1 ? '1 unsaved change' : `${count} unsaved changes`
  return (
    <div role="region" aria-label="Unsaved changes" className="flex shrink-0 items-center gap-3 border-t border-line bg-surface px-6 py-2">
      {announced && <Announced {...announced} />}
      <span className="font-medium tabular-nums" role="status">
        {changes}
      </span>
      <div className="min-w-0 flex-1">{children}</div>
      {onReview && <Button onClick={onReview}>Review</Button>}
      <Button onClick={onDiscard} {...(busy ? { disabledReason: 'Saving is under way.' } : {})}>
        Discard
      </Button>
      <Button variant="primary" busy={busy} disabledReason={saveDisabledReason} onClick={onSave}>
        Save <Kbd keys="mod+s" />
      </Button>
      <ConfirmDialog
        open={leave.status === 'blocked'}
        onOpenChange={(open) => !open && leave.status === 'blocked' && leave.reset()}
        title={`Leave with ${changes}`}
        consequences={['What you changed on this page is lost.']}
        confirmLabel={`Discard ${changes}`}
        keepLabel="Stay here"
        danger
        onConfirm={() => leave.proceed?.()}
      />
    </div>
  )
}

function Announced(unsaved: Unsaved) {
  useAnnounceUnsaved(unsaved)
  return null
}
