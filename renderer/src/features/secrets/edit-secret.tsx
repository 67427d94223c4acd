import { useMutation } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import type { Secret } from '#shared/contract/secrets.ts'
import { useRpc } from '../../rpc/provider.tsx'
import { DateField } from '../../ui/date-field.tsx'
import { DialogForm } from '../../ui/dialog.tsx'
import { NumberField } from '../../ui/number-field.tsx'
import { placeErrors } from '../../ui/place-errors.ts'
import { TextArea, TextField } from '../../ui/text-field.tsx'

export interface SecretDialogProps {
  secret: Secret
  onClose: () => void
}

/** The day of an instant here, as the date field writes it. */
function dayOf(at: Date | null): string {
  return at ? `${at.getFullYear()}-${String(at.getMonth() + 1).padStart(2, '0')}-${String(at.getDate()).padStart(2, '0')}` : ''
}

/** The last moment of that day here, so that the value may be used all day. */
function endOfDay(day: string): Date | null {
  return day === '' ? null : new Date(`${day}T23:59:59.999`)
}

/** Changes name, description and policy; the value and its versions stay. */
export function EditSecret({ secret, onClose }: SecretDialogProps) {
  const { id, companyId, name, description, rotateEveryDays } = secret
  const [fields, setFields] = useState({ name, description, rotateEveryDays, expires: dayOf(secret.expiresAt) })
  const edit = (patch: Partial<typeof fields>) => setFields({ ...fields, ...patch })
  const first = useRef<HTMLInputElement>(null)
  const update = useMutation(useRpc().secrets.update.mutationOptions({ onSuccess: onClose }))
  const { beside, rest } = placeErrors(update.error, ['name', 'description', 'rotateEveryDays', 'expiresAt'])
  const save = () => {
    const { expires, ...given } = fields
    update.mutate({
      companyId,
      id,
      ...given,
      name: fields.name.trim(),
      ...(expires === dayOf(secret.expiresAt) ? {} : { expiresAt: endOfDay(expires) }),
    })
  }
  return (
    <DialogForm
      open
      onOpenChange={(open) => !open && onClose()}
      initialFocus={first}
      title={`Edit ${name}`}
      description="Bindings refer to the secret itself and survive a new name."
      submitLabel="Save secret"
      submitDisabledReason={fields.name.trim() ? undefined : 'Give a name first.'}
      busy={update.isPending}
      error={rest}
      onSubmit={save}
    >
      <TextField label="Name" value={fields.name} onChange={(next) => edit({ name: next })} error={beside['name']} inputRef={first} />
      <TextArea
        label="Description"
        optional
        value={fields.description}
        onChange={(next) => edit({ description: next })}
        error={beside['description']}
      />
      <div className="grid grid-cols-2 gap-3">
        <NumberField
          label="Rotate every"
          optional
          value={fields.rotateEveryDays}
          onChange={(days) => edit({ rotateEveryDays: days })}
          min={1}
          max={3650}
          unit="days"
          error={beside['rotateEveryDays']}
        />
        <DateField
          label="Expires on"
          optional
          value={fields.expires}
          onChange={(expires) => edit({ expires })}
          hint="Asks for attention before. Runs still get it after."
          error={beside['expiresAt']}
        />
      </div>
    </DialogForm>
  )
}
