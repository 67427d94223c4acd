import { useMutation, useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Bug, ChevronDown, GitCompareArrows, RotateCcw, Square } from 'lucide-react'
import { type ReactElement, useState } from 'react'
import type { Run } from '#shared/contract/runs.ts'
import { useOfflineReason } from '../../rpc/connection.ts'
import { useRpc } from '../../rpc/provider.tsx'
import { Button } from '../../ui/button.tsx'
import { ButtonLink } from '../../ui/button-link.tsx'
import { ConfirmPopover } from '../../ui/confirm.tsx'
import { IconButton } from '../../ui/icon-button.tsx'
import { Menu } from '../../ui/menu.tsx'
import { useTicking } from '../../ui/ticker.ts'
import { toast } from '../../ui/toast.tsx'
import { configName, envName, isActive } from './run-words.ts'

/** For a run that ended: another try, and what it did differently from the last that went well. Cancel for one that has not ended. */
export function RunActions({ run }: { run: Run }): ReactElement {
  if (isActive(run)) return <Cancel run={run} />
  return (
    <>
      {run.status !== 'succeeded' && <CompareWithSuccess run={run} />}
      <Retry run={run} />
    </>
  )
}

function CompareWithSuccess({ run: { companyId, id } }: { run: Run }) {
  const rpc = useRpc()
  const earlier = useQuery(rpc.runs.lastSuccess.queryOptions({ input: { companyId, id } }))
  if (!earlier.data) {
    const none = earlier.data === null ? 'No run of this routine has succeeded before this one.' : undefined
    return (
      <Button icon={GitCompareArrows} busy={earlier.isPending} disabledReason={none ?? 'Looking for the last success.'}>
        Compare with last success
      </Button>
    )
  }
  return (
    <ButtonLink icon={GitCompareArrows} to="/c/$companyId/runs/$runId/compare/$otherId" params={{ companyId, runId: id, otherId: earlier.data.id }}>
      Compare with last success
    </ButtonLink>
  )
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
  const retry = (debug: boolean) => start.mutate({ companyId: run.companyId, routineId: run.routineId, retryOf: run.id, debug })
  return (
    <span className="flex">
      <Button icon={RotateCcw} busy={start.isPending} disabledReason={offline} onClick={() => retry(false)} className="rounded-r-none">
        {run.revisionNumber === null ? 'Retry' : `Retry (same config ${configName(run)}, env ${envName(run)})`}
      </Button>
      <Menu
        align="end"
        trigger={<IconButton size="md" variant="secondary" icon={ChevronDown} label="More ways to retry" className="-ml-px rounded-l-none" />}
        items={[
          {
            label: 'Retry with debug',
            detail: 'Tells the program by WHEELHOUSE_DEBUG=1 and logs how it was started',
            icon: Bug,
            onSelect: () => retry(true),
            disabledReason: offline,
          },
        ]}
      />
    </span>
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
