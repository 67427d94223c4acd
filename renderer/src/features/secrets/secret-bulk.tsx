import { useMutation } from '@tanstack/react-query'
import { CircleCheck, CirclePause, FileDown } from 'lucide-react'
import { type ReactElement, useState } from 'react'
import type { Secret } from '#shared/contract/secrets.ts'
import { useOfflineReason } from '../../rpc/connection.ts'
import { useRpc } from '../../rpc/provider.tsx'
import { type Bulk, skippedWords, useBulk } from '../../ui/bulk.ts'
import { BulkBar, eligibleWords } from '../../ui/bulk-bar.tsx'
import type { Chosen } from '../../ui/chosen.ts'
import { ConfirmDialog } from '../../ui/confirm.tsx'
import { counted } from '../../ui/counted.ts'
import { useExportReferences } from './export-references.ts'

export interface SecretBulk {
  bulk: Bulk
  /** Rows that a question is open about. */
  asked: readonly Secret[] | null
  ask: (rows: readonly Secret[] | null) => void
  enable: (rows: readonly Secret[]) => void
  disable: (rows: readonly Secret[], reason: string) => void
}

const active = ({ status }: Secret) => status === 'active'
const disabled = (secret: Secret) => !active(secret)

/** What can be done to several secrets at once. Their values are no part of it. */
export function useSecretBulk(): SecretBulk {
  const bulk = useBulk()
  const { mutateAsync } = useMutation(useRpc().secrets.setStatus.mutationOptions())
  const [asked, ask] = useState<readonly Secret[] | null>(null)
  const turn = ({ companyId, id }: Secret, status: Secret['status'], reason = '') => mutateAsync({ companyId, id, status, reason })
  return {
    bulk,
    asked,
    ask,
    enable: (rows) =>
      void bulk.run({
        doing: 'Enabling',
        did: 'Enabled',
        noun: 'secret',
        items: rows.filter(disabled),
        ...skippedWords(rows.filter(active).length, 'already enabled'),
        each: (row) => turn(row, 'active'),
        undo: (row) => turn(row, 'disabled', row.statusReason || 'Enabled by mistake.'),
      }),
    disable: (rows, reason) =>
      void bulk.run({
        doing: 'Disabling',
        did: 'Disabled',
        noun: 'secret',
        items: rows.filter(active),
        ...skippedWords(rows.filter(disabled).length, 'already disabled'),
        each: (row) => turn(row, 'disabled', reason),
        undo: (row) => turn(row, 'active'),
      }),
  }
}

/** The bar under the list of secrets, and what it asks before it disables many. */
export function SecretBulkBar({ companyId, chosen, acts }: { companyId: string; chosen: Chosen<Secret>; acts: SecretBulk }): ReactElement {
  const { rows } = chosen
  const save = useExportReferences(companyId)
  return (
    <>
      <BulkBar
        noun="secret"
        selected={rows.length}
        bulk={acts.bulk}
        offlineReason={useOfflineReason()}
        onClear={chosen.clear}
        actions={[
          { label: 'Enable', icon: CircleCheck, eligible: rows.filter(disabled).length, skips: 'already enabled', onPress: () => acts.enable(rows) },
          { label: 'Disable', icon: CirclePause, eligible: rows.filter(active).length, skips: 'already disabled', onPress: () => acts.ask(rows) },
          { label: 'Export references of', icon: FileDown, eligible: rows.length, skips: '', onPress: () => save(rows.map(({ name }) => name)) },
        ]}
      />
      {acts.asked && <AskDisable rows={acts.asked} acts={acts} />}
    </>
  )
}

function AskDisable({ rows, acts }: { rows: readonly Secret[]; acts: SecretBulk }) {
  const eligible = rows.filter(active)
  const used = eligible.filter(({ usedBy }) => usedBy > 0)
  const places = used.reduce((sum, { usedBy }) => sum + usedBy, 0)
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => !open && acts.ask(null)}
      title={`Disable ${counted(eligible.length, 'secret')}`}
      danger
      consequences={[
        eligibleWords(rows.length, eligible.length, 'already disabled'),
        used.length === 0
          ? 'Nothing uses them now; a run that came to need one would fail.'
          : `${counted(used.length, 'secret')} of them ${used.length === 1 ? 'is' : 'are'} bound in ${counted(places, 'place')}: runs there fail before they start.`,
        'Runs under way keep the values that they were given.',
      ]}
      survives="Undo, in the message that follows, enables the same secrets again."
      confirmLabel={`Disable ${counted(eligible.length, 'secret')}`}
      keepLabel="Keep them enabled"
      reason="required"
      onConfirm={({ reason }) => acts.disable(rows, reason)}
    />
  )
}
