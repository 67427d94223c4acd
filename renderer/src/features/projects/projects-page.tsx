import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { FolderTree, Plus, Trash2 } from 'lucide-react'
import { type ReactElement, useState } from 'react'
import type { Project } from '#shared/contract/projects.ts'
import { useRpc } from '../../rpc/provider.tsx'
import { useCompanyId, useSearchState } from '../../shell/params.ts'
import { Button } from '../../ui/button.tsx'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { ListToolbar } from '../../ui/list-toolbar.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { SearchField } from '../../ui/search-field.tsx'
import { PageBody } from '../../ui/section.tsx'
import { SkeletonRows } from '../../ui/skeleton.tsx'
import { EmptyState, FilteredEmpty } from '../../ui/states.tsx'
import { Time } from '../../ui/time.tsx'
import { SeeSample } from '../companies/see-sample.tsx'
import { CreateProject } from './create-project.tsx'
import { DeleteProject } from './delete-project.tsx'

/** Every project of the company, with how much of the environment each one sets. */
export function ProjectsPage(): ReactElement {
  const companyId = useCompanyId()
  const navigate = useNavigate()
  const projects = useQuery(useRpc().projects.list.queryOptions({ input: { companyId } }))
  const [creating, setCreating] = useState(false)
  const [deleting, setDeleting] = useState<Project | null>(null)
  const open = ({ id: projectId }: Project) => void navigate({ to: '/c/$companyId/projects/$projectId', params: { companyId, projectId } })
  const create = (
    <Button variant="primary" icon={Plus} onClick={() => setCreating(true)}>
      New project
    </Button>
  )
  return (
    <>
      <PageHeader title="Projects" actions={create} />
      <PageBody flush>
        <QueryView
          query={projects}
          what="projects"
          loading={<SkeletonRows label="projects" above="toolbar and columns" />}
          isEmpty={(rows) => rows.length === 0}
          empty={
            <EmptyState
              icon={FolderTree}
              title="No project yet"
              body="A project groups routines and gives all of them the same environment keys and secrets."
              action={create}
              secondary={<SeeSample page="projects" />}
            />
          }
        >
          {(rows) => <ProjectsTable rows={rows} onOpen={open} onDelete={setDeleting} />}
        </QueryView>
      </PageBody>
      {creating && <CreateProject companyId={companyId} onClose={() => setCreating(false)} onCreated={open} />}
      {deleting && <DeleteProject project={deleting} onClose={() => setDeleting(null)} />}
    </>
  )
}

const columns: Column<Project>[] = [
  {
    id: 'name',
    header: 'Project',
    grow: 1,
    cell: ({ name }) => <span className="truncate font-medium">{name}</span>,
    sortValue: ({ name }) => name.toLowerCase(),
  },
  {
    id: 'description',
    header: 'Description',
    grow: 2,
    cell: ({ description }) => <span className="truncate text-muted">{description}</span>,
    sortable: false,
  },
  { id: 'routines', header: 'Routines', width: 90, grow: 0, align: 'end', cell: ({ routines }) => routines, sortValue: ({ routines }) => routines },
  { id: 'env', header: 'Env keys', width: 90, grow: 0, align: 'end', cell: ({ env }) => env.length, sortValue: ({ env }) => env.length },
  {
    id: 'updated',
    header: 'Changed',
    width: 150,
    grow: 0,
    cell: ({ updatedAt }) => <Time at={updatedAt} />,
    sortValue: ({ updatedAt }) => updatedAt,
  },
]

interface TableProps {
  rows: Project[]
  onOpen: (project: Project) => void
  onDelete: (project: Project) => void
}

function ProjectsTable({ rows, onOpen, onDelete }: TableProps) {
  const [query, setQuery] = useSearchState<string>('q', '')
  const wanted = query.trim().toLowerCase()
  const found = rows.filter(({ name, description }) => `${name} ${description}`.toLowerCase().includes(wanted))
  return (
    <>
      <ListToolbar found={found.length} total={rows.length} one="project">
        <SearchField label="Filter projects" value={query} onChange={setQuery} />
      </ListToolbar>
      {found.length === 0 ? (
        <FilteredEmpty filters={[`name or description contains "${query}"`]} onClear={() => setQuery('')} />
      ) : (
        <DataTable
          label="Projects"
          rows={found}
          columns={columns}
          rowId={(project) => project.id}
          rowLabel={(project) => project.name}
          onOpen={onOpen}
          rowActions={(project) => [{ label: 'Delete project', icon: Trash2, danger: true, onSelect: () => onDelete(project) }]}
        />
      )}
    </>
  )
}
