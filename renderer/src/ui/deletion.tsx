import { useState } from 'react'
import { Button } from './button.tsx'
import { ConfirmDialog, type ConfirmDialogProps } from './confirm.tsx'
import { InUseDialog, type InUseDialogProps } from './in-use-dialog.tsx'

export interface DeletionProps {
  /** Something still needs it, as things stand now. */
  inUse: boolean
  /** Said while something needs it. */
  refusal: Pick<InUseDialogProps, 'title' | 'why' | 'action'>
  /** Said when the last user goes while the refusal is open. */
  released: Pick<InUseDialogProps, 'title' | 'why'>
  confirmation: Omit<ConfirmDialogProps, 'open' | 'onOpenChange' | 'danger'>
  onClose: () => void
}

/**
 * Asks before something is deleted, and refuses while something else needs it. It follows what is live, but a refusal never turns into
 * the question by itself: the button that deletes would appear under a pointer on its way to another one.
 */
export function Deletion({ inUse, refusal, released, confirmation, onClose }: DeletionProps) {
  const [refused, setRefused] = useState(inUse)
  if (inUse && !refused) setRefused(true)
  if (!refused) return <ConfirmDialog open danger onOpenChange={(open) => !open && onClose()} {...confirmation} />
  const { title, why } = inUse ? refusal : released
  const goOn = (
    <Button ref={takeLostFocus} variant="primary" onClick={() => setRefused(false)}>
      Continue
    </Button>
  )
  return <InUseDialog title={title} why={<span role="status">{why}</span>} action={inUse ? refusal.action : goOn} onClose={onClose} />
}

/** The link that this button replaces takes the focus with it when it held it. */
function takeLostFocus(button: HTMLButtonElement | null) {
  if (document.activeElement === document.body) button?.focus()
}
