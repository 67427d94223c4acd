import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useRpc } from '../../rpc/provider.tsx'
import { Banner } from '../../ui/banner.tsx'
import { DialogForm } from '../../ui/dialog.tsx'
import { Time } from '../../ui/time.tsx'
import { type GivenKit, KitFields, kitMissing, noKit } from './kit-fields.tsx'

/** Says whether a kit and its passphrase would open this vault. Changes nothing. */
export function TestKit({ onClose }: { onClose: () => void }) {
  const [given, setGiven] = useState(noKit)
  // Not kept after the answer: the mutation cache would hold the passphrase for minutes.
  const test = useMutation(useRpc().vault.testKit.mutationOptions({ gcTime: 0 }))
  const change = (next: GivenKit) => {
    setGiven(next)
    test.reset()
  }
  const fits = test.data?.fits === true
  return (
    <DialogForm
      open
      onOpenChange={(open) => !open && onClose()}
      size="md"
      title="Test a recovery kit"
      description="Opens the kit and compares its key with the one in use. Nothing is changed."
      submitLabel={fits ? 'Done' : 'Test the kit'}
      submitDisabledReason={fits ? undefined : kitMissing(given)}
      busy={test.isPending}
      error={test.error}
      onSubmit={() => (fits ? onClose() : test.mutate(given))}
    >
      <KitFields given={given} onChange={change} />
      {test.data && (
        <Banner
          tone={fits ? 'ok' : 'danger'}
          title={fits ? 'The kit works: it would open this vault.' : 'The kit opens, but its key is not the one of this vault.'}
        >
          Made <Time at={test.data.madeAt} />, key <span className="font-mono text-sm">{test.data.keyId}</span>.
          {!fits && ' Look for a newer kit, or make one.'}
        </Banner>
      )}
    </DialogForm>
  )
}
