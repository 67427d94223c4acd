import { useMutation } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { RotateCcw, Square } from 'lucide-react'
import { type ReactElement, useState } from 'react'
import type { Run } from '#shared/contract/runs.ts'
import { useOfflineReason } from '../../rpc/connection.ts'
import { useRpc } from '../../rpc/provider.tsx'
import { type Bulk, skippedWords, useBulk } from '../../ui/bulk.ts'
import { BulkBar, type BulkBarProps, eligibleWords } from '../../ui/bulk-bar.tsx'
import type { Chosen } from '../../ui/chosen.ts'
import { ConfirmDialog } from '../../ui/confirm.tsx'
import { counted } from '../../ui/counted.ts'
import type { RowVerb } from '../../ui/data-table.tsx'
import { toast } from '../../ui/toast.tsx'
import { isActive } from './run-words.ts'

interface Asked {
  verb: 'cancel' | 'retry'
  rows: readonly Run[]
}

export interface RunBulk {
  bulk: Bulk
  asked: Asked | null
  forget: () => void
  /** Asks first: work under way is lost. */
  cancel: (rows: readonly Run[]) => void
  /** Of several runs asks first; one is retried at once. */
  retry: (rows: readonly Run[]) => void
  cancelAll: (rows: readonly Run[]) => void
  retryAll: (rows: readonly Run[]) => void
}

const ended = (run: Run) => !isActive(run)
const stillActive = 'still active'
const alreadyEnded = 'already ended'

/** What can be done to several runs at once. */
export function useRunBulk(): RunBulk {
  const rpc = useRpc()
  const navigate = useNavigate()
  const bulk = useBulk()
  const cancel = useMutation(rpc.runs.cancel.mutationOptions())
  const start = useMutation(rpc.runs.start.mutationOptions())
  const [asked, setAsked] = useState<Asked | null>(null)
  const again = ({ companyId, routineId, id }: Run) => start.mutateAsync({ companyId, routineId, retryOf: id })
  const retryOne = (run: Run) =>
    again(run)
      .then((next) => {
        const follow = () => void navigate({ to: '/c/$companyId/runs/$runId', params: { companyId: next.companyId, runId: next.id } })
        toast.done(`Run #${next.number} started: a retry of #${run.number}.`, { action: { label: 'Follow', run: follow } })
      })
      .catch((error: unknown) => toast.failed(`Couldn't retry run ${run.number}.`, error))
  return {
    bulk,
    asked,
    forget: () => setAsked(null),
    cancel: (rows) => rows.some(isActive) && setAsked({ verb: 'cancel', rows }),
    cancelAll: (rows) =>
      void bulk.run({
        doing: 'Cancelling',
        did: 'Asked to end',
        noun: 'run',
        items: rows.filter(isActive),
        ...skippedWords(rows.filter(ended).length, alreadyEnded),
        each: ({ companyId, id }) => cancel.mutateAsync({ companyId, id }),
      }),
    retry: (rows) => {
      const [only] = rows
      if (only && rows.length === 1 && ended(only)) void retryOne(only)
      else if (rows.some(ended)) setAsked({ verb: 'retry', rows })
    },
    retryAll: (rows) =>
      void bulk.run({
        doing: 'Retrying',
        did: 'Retried',
        noun: 'run',
        items: rows.filter(ended),
        ...skippedWords(rows.filter(isActive).length, stillActive),
        each: again,
      }),
  }
}

/** Keys of a run's row. */
export function runVerbs({ retry, cancel }: RunBulk, offline: string | undefined): RowVerb<Run>[] {
  return [
    { keys: 'r', label: 'Retry the row or the selection', run: (rows) => !offline && retry(rows) },
    { keys: 'c', label: 'Cancel the row or the selection', run: (rows) => !offline && cancel(rows) },
  ]
}

/** The bar under a list of runs, and what it asks before it acts. */
export function RunBulkBar({ chosen, acts, more }: { chosen: Chosen<Run>; acts: RunBulk; more: BulkBarProps['more'] }): ReactElement {
  const { rows } = chosen
  return (
    <>
      <BulkBar
        noun="run"
        selected={rows.length}
        more={more}
        bulk={acts.bulk}
        offlineReason={useOfflineReason()}
        onClear={chosen.clear}
        actions={[
          {
            label: 'Cancel',
            icon: Square,
            eligible: rows.filter(isActive).length,
            skips: alreadyEnded,
            shortcut: 'c',
            onPress: () => acts.cancel(rows),
          },
          {
            label: 'Retry',
            icon: RotateCcw,
            eligible: rows.filter(ended).length,
            skips: stillActive,
            shortcut: 'r',
            onPress: () => acts.retry(rows),
          },
        ]}
      />
      {acts.asked && <Ask asked={acts.asked} acts={acts} />}
    </>
  )
}

function Ask({ asked: { verb, rows }, acts }: { asked: Asked; acts: RunBulk }) {
  const eligible = rows.filter(verb === 'cancel' ? isActive : ended)
  const count = eligible.length
  const what = count === 1 && eligible[0] ? `run #${eligible[0].number}` : counted(count, 'run')
  const onOpenChange = (open: boolean) => !open && acts.forget()
  if (verb === 'retry') {
    return (
      <ConfirmDialog
        open
        onOpenChange={onOpenChange}
        title={`Retry ${what}`}
        consequences={[
          eligibleWords(rows.length, count, stillActive),
          'Each starts a new run of the revision it ran before, with the secrets as they are now. What cannot start at once waits in the queue.',
        ]}
        confirmLabel={`Retry ${what}`}
        keepLabel="Retry none"
        onConfirm={() => acts.retryAll(rows)}
      />
    )
  }
  const queued = eligible.filter(({ status }) => status === 'queued').length
  return (
    <ConfirmDialog
      open
      onOpenChange={onOpenChange}
      title={`Cancel ${what}`}
      consequences={[
        eligibleWords(rows.length, count, alreadyEnded),
        ...(count > queued ? ['Asks each process and everything it started to end. What still runs after its grace period is killed.'] : []),
        ...(queued > 0 ? [`${counted(queued, 'run')} in the queue ${queued === 1 ? 'has' : 'have'} not started and never will.`] : []),
      ]}
      survives="Output so far is kept. A cancelled run can be retried."
      confirmLabel={`Cancel ${what}`}
      keepLabel={count === 1 ? 'Keep it' : 'Keep them'}
      danger
      onConfirm={() => acts.cancelAll(rows)}
    />
  )
}
