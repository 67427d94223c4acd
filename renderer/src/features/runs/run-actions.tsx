import { useMutation, useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { RotateCcw, Square } from 'lucide-react'
import { type ReactElement, useState } from 'react'
import type { Run } from '#shared/contract/runs.ts'
import { useOfflineReason } from '../../rpc/connection.ts'
import { useRpc } from '../../rpc/provider.tsx'
import { Button } from '../../ui/button.tsx'
import { ConfirmPopover } from '../../ui/confirm.tsx'
import { useTicking } from '../../ui/ticker.ts'
import { toast } from '../../ui/toast.tsx'
import { isActive } from './run-words.ts'

/** Retry for a run that ended, Cancel for one that has not. */
export function RunActions({ run }: { run: Run }): ReactElement {
  return isActive(run) ? <Cancel run={run} /> : <Retry run={run} />
}

function Retry({ run }: { run: Run }) {
  const rpc = useRpc()
  const navigate = useNavigate()
  const offline = useOfflineReason()
  const start = useMutation(
    rpc.runs.start.mutationOptions({
      onSuccess: (next) => void navigate({ to: '/c/$companyId/runs/$runId', params: { companyId: next.companyId, runId: next.id } }),
      onError: (error) => toast.failed(`Couldn't retry run ${run.number}.`, error),
    }),
  )
  return (
    <Button
      icon={RotateCcw}
      busy={start.isPending}
      disabledReason={offline}
      onClick={() => start.mutate({ companyId: run.companyId, routineId: run.routineId, retryOf: run.id })}
    >
      Retry with the same r{run.revisionNumber}
    </Button>
  )
}

function Cancel({ run }: { run: Run }) {
  const rpc = useRpc()
  const offline = useOfflineReason()
  const [askedAt, setAskedAt] = useState<number | null>(null)
  const agent = useQuery(rpc.agents.get.queryOptions({ input: { companyId: run.companyId, id: run.agentId ?? '' }, enabled: run.agentId !== null }))
  const cancel = useMutation(rpc.runs.cancel.mutationOptions())
  const grace = agent.data?.adapter.graceSec ?? null
  const stop = async () => {
    await cancel.mutateAsync({ companyId: run.companyId, id: run.id })
    setAskedAt(Date.now())
  }
  if (askedAt !== null) return <Ending askedAt={askedAt} graceSec={grace} />
  return (
    <ConfirmPopover
      trigger={
        <Button icon={Square} disabledReason={offline}>
          Cancel
        </Button>
      }
      consequence={run.status === 'queued' ? 'It has not started yet and never will.' : cancelConsequence(grace)}
      confirmLabel={`Cancel run #${run.number}`}
      danger
      onConfirm={stop}
    />
  )
}

function cancelConsequence(graceSec: number | null): string {
  const after = graceSec === null ? 'its grace period' : `${graceSec} s`
  return `Asks the process and everything it started to end. What still runs after ${after} is killed. Output so far is kept.`
}

/** What cancelling is waiting for, once it was asked for. */
function Ending({ askedAt, graceSec }: { askedAt: number; graceSec: number | null }) {
  const text = useTicking((now) => {
    if (graceSec === null) return 'Asked to end'
    const left = Math.ceil(graceSec - (now - askedAt) / 1000)
    return left > 0 ? `Asked to end · killed in ${left} s` : 'Killing it'
  })
  return (
    <p role="status" className="text-muted tabular-nums">
      {text}
    </p>
  )
}
