/** What can be done to one version of a secret: current, off and on, away. */
import { useMutation } from '@tanstack/react-query'
import { CircleCheck, CirclePause, Flame, Target, Undo2 } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import type { Secret } from '#shared/contract/secrets.ts'
import { useRpc } from '../../rpc/provider.tsx'
import type { MenuItem } from '../../ui/menu.tsx'
import { toast } from '../../ui/toast.tsx'
import type { SecretVersion } from './reach.ts'
import { DestroyVersion, DisableVersion, MakeCurrent } from './version-dialogs.tsx'

/** Undoes a rotation: makes the earlier version current again, which ends its overlap. */
export function useBackTo() {
  const { mutateAsync, isPending } = useMutation(useRpc().secrets.makeCurrent.mutationOptions())
  const run = (to: Pick<Secret, 'id' | 'companyId' | 'name' | 'version'>, from: number, onDone?: () => void) => {
    const { id, companyId, name, version } = to
    const go = (target: number, left: number) => mutateAsync({ companyId, id, version: target, reason: `Back from v${left}.` })
    go(version, from).then(
      () => {
        toast.done(`${name} is back at v${version}.`, { undo: () => go(from, version) })
        onDone?.()
      },
      (error: unknown) => toast.failed(`${name} did not go back to v${version}.`, error),
    )
  }
  return { run, busy: isPending }
}

type Verb = 'current' | 'disable' | 'destroy'

export interface VersionVerbs {
  items: (version: SecretVersion) => readonly MenuItem[]
  dialog: ReactNode
}

/** The verbs of a version's row, those that are not possible now with the reason. */
export function useVersionVerbs(secret: Secret): VersionVerbs {
  const [open, setOpen] = useState<{ verb: Verb; version: SecretVersion } | null>(null)
  const direct = useDirectVerbs(secret)
  const items = (version: SecretVersion): MenuItem[] => {
    const { current, state, destroyAt } = version
    const ask = (verb: Verb) => () => setOpen({ verb, version })
    if (state === 'destroyed') return [{ label: 'Nothing can be done', onSelect: () => undefined, disabledReason: 'Its value is gone.' }]
    const off = current ? 'It is current: make another version current first, or disable the secret.' : undefined
    const notReady = state === 'enabled' ? undefined : destroyAt ? 'Cancel its destruction and enable it first.' : 'Enable it first.'
    return [
      { label: 'Make current', icon: Target, onSelect: ask('current'), disabledReason: current ? 'It is current.' : notReady },
      state === 'enabled'
        ? { label: 'Disable', icon: CirclePause, onSelect: ask('disable'), disabledReason: off }
        : {
            label: 'Enable',
            icon: CircleCheck,
            onSelect: () => void direct.enable(version),
            disabledReason: destroyAt ? 'Cancel its destruction first.' : undefined,
          },
      'separator',
      destroyAt
        ? { label: 'Cancel destruction', icon: Undo2, onSelect: () => void direct.cancel(version) }
        : { label: 'Schedule destruction', icon: Flame, danger: true, onSelect: ask('destroy'), disabledReason: off },
    ]
  }
  const given = open && { secret, version: open.version, onClose: () => setOpen(null) }
  const dialog = given && (
    <>
      {open.verb === 'current' && <MakeCurrent {...given} />}
      {open.verb === 'disable' && <DisableVersion {...given} />}
      {open.verb === 'destroy' && <DestroyVersion {...given} />}
    </>
  )
  return { items, dialog }
}

/** Verbs that take nothing away: done at once, with Undo where there is one. */
function useDirectVerbs({ id, companyId, name }: Secret) {
  const rpc = useRpc()
  const set = useMutation(rpc.secrets.setVersionState.mutationOptions())
  const cancel = useMutation(rpc.secrets.cancelDestruction.mutationOptions())
  const told = (work: Promise<unknown>, did: string, failed: string, undo?: () => Promise<unknown>) =>
    work.then(
      () => toast.done(did, undo ? { undo } : {}),
      (error: unknown) => toast.failed(failed, error),
    )
  return {
    enable: ({ version, stateReason }: SecretVersion) =>
      told(set.mutateAsync({ companyId, id, version, state: 'enabled' }), `Enabled v${version} of ${name}.`, `v${version} was not enabled.`, () =>
        set.mutateAsync({ companyId, id, version, state: 'disabled', reason: stateReason || 'Enabled by mistake.' }),
      ),
    cancel: ({ version }: SecretVersion) =>
      told(
        cancel.mutateAsync({ companyId, id, version }),
        `v${version} of ${name} will not be destroyed. It stays disabled until you enable it.`,
        'The destruction was not cancelled.',
      ),
  }
}
