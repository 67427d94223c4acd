import { useMutation } from '@tanstack/react-query'
import type { Agent } from '#shared/contract/agents.ts'
import { useRpc } from '../../rpc/provider.tsx'
import { ButtonLink } from '../../ui/button-link.tsx'
import { ConfirmDialog } from '../../ui/confirm.tsx'
import { counted } from '../../ui/counted.ts'
import { InUseDialog } from '../../ui/in-use-dialog.tsx'
import { toast } from '../../ui/toast.tsx'

export interface DeleteAgentProps {
  agent: Agent
  onClose: () => void
  onDeleted?: () => void
}

/** Deletes an agent that no routine runs on; otherwise says which routines stand in the way. */
export function DeleteAgent({ agent, onClose, onDeleted }: DeleteAgentProps) {
  const { id, companyId, name } = agent
  const remove = useMutation(useRpc().agents.remove.mutationOptions())
  if (agent.routines > 0) {
    return (
      <InUseDialog
        title={`${name} can’t be deleted yet`}
        why={`${counted(agent.routines, 'routine')} would have nothing to run on. Assign another agent there, or delete the routines, then come back.`}
        onClose={onClose}
        action={
          <ButtonLink variant="primary" to="/c/$companyId/agents/$agentId" params={{ companyId, agentId: id }} onClick={onClose}>
            Show the {agent.routines === 1 ? 'routine' : 'routines'}
          </ButtonLink>
        }
      />
    )
  }
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Delete agent ${name}`}
      danger
      consequences={[`Its command, arguments and ${counted(agent.env.length, 'env key')} are gone. This can’t be undone.`]}
      survives="Secrets it refers to stay in the vault. Past runs keep their logs."
      confirmLabel="Delete agent"
      keepLabel="Keep agent"
      onConfirm={async () => {
        await remove.mutateAsync({ companyId, id })
        toast.done(`Deleted agent ${name}.`)
        onDeleted?.()
      }}
    />
  )
}
