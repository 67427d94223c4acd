import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useRpc } from '../../rpc/provider.tsx'
import { DialogForm } from '../../ui/dialog.tsx'
import { toast } from '../../ui/toast.tsx'
import { KitFields, kitMissing, noKit } from './kit-fields.tsx'

/** Opens a locked vault with a recovery kit: the master key goes back to where it is missed. */
export function RestoreKit({ location, onClose }: { location: string; onClose: () => void }) {
  const [given, setGiven] = useState(noKit)
  const onSuccess = () => {
    toast.done('The vault is open again.')
    onClose()
  }
  // Not kept after the answer: the mutation cache would hold the passphrase for minutes.
  const restore = useMutation(useRpc().vault.restoreKit.mutationOptions({ gcTime: 0, onSuccess }))
  return (
    <DialogForm
      open
      onOpenChange={(open) => !open && onClose()}
      size="md"
      title="Restore the master key"
      description={`Writes the key of the kit to ${location}. What lies there now is kept beside it.`}
      submitLabel="Open the vault"
      submitDisabledReason={kitMissing(given)}
      busy={restore.isPending}
      error={restore.error}
      onSubmit={() => restore.mutate(given)}
    >
      <KitFields given={given} onChange={setGiven} />
    </DialogForm>
  )
}
