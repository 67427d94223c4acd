import { useMutation } from '@tanstack/react-query'
import { Pause, Play, Repeat } from 'lucide-react'
import { type ReactElement, useState } from 'react'
import type { RoutineRow } from '#shared/contract/routines.ts'
import { useOfflineReason } from '../../rpc/connection.ts'
import { useRpc } from '../../rpc/provider.tsx'
import { type Bulk, skippedWords, useBulk } from '../../ui/bulk.ts'
import { BulkBar, type BulkBarProps, eligibleWords } from '../../ui/bulk-bar.tsx'
import type { Chosen } from '../../ui/chosen.ts'
import { ConfirmDialog } from '../../ui/confirm.tsx'
import { counted } from '../../ui/counted.ts'
import type { RowVerb } from '../../ui/data-table.tsx'
import { useRunNow, useSetEnabled } from './routine-verbs.ts'

interface Asked {
  verb: 'disable' | 'run'
  rows: readonly RoutineRow[]
}

export interface RoutineBulk {
  bulk: Bulk
  asked: Asked | null
  forget: () => void
  enable: (rows: readonly RoutineRow[]) => void
  disable: (rows: readonly RoutineRow[]) => void
  /** Of several routines asks first; of one it is the same as its own button. */
  runNow: (rows: readonly RoutineRow[]) => void
  disableAll: (rows: readonly RoutineRow[], reason: string) => void
  runAll: (rows: readonly RoutineRow[]) => void
}

const enabled = (row: RoutineRow) => row.enabled
const disabled = (row: RoutineRow) => !row.enabled

/** What can be done to several routines at once. */
export function useRoutineBulk(): RoutineBulk {
  const rpc = useRpc()
  const bulk = useBulk()
  const set = useMutation(rpc.routines.setEnabled.mutationOptions())
  const start = useMutation(rpc.runs.start.mutationOptions())
  const one = useSetEnabled()
  const { run } = useRunNow()
  const [asked, setAsked] = useState<Asked | null>(null)
  const turn = ({ companyId, id }: RoutineRow, on: boolean, reason = '') => set.mutateAsync({ companyId, id, enabled: on, reason })
  return {
    bulk,
    asked,
    forget: () => setAsked(null),
    enable: (rows) =>
      void bulk.run({
        doing: 'Enabling',
        did: 'Enabled',
        noun: 'routine',
        items: rows.filter(disabled),
        ...skippedWords(rows.filter(enabled).length, 'already enabled'),
        each: (row) => turn(row, true),
        undo: (row) => turn(row, false, row.disabledReason ?? ''),
      }),
    disable: (rows) => {
      const [only] = rows
      if (only && rows.length === 1) one.setEnabled({ routine: only, enabled: false })
      else setAsked({ verb: 'disable', rows })
    },
    disableAll: (rows, reason) =>
      void bulk.run({
        doing: 'Disabling',
        did: 'Disabled',
        noun: 'routine',
        items: rows.filter(enabled),
        ...skippedWords(rows.filter(disabled).length, 'already disabled'),
        each: (row) => turn(row, false, reason),
        undo: (row) => turn(row, true),
      }),
    runNow: (rows) => {
      const [only] = rows
      if (only && rows.length === 1) run({ routine: only })
      else setAsked({ verb: 'run', rows })
    },
    runAll: (rows) =>
      void bulk.run({
        doing: 'Starting',
        did: 'Started',
        noun: 'run',
        items: rows,
        each: ({ companyId, id }) => start.mutateAsync({ companyId, routineId: id }),
      }),
  }
}

/** Keys of a routine's row. */
export function routineVerbs({ runNow }: RoutineBulk, offline: string | undefined): RowVerb<RoutineRow>[] {
  return [{ keys: 'r', label: 'Run the row or the selection now', run: (rows) => !offline && runNow(rows) }]
}

/** The bar under the list of routines, and what it asks before it acts on many. */
export function RoutineBulkBar({ chosen, acts, more }: { chosen: Chosen<RoutineRow>; acts: RoutineBulk; more: BulkBarProps['more'] }): ReactElement {
  const { rows } = chosen
  return (
    <>
      <BulkBar
        noun="routine"
        selected={rows.length}
        more={more}
        bulk={acts.bulk}
        offlineReason={useOfflineReason()}
        onClear={chosen.clear}
        actions={[
          {
            label: 'Enable',
            icon: Repeat,
            eligible: rows.filter(disabled).length,
            skips: 'already enabled',
            onPress: () => acts.enable(rows),
          },
          {
            label: 'Disable',
            icon: Pause,
            eligible: rows.filter(enabled).length,
            skips: 'already disabled',
            onPress: () => acts.disable(rows),
          },
          { label: 'Run now', icon: Play, eligible: rows.length, skips: '', shortcut: 'r', onPress: () => acts.runNow(rows) },
        ]}
      />
      {acts.asked && <Ask asked={acts.asked} acts={acts} />}
    </>
  )
}

function Ask({ asked: { verb, rows }, acts }: { asked: Asked; acts: RoutineBulk }) {
  const onOpenChange = (open: boolean) => !open && acts.forget()
  if (verb === 'run') {
    const off = rows.filter(disabled).length
    return (
      <ConfirmDialog
        open
        onOpenChange={onOpenChange}
        title={`Run ${counted(rows.length, 'routine')} now`}
        consequences={[
          eligibleWords(rows.length, rows.length, ''),
          'Each starts one run of its current revision. What cannot start at once waits in the queue.',
          ...(off > 0 ? [`${off} of them ${off === 1 ? 'is' : 'are'} disabled: that stops schedules, not a run by hand.`] : []),
        ]}
        confirmLabel={`Start ${counted(rows.length, 'run')}`}
        keepLabel="Start none"
        onConfirm={() => acts.runAll(rows)}
      />
    )
  }
  const count = rows.filter(enabled).length
  const scheduled = rows.filter((row) => row.enabled && row.nextDueAt !== null).length
  return (
    <ConfirmDialog
      open
      onOpenChange={onOpenChange}
      title={`Disable ${counted(count, 'routine')}`}
      consequences={[
        eligibleWords(rows.length, count, 'already disabled'),
        scheduled === 0 ? 'None of them has a run to come.' : `${counted(scheduled, 'routine')} will not run on schedule until enabled again.`,
        'Runs in progress go on. Running by hand stays possible.',
      ]}
      survives="Undo, in the message that follows, enables the same routines again."
      confirmLabel={`Disable ${counted(count, 'routine')}`}
      keepLabel="Keep them enabled"
      reason="required"
      onConfirm={({ reason }) => acts.disableAll(rows, reason)}
    />
  )
}
