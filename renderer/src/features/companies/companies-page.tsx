import { useMutation, useQuery } from '@tanstack/react-query'
import { Building2, FlaskConical, Pencil, Plus, Trash2 } from 'lucide-react'
import { type ReactElement, useState } from 'react'
import type { Company } from '#shared/contract/companies.ts'
import { useRpc } from '../../rpc/provider.tsx'
import { useGoToCompany } from '../../shell/company.ts'
import { useSearchState } from '../../shell/params.ts'
import { Button } from '../../ui/button.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { ListToolbar } from '../../ui/list-toolbar.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { SearchField } from '../../ui/search-field.tsx'
import { PageBody } from '../../ui/section.tsx'
import { SkeletonRows } from '../../ui/skeleton.tsx'
import { EmptyState, FilteredEmpty } from '../../ui/states.tsx'
import { toast } from '../../ui/toast.tsx'
import { companyColumns } from './company-columns.tsx'
import { CreateCompany, DeleteCompany, RenameCompany } from './company-dialogs.tsx'

type Open = { kind: 'create' } | { kind: 'rename' | 'delete'; company: Company } | null

/** Every company of this computer, those that need attention first. */
export function CompaniesPage(): ReactElement {
  const companies = useQuery(useRpc().companies.list.queryOptions({ input: {} }))
  const [open, setOpen] = useState<Open>(null)
  const enter = useGoToCompany()
  const close = () => setOpen(null)
  const create = (
    <Button variant="primary" icon={Plus} onClick={() => setOpen({ kind: 'create' })}>
      New company
    </Button>
  )
  return (
    <>
      <PageHeader title="Companies" actions={create} />
      <PageBody flush>
        <QueryView
          query={companies}
          what="companies"
          loading={<SkeletonRows label="companies" above="toolbar and columns" />}
          isEmpty={(rows) => rows.length === 0}
          empty={
            <EmptyState
              icon={Building2}
              title="No company yet"
              body="A company holds agents, projects, routines and secrets, apart from every other company."
              action={create}
              secondary={<AddSample onAdded={enter} />}
            />
          }
        >
          {(rows) => <CompaniesTable rows={rows} onOpen={enter} onAct={setOpen} />}
        </QueryView>
      </PageBody>
      {open?.kind === 'create' && <CreateCompany onClose={close} onCreated={({ id }) => enter(id)} />}
      {open?.kind === 'rename' && <RenameCompany company={open.company} onClose={close} />}
      {open?.kind === 'delete' && <DeleteCompany company={open.company} onClose={close} />}
    </>
  )
}

function AddSample({ onAdded }: { onAdded: (companyId: string) => void }) {
  const install = useMutation(
    useRpc().sample.install.mutationOptions({
      onSuccess: ({ companyId }) => onAdded(companyId),
      onError: (error) => toast.failed('The sample company was not added.', error),
    }),
  )
  return (
    <Button icon={FlaskConical} busy={install.isPending} onClick={() => install.mutate({})}>
      Add sample company
    </Button>
  )
}

interface TableProps {
  rows: Company[]
  onOpen: (companyId: string) => void
  onAct: (open: Open) => void
}

function CompaniesTable({ rows, onOpen, onAct }: TableProps) {
  const [query, setQuery] = useSearchState<string>('q', '')
  const wanted = query.trim().toLowerCase()
  const found = rows.filter((company) => company.name.toLowerCase().includes(wanted))
  return (
    <>
      <ListToolbar found={found.length} total={rows.length} one="company" many="companies">
        <SearchField label="Filter companies" value={query} onChange={setQuery} />
        {!rows.some((company) => company.isSample) && <AddSample onAdded={onOpen} />}
      </ListToolbar>
      {found.length === 0 ? (
        <FilteredEmpty filters={[`name contains "${query}"`]} onClear={() => setQuery('')} />
      ) : (
        <DataTable
          label="Companies"
          rows={found}
          columns={companyColumns}
          rowId={(company) => company.id}
          rowLabel={(company) => company.name}
          onOpen={(company) => onOpen(company.id)}
          rowActions={(company) => [
            { label: 'Rename', icon: Pencil, onSelect: () => onAct({ kind: 'rename', company }) },
            'separator',
            { label: 'Delete company', icon: Trash2, danger: true, onSelect: () => onAct({ kind: 'delete', company }) },
          ]}
        />
      )}
    </>
  )
}
