import { type ReactElement, type ReactNode, useRef, useState } from 'react'
import { Button } from './button.tsx'
import { Dialog } from './dialog.tsx'
import { ErrorLine } from './error-line.tsx'
import { Popover } from './popover.tsx'
import { TextField } from './text-field.tsx'

/** Runs the action once at a time and remembers how it failed. */
function useAction(done: () => void) {
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const run = (action: () => unknown) => {
    setBusy(true)
    setError(null)
    Promise.resolve()
      .then(action)
      .then(done, setError)
      .finally(() => setBusy(false))
  }
  return { busy, error, run, forget: () => setError(null) }
}

export interface ConfirmPopoverProps {
  trigger: ReactElement
  /** What will happen, as a sentence. */
  consequence: ReactNode
  /** Verb and object: "Cancel run #412". */
  confirmLabel: string
  danger?: boolean
  onConfirm: () => unknown
}

/** Tier 1: reversible but not free. The consequence beside the button that asked. */
export function ConfirmPopover({ trigger, consequence, confirmLabel, danger = false, onConfirm }: ConfirmPopoverProps) {
  const [open, setOpen] = useState(false)
  const { busy, error, run, forget } = useAction(() => setOpen(false))
  const toggle = (next: boolean) => {
    setOpen(next)
    forget()
  }
  return (
    <Popover trigger={trigger} label={confirmLabel} open={open} onOpenChange={toggle} align="end">
      <div className="flex w-72 flex-col gap-3">
        <p>{consequence}</p>
        {error ? <ErrorLine error={error} /> : null}
        <div className="flex justify-end gap-2">
          <Button onClick={() => toggle(false)}>Keep</Button>
          <Button variant={danger ? 'danger' : 'primary'} busy={busy} onClick={() => run(onConfirm)}>
            {confirmLabel}
          </Button>
        </div>
      </div>
    </Popover>
  )
}

export interface ConfirmDialogProps {
  open: boolean
  onOpenChange: (open: boolean) => void
  /** What this does, as a headline: "Delete company Acme". */
  title: string
  /** What will happen, with counts, one line each. */
  consequences: readonly ReactNode[]
  /** What stays. Required reading for tier 3. */
  survives?: ReactNode
  confirmLabel: string
  keepLabel?: string
  reason?: 'optional' | 'required'
  /** Makes it tier 3: the name to type before the button works. */
  typeName?: string
  danger?: boolean
  /** More to decide, between what happens and the reason. */
  children?: ReactNode
  size?: 'sm' | 'md'
  /** Why it cannot be confirmed yet, for what `children` ask. */
  blocked?: string | undefined
  onConfirm: (given: { reason: string }) => unknown
}

/** Tier 2, and tier 3 when `typeName` is given. Focus starts on the safe button or the name field; Enter never confirms by accident. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  return props.open ? <OpenConfirm {...props} /> : null
}

function OpenConfirm({
  onOpenChange,
  title,
  consequences,
  survives,
  confirmLabel,
  keepLabel = 'Keep',
  reason,
  typeName,
  danger,
  children,
  size,
  blocked: notYet,
  onConfirm,
}: ConfirmDialogProps) {
  const [why, setWhy] = useState('')
  const [typed, setTyped] = useState('')
  const safe = useRef<HTMLButtonElement>(null)
  const nameField = useRef<HTMLInputElement>(null)
  const { busy, error, run } = useAction(() => onOpenChange(false))
  const blocked = notYet ?? blockedBecause(typeName, typed, reason === 'required' && !why.trim())
  const confirm = () => {
    if (!busy && !blocked) run(() => onConfirm({ reason: why.trim() }))
  }
  return (
    <Dialog
      open
      onOpenChange={onOpenChange}
      title={title}
      busy={busy}
      {...(size ? { size } : {})}
      initialFocus={typeName ? nameField : safe}
      footer={
        <>
          <div className="mr-auto">{error ? <ErrorLine error={error} /> : null}</div>
          <Button ref={safe} onClick={() => onOpenChange(false)}>
            {keepLabel}
          </Button>
          <Button variant={danger || typeName ? 'danger' : 'primary'} busy={busy} disabledReason={blocked} onClick={confirm}>
            {confirmLabel}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <ul className="flex list-disc flex-col gap-1 pl-4 marker:text-faint">
          {consequences.map((consequence, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a fixed list of sentences without ids
            <li key={index}>{consequence}</li>
          ))}
        </ul>
        {survives && <p className="rounded-card bg-sunken px-3 py-2 text-muted">{survives}</p>}
        {children}
        {reason && (
          <TextField label="Reason" optional={reason === 'optional'} value={why} onChange={setWhy} hint="Shown wherever this state is shown." />
        )}
        {typeName && (
          <TextField label={`Type ${typeName} to confirm`} value={typed} onChange={setTyped} onEnter={confirm} inputRef={nameField} mono />
        )}
      </div>
    </Dialog>
  )
}

function blockedBecause(typeName: string | undefined, typed: string, reasonMissing: boolean): string | undefined {
  if (typeName !== undefined && typed.trim() !== typeName) return `Type the name "${typeName}" first.`
  return reasonMissing ? 'Give a reason first.' : undefined
}
