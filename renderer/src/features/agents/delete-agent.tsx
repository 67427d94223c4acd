import { useMutation, useQuery } from '@tanstack/react-query'
import type { Agent } from '#shared/contract/agents.ts'
import { useRpc } from '../../rpc/provider.tsx'
import { ButtonLink } from '../../ui/button-link.tsx'
import { counted } from '../../ui/counted.ts'
import { Deletion } from '../../ui/deletion.tsx'
import { toast } from '../../ui/toast.tsx'

export interface DeleteAgentProps {
  agent: Agent
  onClose: () => void
  onDeleted?: () => void
}

/** Deletes an agent that no routine runs on; otherwise says which routines stand in the way. */
export function DeleteAgent({ agent: shown, onClose, onDeleted }: DeleteAgentProps) {
  const { id, companyId } = shown
  const rpc = useRpc()
  const remove = useMutation(rpc.agents.remove.mutationOptions())
  // The row that was clicked may be a moment old, and routines come and go while the dialog is open.
  const read = useQuery({ ...rpc.agents.get.queryOptions({ input: { companyId, id } }), staleTime: 0 })
  const { name, routines, env } = read.isSuccess && read.isFetchedAfterMount ? read.data : shown
  return (
    <Deletion
      inUse={routines > 0}
      refusal={{
        title: `${name} can’t be deleted yet`,
        why: `${counted(routines, 'routine')} would have nothing to run on. Assign another agent there, or delete the routines, then come back.`,
        action: (
          <ButtonLink variant="primary" to="/c/$companyId/agents/$agentId" params={{ companyId, agentId: id }} onClick={onClose}>
            Show the {routines === 1 ? 'routine' : 'routines'}
          </ButtonLink>
        ),
      }}
      released={{ title: `${name} can be deleted now`, why: 'No routine runs on it any more.' }}
      confirmation={{
        title: `Delete agent ${name}`,
        consequences: [`Its command, arguments and ${counted(env.length, 'env key')} are gone. This can’t be undone.`],
        survives: 'Secrets it refers to stay in the vault. Past runs keep their logs.',
        confirmLabel: 'Delete agent',
        keepLabel: 'Keep agent',
        onConfirm: async () => {
          await remove.mutateAsync({ companyId, id })
          toast.done(`Deleted agent ${name}.`)
          onDeleted?.()
        },
      }}
      onClose={onClose}
    />
  )
}
