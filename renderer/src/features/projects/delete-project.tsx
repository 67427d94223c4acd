import { useMutation, useQuery } from '@tanstack/react-query'
import type { Project } from '#shared/contract/projects.ts'
import { useRpc } from '../../rpc/provider.tsx'
import { ButtonLink } from '../../ui/button-link.tsx'
import { counted } from '../../ui/counted.ts'
import { Deletion } from '../../ui/deletion.tsx'
import { toast } from '../../ui/toast.tsx'

export interface DeleteProjectProps {
  project: Project
  onClose: () => void
  onDeleted?: () => void
}

/** Deletes a project without routines; otherwise says which routines would lose their environment. */
export function DeleteProject({ project: shown, onClose, onDeleted }: DeleteProjectProps) {
  const { id, companyId } = shown
  const rpc = useRpc()
  const remove = useMutation(rpc.projects.remove.mutationOptions())
  // The row that was clicked may be a moment old, and routines come and go while the dialog is open.
  const read = useQuery({ ...rpc.projects.get.queryOptions({ input: { companyId, id } }), staleTime: 0 })
  const { name, routines, env } = read.isSuccess && read.isFetchedAfterMount ? read.data : shown
  return (
    <Deletion
      inUse={routines > 0}
      refusal={{
        title: `${name} can’t be deleted yet`,
        why: `${counted(routines, 'routine')} would lose the keys it sets. Move them to another project, or to none, then come back.`,
        action: (
          <ButtonLink variant="primary" to="/c/$companyId/projects/$projectId" params={{ companyId, projectId: id }} onClick={onClose}>
            Show the {routines === 1 ? 'routine' : 'routines'}
          </ButtonLink>
        ),
      }}
      released={{ title: `${name} can be deleted now`, why: 'No routine belongs to it any more.' }}
      confirmation={{
        title: `Delete project ${name}`,
        consequences: [`Its description and ${counted(env.length, 'env key')} are gone. This can’t be undone.`],
        survives: 'Secrets it refers to stay in the vault. Past runs keep their logs.',
        confirmLabel: 'Delete project',
        keepLabel: 'Keep project',
        onConfirm: async () => {
          await remove.mutateAsync({ companyId, id })
          toast.done(`Deleted project ${name}.`)
          onDeleted?.()
        },
      }}
      onClose={onClose}
    />
  )
}
