/** What can be done to a routine from its row and from its page: each confirms itself, and says so when it fails. */
import { useMutation, useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import type { RoutineRow } from '#shared/contract/routines.ts'
import { useRpc } from '../../rpc/provider.tsx'
import { toast } from '../../ui/toast.tsx'

type Target = Pick<RoutineRow, 'id' | 'companyId' | 'name'>

/** Starts a run; lands on its live log when that is the person's preference. */
export function useRunNow() {
  const rpc = useRpc()
  const navigate = useNavigate()
  const settings = useQuery(rpc.settings.get.queryOptions({ input: {} }))
  const prefer = useMutation(rpc.settings.update.mutationOptions())
  const start = useMutation(rpc.runs.start.mutationOptions())
  const runAndFollow = settings.data?.runAndFollow ?? true
  const run = useMutation({
    mutationFn: async ({ routine, follow = runAndFollow }: { routine: Target; follow?: boolean }) => {
      if (follow !== runAndFollow) prefer.mutate({ runAndFollow: follow })
      return { run: await start.mutateAsync({ companyId: routine.companyId, routineId: routine.id }), follow }
    },
    onSuccess: ({ run: started, follow }) => {
      const open = () => void navigate({ to: '/c/$companyId/runs/$runId', params: { companyId: started.companyId, runId: started.id } })
      if (follow) open()
      else toast.done(`Run #${started.number} started.`, { action: { label: 'Follow', run: open } })
    },
    onError: (error, { routine }) => toast.failed(`Couldn't start ${routine.name}.`, error),
  })
  return { run: run.mutate, busy: run.isPending, runAndFollow }
}

/** Switches scheduled runs on or off, with Undo. */
export function useSetEnabled() {
  const rpc = useRpc()
  const set = useMutation(rpc.routines.setEnabled.mutationOptions())
  const change = useMutation({
    mutationFn: ({ routine, enabled }: { routine: Target & Pick<RoutineRow, 'disabledReason'>; enabled: boolean }) =>
      set.mutateAsync({ companyId: routine.companyId, id: routine.id, enabled }),
    onSuccess: (_stored, { routine, enabled }) => {
      const back = { companyId: routine.companyId, id: routine.id, enabled: !enabled, reason: enabled ? (routine.disabledReason ?? '') : '' }
      toast.done(`${enabled ? 'Enabled' : 'Disabled'} ${routine.name}.`, { undo: () => set.mutateAsync(back).then(() => undefined) })
    },
    onError: (error, { routine, enabled }) => toast.failed(`Couldn't ${enabled ? 'enable' : 'disable'} ${routine.name}. It is as it was.`, error),
  })
  return { setEnabled: change.mutate, busyId: change.isPending ? change.variables.routine.id : null }
}

/** Copies a routine and opens the copy. */
export function useDuplicate() {
  const rpc = useRpc()
  const navigate = useNavigate()
  const copy = useMutation(rpc.routines.duplicate.mutationOptions())
  return (routine: Target) =>
    copy.mutate(
      { companyId: routine.companyId, id: routine.id },
      {
        onSuccess: (made) => {
          toast.done(`Made ${made.name}, disabled.`)
          void navigate({ to: '/c/$companyId/routines/$routineId', params: { companyId: made.companyId, routineId: made.id } })
        },
        onError: (error) => toast.failed(`Couldn't duplicate ${routine.name}.`, error),
      },
    )
}

/** Deletes softly; the toast takes it back. Rejects when it fails, for the dialog to show. */
export function useDelete() {
  const rpc = useRpc()
  const remove = useMutation(rpc.routines.remove.mutationOptions())
  const undelete = useMutation(rpc.routines.undelete.mutationOptions())
  return async (routine: Target) => {
    const target = { companyId: routine.companyId, id: routine.id }
    await remove.mutateAsync(target)
    toast.done(`Deleted ${routine.name}.`, { undo: () => undelete.mutateAsync(target).then(() => undefined) })
  }
}
