import { useMutation } from '@tanstack/react-query'
import type { Secret } from '#shared/contract/secrets.ts'
import { useRpc } from '../../rpc/provider.tsx'
import { ConfirmDialog } from '../../ui/confirm.tsx'
import { counted } from '../../ui/counted.ts'
import { toast } from '../../ui/toast.tsx'
import { Outage } from './blast-list.tsx'
import type { SecretDialogProps } from './edit-secret.tsx'

/** Tier 2: says which runs will fail, and when, before it is done. */
export function DisableSecret({ secret, onClose }: SecretDialogProps) {
  const { id, companyId, name } = secret
  const set = useMutation(useRpc().secrets.setStatus.mutationOptions())
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => !open && onClose()}
      size="md"
      title={`Disable ${name}`}
      consequences={[<Outage key="outage" secret={secret} lasting="until it is enabled again" />]}
      survives="Its versions, bindings and access log stay. Enabling it again makes everything work as before."
      confirmLabel="Disable secret"
      keepLabel="Keep enabled"
      danger
      reason="required"
      onConfirm={async ({ reason }) => {
        await set.mutateAsync({ companyId, id, status: 'disabled', reason })
        toast.done(`Disabled ${name}.`, { undo: () => set.mutateAsync({ companyId, id, status: 'active' }) })
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
      toast.done(`Enabled ${name}.`, {
        undo: () => mutateAsync({ companyId, id, status: 'disabled', reason: statusReason || 'Enabled by mistake.' }),
      })
    } catch (error) {
      toast.failed(`${name} was not enabled.`, error)
    }
  }
}

/** A soft delete: tier 2, and tier 3 while something binds it. Undo brings it back with its bindings. */
export function DeleteSecret({ secret, onClose, onDeleted }: SecretDialogProps & { onDeleted?: () => void }) {
  const { id, companyId, name, usedBy, version } = secret
  const rpc = useRpc()
  const remove = useMutation(rpc.secrets.remove.mutationOptions())
  const undelete = useMutation(rpc.secrets.undelete.mutationOptions())
  const inUse = usedBy > 0
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => !open && onClose()}
      size="md"
      title={`Delete secret ${name}`}
      danger
      consequences={[
        ...(inUse ? [<Outage key="outage" secret={secret} lasting="until they get another secret" />] : ['Nothing uses it now.']),
        `${counted(version, 'version')} of its value can’t be used any more, and the name becomes free for a new secret.`,
      ]}
      survives="Its access log stays: who resolved what, and when. Undo, in the message that follows, brings it back with its versions and bindings."
      confirmLabel="Delete secret"
      keepLabel="Keep secret"
      {...(inUse ? { typeName: name, reason: 'required' as const } : {})}
      onConfirm={async ({ reason }) => {
        await remove.mutateAsync({ companyId, id, reason })
        toast.done(`Deleted secret ${name}.`, { undo: () => undelete.mutateAsync({ companyId, id }) })
        onDeleted?.()
      }}
    />
  )
}
