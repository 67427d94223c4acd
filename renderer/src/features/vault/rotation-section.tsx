import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { VaultStatus } from '#shared/contract/vault.ts'
import { useRpc } from '../../rpc/provider.tsx'
import { Button } from '../../ui/button.tsx'
import { ConfirmDialog } from '../../ui/confirm.tsx'
import { counted, figure } from '../../ui/counted.ts'
import { Card, Section } from '../../ui/section.tsx'
import { Select } from '../../ui/select.tsx'
import { toast } from '../../ui/toast.tsx'
import { SettingRow } from '../settings/setting-row.tsx'

/** New keys: of the vault as a whole, and of one company. */
export function RotationSection({ vault }: { vault: VaultStatus }) {
  return (
    <Section title="New keys" description="For when somebody may have seen a key, or your rules ask for it. Secrets keep their values and versions.">
      <Card className="py-0">
        <MasterKeyRow vault={vault} />
        <DataKeyRow vault={vault} />
      </Card>
    </Section>
  )
}

function outside({ state, keySource }: VaultStatus): string | undefined {
  if (state === 'locked') return 'The vault is locked.'
  if (keySource === 'environment' || keySource === 'environment_file')
    return 'The key is given from outside, where Wheelhouse does not write. Move it into a file first.'
  return undefined
}

function MasterKeyRow({ vault }: { vault: VaultStatus }) {
  const [asking, setAsking] = useState(false)
  const rotate = useMutation(useRpc().vault.rotateMasterKey.mutationOptions())
  return (
    <SettingRow label="Master key" hint="Wraps the keys of all companies anew, at once. Values are not sealed again.">
      <Button disabledReason={outside(vault)} onClick={() => setAsking(true)}>
        Rotate the master key
      </Button>
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title="Rotate the master key"
        consequences={[
          `A new key takes the place of ${vault.keyLocation}, and the keys of all companies are wrapped with it. Runs are not interrupted.`,
          'Recovery kits made so far do not open this vault any more. Make a new one and test it.',
          'Backups of the database from before open with the old key only: keep an old kit as long as you keep them.',
        ]}
        survives="Every secret, its versions and its access log stay as they are. A crash on the way is put in order at the next start."
        confirmLabel="Rotate the master key"
        keepLabel="Keep the key"
        onConfirm={async () => {
          const { dataKeys, milliseconds } = await rotate.mutateAsync({})
          toast.done(`The master key is new: ${counted(dataKeys, 'key')} wrapped in ${figure(milliseconds)} ms. Make a recovery kit of it.`)
        }}
      />
    </SettingRow>
  )
}

function DataKeyRow({ vault }: { vault: VaultStatus }) {
  const rpc = useRpc()
  const companies = useQuery(rpc.companies.list.queryOptions({ input: {} }))
  const [chosen, setChosen] = useState<string | null>(null)
  const [asking, setAsking] = useState(false)
  const rotate = useMutation(rpc.vault.rotateDataKey.mutationOptions())
  const company = companies.data?.find(({ id }) => id === chosen)
  const progress = vault.dataKeyRotation
  const blocked = vault.state === 'locked' ? 'The vault is locked.' : company ? undefined : 'Choose a company first.'
  return (
    <SettingRow
      label="Data key of a company"
      hint={
        progress ? (
          <Progress {...progress} />
        ) : (
          'The key that seals the values of one company. They are sealed anew in the background, which a restart does not lose.'
        )
      }
    >
      <div className="flex items-center gap-2">
        <Select
          label="Company"
          hideLabel
          size="md"
          className="w-44"
          value={chosen}
          onChange={setChosen}
          placeholder="Company…"
          options={companies.data?.map(({ id, name }) => ({ value: id, label: name })) ?? []}
        />
        <Button disabledReason={blocked} onClick={() => setAsking(true)}>
          Rotate the data key
        </Button>
      </div>
      {company && (
        <ConfirmDialog
          open={asking}
          onOpenChange={setAsking}
          title={`Rotate the data key of ${company.name}`}
          consequences={[
            'New values are sealed with a new key at once, and all that are stored are sealed anew in the background.',
            'The old key is removed when nothing is sealed with it any more. Runs are not interrupted.',
          ]}
          survives="Every secret, its versions and its access log stay as they are."
          confirmLabel="Rotate the data key"
          keepLabel="Keep the key"
          onConfirm={async () => {
            await rotate.mutateAsync({ companyId: company.id })
            toast.done(`${company.name} has a new data key. Its values are being sealed anew.`)
          }}
        />
      )}
    </SettingRow>
  )
}

function Progress({ done, total }: { done: number; total: number }) {
  return (
    <span className="flex items-center gap-2">
      <progress value={done} max={total} aria-label="Values sealed anew" className="h-1.5 w-40 accent-(--accent)" />
      <span role="status" className="tabular-nums">
        {figure(done)} of {counted(total, 'version')} sealed anew
      </span>
    </span>
  )
}
