import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { Env } from '#shared/contract/env.ts'
import type { Routine } from '#shared/contract/routines.ts'
import { codeOf } from '../../rpc/friendly-error.ts'
import { useRpc } from '../../rpc/provider.tsx'
import type { RoutineDraft } from './routine-draft.ts'

interface Save {
  changes: Partial<Omit<RoutineDraft, 'revisionId'>> & { env?: Env }
  summary: string
  /** The revision the edits started from; null saves over whatever is there. */
  baseRevisionId: string | null
}

/** Saves a routine and puts the answer where the page reads it, so that the form never shows the old value again. */
export function useSaveRoutine({ id, companyId }: Routine, onSaved: (routine: Routine) => void) {
  const rpc = useRpc()
  const queries = useQueryClient()
  const update = useMutation(
    rpc.routines.update.mutationOptions({
      onSuccess: (stored) => {
        queries.setQueryData(rpc.routines.get.queryKey({ input: { companyId, id } }), stored)
        onSaved(stored)
      },
    }),
  )
  const conflict = codeOf(update.error) === 'CONFLICT'
  return {
    save: ({ changes, summary, baseRevisionId }: Save) =>
      update.mutate({ companyId, id, ...changes, summary, ...(baseRevisionId === null ? {} : { baseRevisionId }) }),
    busy: update.isPending,
    conflict,
    error: conflict ? null : update.error,
    forget: update.reset,
  }
}
