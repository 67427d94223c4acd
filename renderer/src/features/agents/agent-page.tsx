import { useQuery } from '@tanstack/react-query'
import type { ReactElement } from 'react'
import { useRpc } from '../../rpc/provider.tsx'
import { useCompanyId, useRouteParam } from '../../shell/params.ts'
import { QueryView } from '../../ui/query-view.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { AgentDetail } from './agent-detail.tsx'

/** One agent: what it starts, its layer of the environment, and the routines that run on it. */
export function AgentPage(): ReactElement {
  const companyId = useCompanyId()
  const id = useRouteParam('agentId')
  const agent = useQuery(useRpc().agents.get.queryOptions({ input: { companyId, id } }))
  return (
    <>
      {!agent.data && <PageHeader title="Agent" />}
      <QueryView query={agent} what="this agent">
        {(data) => <AgentDetail key={data.id} agent={data} />}
      </QueryView>
    </>
  )
}
