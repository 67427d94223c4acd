import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useRpc } from '../../rpc/provider.tsx'
import { Button } from '../../ui/button.tsx'
import { ConfirmPopover } from '../../ui/confirm.tsx'
import { toast } from '../../ui/toast.tsx'

/** Removes the sample company after saying what goes; toasts a way to add it again. */
export function useRemoveSample() {
  const rpc = useRpc()
  const navigate = useNavigate()
  const queries = useQueryClient()
  const remove = useMutation(rpc.sample.remove.mutationOptions())
  const install = useMutation(rpc.sample.install.mutationOptions())
  return async () => {
    await remove.mutateAsync({})
    // Before the start page reads the list: it would lead straight back into the company that is gone.
    queries.setQueryData(rpc.companies.list.queryKey({ input: {} }), (rows) => rows?.filter(({ isSample }) => !isSample))
    await navigate({ to: '/' })
    toast.done('Removed the sample company.', { undo: async () => void (await install.mutateAsync({})) })
  }
}

/** Says that what is on screen is made up, and takes all of it away in one click. */
export function SampleBanner() {
  const remove = useRemoveSample()
  return (
    <div
      role="note"
      aria-label="Sample data"
      className="flex h-7 shrink-0 items-center justify-center gap-2 border-b border-line bg-accent-bg text-sm"
    >
      <span className="text-muted">Sample data: look around, run and change anything.</span>
      <ConfirmPopover
        trigger={
          <Button size="sm" variant="ghost">
            Remove
          </Button>
        }
        consequence="The sample company goes with its routines, runs, logs and secrets. It can be added again from the list of companies."
        confirmLabel="Remove sample company"
        onConfirm={remove}
      />
    </div>
  )
}
