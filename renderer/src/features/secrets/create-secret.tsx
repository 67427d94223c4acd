import { useMutation } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import type { Secret } from '#shared/contract/secrets.ts'
import { useRpc } from '../../rpc/provider.tsx'
import { DialogForm } from '../../ui/dialog.tsx'
import { placeErrors } from '../../ui/place-errors.ts'
import { TextField } from '../../ui/text-field.tsx'
import { ValueField } from './value-field.tsx'

export interface CreateSecretProps {
  companyId: string
  onClose: () => void
  onCreated: (secret: Secret) => void
}

/** Puts a new secret into the vault. */
export function CreateSecret({ companyId, onClose, onCreated }: CreateSecretProps) {
  const [fields, setFields] = useState({ name: '', value: '', description: '' })
  const first = useRef<HTMLInputElement>(null)
  // Not kept after the answer: the mutation cache would hold the value for minutes.
  const create = useMutation(useRpc().secrets.create.mutationOptions({ gcTime: 0, onSuccess: onCreated }))
  const { beside, rest } = placeErrors(create.error, ['name', 'value', 'description'])
  const edit = (patch: Partial<typeof fields>) => setFields({ ...fields, ...patch })
  return (
    <DialogForm
      open
      onOpenChange={(open) => !open && onClose()}
      size="md"
      initialFocus={first}
      title="New secret"
      description="Encrypted on this computer. Only runs that bind it get to see the value."
      submitLabel="Save secret"
      submitDisabledReason={fields.name.trim() === '' ? 'Give a name first.' : fields.value === '' ? 'Give the value first.' : undefined}
      busy={create.isPending}
      error={rest}
      onSubmit={() => create.mutate({ companyId, ...fields, name: fields.name.trim() })}
    >
      <TextField
        label="Name"
        value={fields.name}
        onChange={(name) => edit({ name })}
        error={beside['name']}
        placeholder="Report API token"
        inputRef={first}
      />
      <ValueField label="Value" value={fields.value} onChange={(value) => edit({ value })} error={beside['value']} />
      <TextField
        label="Description"
        optional
        value={fields.description}
        onChange={(description) => edit({ description })}
        error={beside['description']}
      />
    </DialogForm>
  )
}
