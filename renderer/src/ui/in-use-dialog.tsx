import { type ReactNode, useRef } from 'react'
import { Button } from './button.tsx'
import { Dialog } from './dialog.tsx'

export interface InUseDialogProps {
  title: string
  /** Who needs it and what to do about that. */
  why: ReactNode
  /** Names of the users, where they are known. */
  users?: readonly ReactNode[]
  /** Leads to the users. */
  action?: ReactNode
  onClose: () => void
}

/** Explains why something cannot be deleted, instead of offering a button that fails. */
export function InUseDialog({ title, why, users = [], action, onClose }: InUseDialogProps) {
  const close = useRef<HTMLButtonElement>(null)
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={title}
      initialFocus={close}
      footer={
        <>
          <Button ref={close} onClick={onClose}>
            Close
          </Button>
          {action}
        </>
      }
    >
      <p>{why}</p>
      {users.length > 0 && (
        <ul className="mt-3 flex max-h-64 flex-col overflow-y-auto rounded-card border border-line">
          {users.map((user, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a fixed list of names
            <li key={index} className="border-b border-line px-3 py-1.5 last:border-b-0">
              {user}
            </li>
          ))}
        </ul>
      )}
    </Dialog>
  )
}
