import { CircleCheck, CirclePause, Pencil, RotateCw, Trash2 } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import type { Secret } from '#shared/contract/secrets.ts'
import { useOfflineReason } from '../../rpc/connection.ts'
import type { MenuItem } from '../../ui/menu.tsx'
import { DeleteSecret, DisableSecret, useEnableSecret } from './disable-secret.tsx'
import { EditSecret } from './edit-secret.tsx'
import { RotateSecret } from './rotate-secret.tsx'

type Verb = 'rotate' | 'edit' | 'disable' | 'delete'

export interface SecretVerbs {
  /** The verbs as the row's menu lists them. */
  items: (secret: Secret) => readonly MenuItem[]
  act: (verb: Verb, secret: Secret) => void
  enable: (secret: Secret) => Promise<void>
  /** Why it cannot be rotated now, or not here. */
  cannotRotate: (secret: Secret) => string | undefined
  /** The dialog of the verb under way; rendered once a page. */
  dialog: ReactNode
}

/** The verbs of a secret, the same in the list and on its page. `locked` says why values can't be written now. */
export function useSecretVerbs(locked: string | undefined, onDeleted?: () => void): SecretVerbs {
  const [open, setOpen] = useState<{ verb: Verb; secret: Secret } | null>(null)
  const offline = useOfflineReason()
  const enable = useEnableSecret()
  const act = (verb: Verb, secret: Secret) => setOpen({ verb, secret })
  const given = open && { secret: open.secret, onClose: () => setOpen(null) }
  const cannotRotate = ({ managed }: Secret) =>
    offline ?? (managed ? locked : 'Somebody else keeps it at the provider: it is rotated there, and runs get the new value.')
  return {
    act,
    enable,
    cannotRotate,
    items: (secret) => [
      { label: 'Rotate', icon: RotateCw, disabledReason: cannotRotate(secret), onSelect: () => act('rotate', secret) },
      { label: 'Edit name and policy', icon: Pencil, disabledReason: offline, onSelect: () => act('edit', secret) },
      secret.status === 'active'
        ? { label: 'Disable', icon: CirclePause, disabledReason: offline, onSelect: () => act('disable', secret) }
        : { label: 'Enable', icon: CircleCheck, disabledReason: offline, onSelect: () => void enable(secret) },
      'separator',
      { label: 'Delete secret', icon: Trash2, danger: true, disabledReason: offline, onSelect: () => act('delete', secret) },
    ],
    dialog: given && (
      <>
        {open.verb === 'rotate' && <RotateSecret {...given} />}
        {open.verb === 'edit' && <EditSecret {...given} />}
        {open.verb === 'disable' && <DisableSecret {...given} />}
        {open.verb === 'delete' && <DeleteSecret {...given} {...(onDeleted ? { onDeleted } : {})} />}
      </>
    ),
  }
}
