import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { Settings } from '#shared/contract/settings.ts'
import { useRpc } from '../../rpc/provider.tsx'
import { toast } from '../../ui/toast.tsx'

export type ChangeSettings = (change: Partial<Settings>) => void

/** Changes settings at once and stores them; what could not be stored goes back, and says so. */
export function useChangeSettings(): ChangeSettings {
  const rpc = useRpc()
  const queries = useQueryClient()
  const queryKey = rpc.settings.get.queryKey({ input: {} })
  const { mutate } = useMutation(
    rpc.settings.update.mutationOptions({
      onMutate: async (change) => {
        await queries.cancelQueries({ queryKey })
        const before = queries.getQueryData(queryKey)
        if (before) queries.setQueryData(queryKey, { ...before, ...change } as Settings)
        return before
      },
      onSuccess: (stored) => {
        queries.setQueryData(queryKey, stored)
      },
      onError: (error, _change, before) => {
        queries.setQueryData(queryKey, before)
        toast.failed('The setting was not saved and went back to what it was.', error)
      },
    }),
  )
  return mutate
}
