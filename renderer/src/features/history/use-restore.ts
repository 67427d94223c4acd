/** Carries a restore out: one call, its toast with Undo, and a test run when asked for. */
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import type { RestorePlan, RestoreScope, Revision, Routine } from '#shared/contract/routines.ts'
import { useRpc } from '../../rpc/provider.tsx'
import { toast } from '../../ui/toast.tsx'

/** How long a restore can be taken back from its toast, milliseconds; from History it always can. */
const UNDO_MS = 60_000

export interface RestoreChoices {
  scope: RestoreScope
  keys: string[]
  versions: 'pinned' | 'today'
  enable: boolean
  testRun: boolean
  reason: string
}

export function useRestore(routine: Pick<Routine, 'id' | 'companyId' | 'enabled'>, revision: Revision) {
  const rpc = useRpc()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const { companyId, id } = routine
  const stored = (answer: Routine) => queries.setQueryData(rpc.routines.get.queryKey({ input: { companyId, id } }), answer)
  const restore = useMutation(rpc.routines.restore.mutationOptions({ onSuccess: stored }))
  const start = useMutation(rpc.runs.start.mutationOptions())

  /** Brings back what was current before, enabled state included. */
  async function undo(plan: RestorePlan, made: Routine, enabled: boolean) {
    await restore.mutateAsync({
      ...{ companyId, id, revisionId: plan.baseRevisionId, baseRevisionId: made.revisionId },
      ...(enabled ? { enable: routine.enabled } : {}),
      reason: `Undid the restore of r${revision.number}.`,
    })
  }

  async function testRun() {
    try {
      const run = await start.mutateAsync({ companyId, routineId: id })
      const open = () => void navigate({ to: '/c/$companyId/runs/$runId', params: { companyId, runId: run.id } })
      toast.done(`Test run #${run.number} started.`, { action: { label: 'Follow', run: open } })
    } catch (error) {
      toast.failed("Couldn't start the test run. The restore itself is done.", error)
    }
  }

  return {
    busy: restore.isPending,
    error: restore.error,
    forget: restore.reset,

    /** Rejects when nothing was restored. */
    async restore(plan: RestorePlan, { enable, testRun: test, ...choice }: RestoreChoices): Promise<void> {
      const given = { ...choice, ...(enable ? { enable: true } : {}) }
      const made = await restore.mutateAsync({ companyId, id, revisionId: revision.id, baseRevisionId: plan.baseRevisionId, ...given })
      toast.done(`Restored r${revision.number} as r${made.revisionNumber}.`, { undo: () => undo(plan, made, enable), undoMs: UNDO_MS })
      if (test) await testRun()
    },
  }
}
