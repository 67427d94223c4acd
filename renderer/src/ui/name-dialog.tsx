import { useRef, useState } from 'react'
import { DialogForm } from './dialog.tsx'
import { placeErrors } from './place-errors.ts'
import { TextField } from './text-field.tsx'

export interface NameDialogProps {
  title: string
  description?: string
  submitLabel: string
  initial?: string
  busy: boolean
  error: unknown
  onSubmit: (name: string) => void
  onClose: () => void
}

/** A dialog that asks for a name and nothing else. */
export function NameDialog({ title, description, submitLabel, initial = '', busy, error, onSubmit, onClose }: NameDialogProps) {
  const [name, setName] = useState(initial)
  const field = useRef<HTMLInputElement>(null)
  const { beside, rest } = placeErrors(error, ['name'])
  return (
    <DialogForm
      open
      onOpenChange={(open) => !open && onClose()}
      initialFocus={field}
      title={title}
      description={description}
      submitLabel={submitLabel}
      submitDisabledReason={name.trim() ? undefined : 'Give a name first.'}
      busy={busy}
      error={rest}
      onSubmit={() => onSubmit(name.trim())}
    >
      <TextField label="Name" value={name} onChange={setName} error={beside['name']} inputRef={field} />
    </DialogForm>
  )
}
