/** What can be done to a secret: a new value, other words, off and on, away. */
import { useMutation, useQuery } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import type { Secret } from '#shared/contract/secrets.ts'
import { useRpc } from '../../rpc/provider.tsx'
import { ConfirmDialog } from '../../ui/confirm.tsx'
import { counted } from '../../ui/counted.ts'
import { DialogForm } from '../../ui/dialog.tsx'
import { InUseDialog } from '../../ui/in-use-dialog.tsx'
import { placeErrors } from '../../ui/place-errors.ts'
import { TextArea, TextField } from '../../ui/text-field.tsx'
import { toast } from '../../ui/toast.tsx'
import { bindingLink } from './binding-link.tsx'
import { disableReach, rotationReach } from './reach.ts'
import { ValueField } from './value-field.tsx'

export interface SecretDialogProps {
  secret: Secret
  onClose: () => void
}

function useSecretDetail({ id, companyId }: Secret) {
  return useQuery(useRpc().secrets.get.queryOptions({ input: { companyId, id } }))
}

/** Adds a version and makes it current. */
export function RotateSecret({ secret, onClose }: SecretDialogProps) {
  const { id, companyId, name } = secret
  const [value, setValue] = useState('')
  const first = useRef<HTMLTextAreaElement>(null)
  const detail = useSecretDetail(secret)
  const rotated = ({ version }: Secret) => {
    toast.done(`Rotated ${name} to v${version}.`)
    onClose()
  }
  // Not kept after the answer: the mutation cache would hold the value for minutes.
  const rotate = useMutation(useRpc().secrets.rotate.mutationOptions({ gcTime: 0, onSuccess: rotated }))
  const { beside, rest } = placeErrors(rotate.error, ['value'])
  return (
    <DialogForm
      open
      onOpenChange={(open) => !open && onClose()}
      size="md"
      initialFocus={first}
      title={`Rotate ${name}`}
      description={`Saves a new value as v${secret.version + 1}. Earlier versions stay for whoever pinned them.`}
      submitLabel={`Save as v${secret.version + 1}`}
      submitDisabledReason={value === '' ? 'Give the new value first.' : undefined}
      busy={rotate.isPending}
      error={rest}
      onSubmit={() => rotate.mutate({ companyId, id, value })}
    >
      <ValueField label="New value" value={value} onChange={setValue} error={beside['value']} inputRef={first} />
      {detail.data && (
        <ul className="flex flex-col gap-1 rounded-card bg-sunken px-3 py-2 text-muted">
          {rotationReach(detail.data.bindings, secret.version + 1).map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      )}
    </DialogForm>
  )
}

/** Changes name and description; the value and its versions stay. */
export function EditSecret({ secret, onClose }: SecretDialogProps) {
  const { id, companyId } = secret
  const [fields, setFields] = useState({ name: secret.name, description: secret.description })
  const first = useRef<HTMLInputElement>(null)
  const update = useMutation(useRpc().secrets.update.mutationOptions({ onSuccess: onClose }))
  const { beside, rest } = placeErrors(update.error, ['name', 'description'])
  return (
    <DialogForm
      open
      onOpenChange={(open) => !open && onClose()}
      initialFocus={first}
      title={`Edit ${secret.name}`}
      description="Bindings refer to the secret itself and survive a new name."
      submitLabel="Save secret"
      submitDisabledReason={fields.name.trim() ? undefined : 'Give a name first.'}
      busy={update.isPending}
      error={rest}
      onSubmit={() => update.mutate({ companyId, id, ...fields, name: fields.name.trim() })}
    >
      <TextField label="Name" value={fields.name} onChange={(name) => setFields({ ...fields, name })} error={beside['name']} inputRef={first} />
      <TextArea
        label="Description"
        optional
        value={fields.description}
        onChange={(description) => setFields({ ...fields, description })}
        error={beside['description']}
      />
    </DialogForm>
  )
}

/** Tier 2: says which runs will fail before it is done. */
export function DisableSecret({ secret, onClose }: SecretDialogProps) {
  const { id, companyId, name } = secret
  const update = useMutation(useRpc().secrets.setStatus.mutationOptions())
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Disable ${name}`}
      consequences={disableReach(secret.usedBy)}
      survives="Its versions, bindings and access log stay. Enabling it again makes everything work as before."
      confirmLabel="Disable secret"
      keepLabel="Keep enabled"
      danger
      reason={secret.usedBy > 0 ? 'required' : 'optional'}
      onConfirm={async ({ reason }) => {
        await update.mutateAsync({ companyId, id, status: 'disabled', reason })
        toast.done(`Disabled ${name}.`, { undo: () => update.mutateAsync({ companyId, id, status: 'active' }) })
      }}
    />
  )
}

/** Enabling takes nothing away, so it is done at once and can be undone. */
export function useEnableSecret() {
  const { mutateAsync } = useMutation(useRpc().secrets.setStatus.mutationOptions())
  return async ({ id, companyId, name, statusReason }: Secret) => {
    try {
      await mutateAsync({ companyId, id, status: 'active' })
      toast.done(`Enabled ${name}.`, { undo: () => mutateAsync({ companyId, id, status: 'disabled', reason: statusReason }) })
    } catch (error) {
      toast.failed(`${name} was not enabled.`, error)
    }
  }
}

/** Deletes a secret that nothing binds; otherwise lists who does, each a link. */
export function DeleteSecret({ secret, onClose, onDeleted }: SecretDialogProps & { onDeleted?: () => void }) {
  const { id, companyId, name, usedBy, version } = secret
  const remove = useMutation(useRpc().secrets.remove.mutationOptions())
  const detail = useSecretDetail(secret)
  if (usedBy > 0) {
    return (
      <InUseDialog
        title={`${name} can’t be deleted yet`}
        why={`${counted(usedBy, 'place')} ${usedBy === 1 ? 'binds' : 'bind'} it, and runs there would fail. Remove the key or choose another secret there, or disable this one.`}
        users={detail.data?.bindings.map((binding) => bindingLink(companyId, binding, onClose)) ?? []}
        onClose={onClose}
      />
    )
  }
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Delete secret ${name}`}
      danger
      consequences={[`${counted(version, 'version')} of its value can’t be used or restored any more.`, 'The name becomes free for a new secret.']}
      survives="Its access log stays: who resolved what, and when."
      confirmLabel="Delete secret"
      keepLabel="Keep secret"
      typeName={name}
      onConfirm={async () => {
        await remove.mutateAsync({ companyId, id })
        toast.done(`Deleted secret ${name}.`)
        onDeleted?.()
      }}
    />
  )
}
