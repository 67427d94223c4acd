/** The three dialogs of a company: make, rename, delete. */
import { useMutation } from '@tanstack/react-query'
import type { Company } from '#shared/contract/companies.ts'
import { useRpc } from '../../rpc/provider.tsx'
import { ConfirmDialog } from '../../ui/confirm.tsx'
import { NameDialog } from '../../ui/name-dialog.tsx'
import { toast } from '../../ui/toast.tsx'
import { whatGoes } from './what-goes.ts'

export function CreateCompany({ onClose, onCreated }: { onClose: () => void; onCreated: (company: Company) => void }) {
  const create = useMutation(useRpc().companies.create.mutationOptions({ onSuccess: onCreated }))
  return (
    <NameDialog
      title="New company"
      description="Agents, projects, routines and secrets of one company are never seen by another."
      submitLabel="Create company"
      busy={create.isPending}
      error={create.error}
      onSubmit={(name) => create.mutate({ name })}
      onClose={onClose}
    />
  )
}

export function RenameCompany({ company, onClose }: { company: Company; onClose: () => void }) {
  const rename = useMutation(useRpc().companies.update.mutationOptions({ onSuccess: onClose }))
  return (
    <NameDialog
      title={`Rename ${company.name}`}
      submitLabel="Rename company"
      initial={company.name}
      busy={rename.isPending}
      error={rename.error}
      onSubmit={(name) => rename.mutate({ companyId: company.id, name })}
      onClose={onClose}
    />
  )
}

/** Tier 3: names everything that goes, and wants the company's name typed. */
export function DeleteCompany({ company, onClose }: { company: Company; onClose: () => void }) {
  const remove = useMutation(useRpc().companies.remove.mutationOptions())
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Delete company ${company.name}`}
      consequences={whatGoes(company)}
      survives="Nothing of it can be brought back. Other companies and the settings of this computer stay as they are."
      confirmLabel="Delete company"
      keepLabel="Keep company"
      typeName={company.name}
      onConfirm={async () => {
        await remove.mutateAsync({ companyId: company.id, confirmName: company.name })
        toast.done(`Deleted company ${company.name}.`)
      }}
    />
  )
}
