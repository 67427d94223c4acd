import { useMutation } from '@tanstack/react-query'
import type { Project } from '#shared/contract/projects.ts'
import { useRpc } from '../../rpc/provider.tsx'
import { ButtonLink } from '../../ui/button-link.tsx'
import { ConfirmDialog } from '../../ui/confirm.tsx'
import { counted } from '../../ui/counted.ts'
import { InUseDialog } from '../../ui/in-use-dialog.tsx'
import { toast } from '../../ui/toast.tsx'

export interface DeleteProjectProps {
  project: Project
  onClose: () => void
  onDeleted?: () => void
}

/** Deletes a project without routines; otherwise says which routines would lose their environment. */
export function DeleteProject({ project, onClose, onDeleted }: DeleteProjectProps) {
  const { id, companyId, name } = project
  const remove = useMutation(useRpc().projects.remove.mutationOptions())
  if (project.routines > 0) {
    return (
      <InUseDialog
        title={`${name} can’t be deleted yet`}
        why={`${counted(project.routines, 'routine')} would lose the keys it sets. Move them to another project, or to none, then come back.`}
        onClose={onClose}
        action={
          <ButtonLink variant="primary" to="/c/$companyId/projects/$projectId" params={{ companyId, projectId: id }} onClick={onClose}>
            Show the {project.routines === 1 ? 'routine' : 'routines'}
          </ButtonLink>
        }
      />
    )
  }
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Delete project ${name}`}
      danger
      consequences={[`Its description and ${counted(project.env.length, 'env key')} are gone. This can’t be undone.`]}
      survives="Secrets it refers to stay in the vault. Past runs keep their logs."
      confirmLabel="Delete project"
      keepLabel="Keep project"
      onConfirm={async () => {
        await remove.mutateAsync({ companyId, id })
        toast.done(`Deleted project ${name}.`)
        onDeleted?.()
      }}
    />
  )
}
