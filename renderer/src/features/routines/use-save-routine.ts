import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { Env } from '#shared/contract/env.ts'
import type { Routine } from '#shared/contract/routines.ts'
import { codeOf } from '../../rpc/friendly-error.ts'
import { useRpc } from '../../rpc/provider.tsx'
import type { RoutineDraft } from './routine-draft.ts'

interface Save {
  changes: Partial<Omit<RoutineDraft, 'revisionId'>> & { env?: Env }
  summary: string
  /** The revision the edits started from: a save over a newer one is refused. */
  baseRevisionId: string
}

/** Saves a routine and puts the answer where the page reads it, so that the form never shows the old value again. */
export function useSaveRoutine({ id, companyId }: Routine, onSaved: (routine: Routine) => void) {
  const rpc = useRpc()
  const queries = useQueryClient()
  const queryKey = rpc.routines.get.queryKey({ input: { companyId, id } })
  const { mutate, isPending, error, variables, reset } = useMutation(
    rpc.routines.update.mutationOptions({
      // Typed values are not kept longer than the form.
      gcTime: 0,
      onSuccess: (stored) => {
        queries.setQueryData(queryKey, stored)
        onSaved(stored)
      },
    }),
  )
  return {
    save: ({ changes, summary, baseRevisionId }: Save) => mutate({ companyId, id, ...changes, summary, baseRevisionId }),
    busy: isPending,
    isPending,
    error,
    variables,
    reset,
    refused: codeOf(error) === 'CONFLICT',
    reread: () => void queries.invalidateQueries({ queryKey }),
  }
}
