import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { Secret } from '#shared/contract/secrets.ts'
import { useRpc } from '../../rpc/provider.tsx'
import { ConfirmDialog } from '../../ui/confirm.tsx'
import { NumberField } from '../../ui/number-field.tsx'
import { toast } from '../../ui/toast.tsx'
import { Outage } from './blast-list.tsx'
import type { SecretVersion } from './reach.ts'
import { onDate } from './secret-words.ts'

export interface VersionDialogProps {
  secret: Secret
  version: SecretVersion
  onClose: () => void
}

const close = (onClose: () => void) => (open: boolean) => !open && onClose()

/** Tier 2: everybody who follows the latest gets it from the next run on. */
export function MakeCurrent({ secret, version: { version, disableAt }, onClose }: VersionDialogProps) {
  const { id, companyId, name } = secret
  const make = useMutation(useRpc().secrets.makeCurrent.mutationOptions())
  return (
    <ConfirmDialog
      open
      onOpenChange={close(onClose)}
      title={`Make v${version} of ${name} current`}
      consequences={[
        `Whoever follows the latest gets v${version} instead of v${secret.version} from the next run on.`,
        'Runs under way and places pinned to a version keep what they have.',
        ...(disableAt ? [`The overlap of v${version} ends: it is not disabled any more.`] : []),
      ]}
      survives={`v${secret.version} stays enabled and can be made current again.`}
      confirmLabel={`Make v${version} current`}
      keepLabel={`Keep v${secret.version} current`}
      reason="optional"
      onConfirm={async ({ reason }) => {
        await make.mutateAsync({ companyId, id, version, reason })
        toast.done(`v${version} of ${name} is current.`, {
          undo: () => make.mutateAsync({ companyId, id, version: secret.version, reason: `Back from v${version}.` }),
        })
      }}
    />
  )
}

/** Tier 2: only places pinned to it are reached; those need a reason. */
export function DisableVersion({ secret, version: { version, pinnedBy }, onClose }: VersionDialogProps) {
  const { id, companyId, name } = secret
  const set = useMutation(useRpc().secrets.setVersionState.mutationOptions())
  return (
    <ConfirmDialog
      open
      onOpenChange={close(onClose)}
      size="md"
      title={`Disable v${version} of ${name}`}
      consequences={[
        pinnedBy > 0 ? <Outage key="outage" secret={secret} version={version} lasting="until it is enabled again" /> : 'Nothing is pinned to it.',
        'Whoever follows the latest is not affected.',
      ]}
      survives="Its value stays sealed and can be enabled again."
      confirmLabel={`Disable v${version}`}
      keepLabel="Keep enabled"
      danger
      reason={pinnedBy > 0 ? 'required' : 'optional'}
      onConfirm={async ({ reason }) => {
        await set.mutateAsync({ companyId, id, version, state: 'disabled', reason })
        toast.done(`Disabled v${version} of ${name}.`, { undo: () => set.mutateAsync({ companyId, id, version, state: 'enabled' }) })
      }}
    />
  )
}

/** Tier 3: disabled at once, destroyed after some days, cancellable until then. */
export function DestroyVersion({ secret, version: { version, pinnedBy }, onClose }: VersionDialogProps) {
  const { id, companyId, name } = secret
  const [days, setDays] = useState<number | null>(7)
  const schedule = useMutation(useRpc().secrets.scheduleDestruction.mutationOptions())
  const cancel = useMutation(useRpc().secrets.cancelDestruction.mutationOptions())
  const fits = days !== null && Number.isInteger(days) && days >= 1 && days <= 90
  const at = fits ? onDate(new Date(Date.now() + days * 86_400_000)) : null
  return (
    <ConfirmDialog
      open
      onOpenChange={close(onClose)}
      size="md"
      title={`Destroy v${version} of ${name}`}
      consequences={[
        ...(pinnedBy > 0 ? [<Outage key="outage" secret={secret} version={version} lasting="from now on" />] : []),
        `v${version} is disabled now${at ? `, and its value is destroyed on ${at}` : ''}. Until then you can cancel.`,
        'After that nobody can bring the value back, except from an older backup of the database.',
      ]}
      survives="Number, dates, reason and fingerprint of the version stay, and so does the access log."
      confirmLabel="Schedule destruction"
      keepLabel="Keep version"
      reason="required"
      typeName={name}
      blocked={fits ? undefined : 'Give whole days between 1 and 90.'}
      onConfirm={async ({ reason }) => {
        await schedule.mutateAsync({ companyId, id, version, days: days ?? 7, reason })
        toast.done(`v${version} of ${name} is disabled and will be destroyed on ${at}.`, {
          undo: () => cancel.mutateAsync({ companyId, id, version, reason: 'Undone.' }),
        })
      }}
    >
      <NumberField label="Destroy it after" className="w-44" value={days} onChange={setDays} min={1} max={90} unit="days" />
    </ConfirmDialog>
  )
}
