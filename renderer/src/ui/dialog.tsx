import { Dialog as Base } from '@base-ui/react/dialog'
import clsx from 'clsx'
import { X } from 'lucide-react'
import type { FormEvent, KeyboardEvent, ReactNode, RefObject } from 'react'
import { Button } from './button.tsx'
import { ErrorLine } from './error-line.tsx'
import { IconButton } from './icon-button.tsx'

export interface DialogProps {
  open: boolean
  onOpenChange: (open: boolean) => void
  title: ReactNode
  description?: ReactNode
  children?: ReactNode
  footer?: ReactNode
  size?: 'sm' | 'md' | 'lg'
  initialFocus?: RefObject<HTMLElement | null>
  /** Work is under way: Esc and a press outside leave it open. */
  busy?: boolean
}

const widths = { sm: 'w-md', md: 'w-xl', lg: 'w-4xl' }

/** A modal dialog: focus is kept inside and goes back to what opened it. */
export function Dialog({ open, onOpenChange, title, description, children, footer, size = 'sm', initialFocus, busy = false }: DialogProps) {
  return (
    <Base.Root open={open} onOpenChange={(next) => (next || !busy) && onOpenChange(next)}>
      <Base.Portal>
        <Base.Backdrop className="fixed inset-0 z-40 bg-scrim transition-opacity duration-(--panel) data-ending-style:opacity-0 data-starting-style:opacity-0" />
        <Base.Viewport className="fixed inset-0 z-40 grid place-items-center overflow-y-auto p-6">
          <Base.Popup
            initialFocus={initialFocus}
            className={clsx(
              'relative flex max-h-[calc(100vh-3rem)] max-w-full flex-col rounded-dialog bg-surface shadow-overlay outline-none transition-[opacity,scale] duration-(--panel) ease-out data-ending-style:scale-98 data-ending-style:opacity-0 data-starting-style:scale-98 data-starting-style:opacity-0 forced-colors:border',
              widths[size],
            )}
          >
            <header className="px-5 pt-4 pr-14 pb-1">
              <Base.Title className="text-lg font-semibold text-balance">{title}</Base.Title>
              {description && <Base.Description className="mt-0.5 text-muted">{description}</Base.Description>}
            </header>
            <div className="min-h-0 flex-1 overflow-y-auto px-5 py-3">{children}</div>
            {footer && <footer className="flex items-center justify-end gap-2 border-t border-line px-5 py-3">{footer}</footer>}
            {/* Last, so that the focus starts in the content and not on the way out. */}
            <Base.Close render={<IconButton icon={X} label="Close" className="absolute top-3.5 right-3.5" />} />
          </Base.Popup>
        </Base.Viewport>
      </Base.Portal>
    </Base.Root>
  )
}

export interface DialogFormProps extends Omit<DialogProps, 'footer'> {
  onSubmit: () => void
  submitLabel: string
  submitDisabledReason?: string | undefined
  danger?: boolean
  /** A failed submit: shown above the buttons. */
  error?: unknown
}

/** A dialog that is a form: Enter in a field or ⌘/Ctrl+Enter anywhere submits it. */
export function DialogForm({
  onSubmit,
  submitLabel,
  submitDisabledReason,
  danger = false,
  error,
  busy = false,
  children,
  ...dialog
}: DialogFormProps) {
  const submit = (event: FormEvent | KeyboardEvent) => {
    event.preventDefault()
    if (!busy && !submitDisabledReason) onSubmit()
  }
  const formId = `form-${submitLabel.replaceAll(' ', '-')}`
  return (
    <Dialog
      {...dialog}
      busy={busy}
      footer={
        <>
          <div className="mr-auto min-w-0">{error ? <ErrorLine error={error} /> : null}</div>
          <Button onClick={() => dialog.onOpenChange(false)}>Cancel</Button>
          <Button type="submit" form={formId} variant={danger ? 'danger' : 'primary'} busy={busy} disabledReason={submitDisabledReason}>
            {submitLabel}
          </Button>
        </>
      }
    >
      <form
        id={formId}
        noValidate
        onSubmit={submit}
        onKeyDown={(event) => event.key === 'Enter' && (event.metaKey || event.ctrlKey) && submit(event)}
        className="flex flex-col gap-4"
      >
        {children}
      </form>
    </Dialog>
  )
}
