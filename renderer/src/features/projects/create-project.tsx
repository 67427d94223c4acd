import { useMutation } from '@tanstack/react-query'
import type { Project } from '#shared/contract/projects.ts'
import { useRpc } from '../../rpc/provider.tsx'
import { NameDialog } from '../../ui/name-dialog.tsx'

export interface CreateProjectProps {
  companyId: string
  onClose: () => void
  onCreated: (project: Project) => void
}

/** Asks for a name; the environment is edited on the project's page. */
export function CreateProject({ companyId, onClose, onCreated }: CreateProjectProps) {
  const create = useMutation(useRpc().projects.create.mutationOptions({ onSuccess: onCreated }))
  return (
    <NameDialog
      title="New project"
      description="Its environment keys reach every routine that belongs to it. They are set on its page."
      submitLabel="Create project"
      busy={create.isPending}
      error={create.error}
      onSubmit={(name) => create.mutate({ companyId, name })}
      onClose={onClose}
    />
  )
}
