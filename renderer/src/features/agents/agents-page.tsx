import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Bot, Plus, Trash2 } from 'lucide-react'
import { type ReactElement, useState } from 'react'
import type { Agent } from '#shared/contract/agents.ts'
import { useRpc } from '../../rpc/provider.tsx'
import { useCompanyId, useSearchState } from '../../shell/params.ts'
import { Button } from '../../ui/button.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { ListToolbar } from '../../ui/list-toolbar.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { SearchField } from '../../ui/search-field.tsx'
import { PageBody } from '../../ui/section.tsx'
import { SkeletonRows } from '../../ui/skeleton.tsx'
import { EmptyState, FilteredEmpty } from '../../ui/states.tsx'
import { SeeSample } from '../companies/see-sample.tsx'
import { agentColumns } from './agent-columns.tsx'
import { CreateAgent } from './create-agent.tsx'
import { DeleteAgent } from './delete-agent.tsx'

/** Every agent of the company, with what each one starts. */
export function AgentsPage(): ReactElement {
  const companyId = useCompanyId()
  const navigate = useNavigate()
  const agents = useQuery(useRpc().agents.list.queryOptions({ input: { companyId } }))
  const [creating, setCreating] = useState(false)
  const [deleting, setDeleting] = useState<Agent | null>(null)
  const open = ({ id: agentId }: Agent) => void navigate({ to: '/c/$companyId/agents/$agentId', params: { companyId, agentId } })
  const create = (
    <Button variant="primary" icon={Plus} onClick={() => setCreating(true)}>
      New agent
    </Button>
  )
  return (
    <>
      <PageHeader title="Agents" actions={create} />
      <PageBody flush>
        <QueryView
          query={agents}
          what="agents"
          loading={<SkeletonRows label="agents" above="toolbar and columns" />}
          isEmpty={(rows) => rows.length === 0}
          empty={
            <EmptyState
              icon={Bot}
              title="No agent yet"
              body="An agent is a program on this computer and the environment it starts with. Routines run on one."
              action={create}
              secondary={<SeeSample page="agents" />}
            />
          }
        >
          {(rows) => <AgentsTable rows={rows} onOpen={open} onDelete={setDeleting} />}
        </QueryView>
      </PageBody>
      {creating && <CreateAgent companyId={companyId} onClose={() => setCreating(false)} onCreated={open} />}
      {deleting && <DeleteAgent agent={deleting} onClose={() => setDeleting(null)} />}
    </>
  )
}

interface TableProps {
  rows: Agent[]
  onOpen: (agent: Agent) => void
  onDelete: (agent: Agent) => void
}

function AgentsTable({ rows, onOpen, onDelete }: TableProps) {
  const [query, setQuery] = useSearchState<string>('q', '')
  const wanted = query.trim().toLowerCase()
  const found = rows.filter(({ name, adapter }) => `${name} ${adapter.command} ${adapter.args.join(' ')}`.toLowerCase().includes(wanted))
  return (
    <>
      <ListToolbar found={found.length} total={rows.length} one="agent">
        <SearchField label="Filter agents" value={query} onChange={setQuery} />
      </ListToolbar>
      {found.length === 0 ? (
        <FilteredEmpty filters={[`name or command contains "${query}"`]} onClear={() => setQuery('')} />
      ) : (
        <DataTable
          label="Agents"
          rows={found}
          columns={agentColumns}
          rowId={(agent) => agent.id}
          rowLabel={(agent) => agent.name}
          onOpen={onOpen}
          rowActions={(agent) => [{ label: 'Delete agent', icon: Trash2, danger: true, onSelect: () => onDelete(agent) }]}
        />
      )}
    </>
  )
}
