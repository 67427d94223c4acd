import { useQuery } from '@tanstack/react-query'
import type { ReactElement } from 'react'
import { useRpc } from '../../rpc/provider.tsx'
import { useCompanyId, useRouteParam } from '../../shell/params.ts'
import { ButtonLink } from '../../ui/button-link.tsx'
import { GoneState, isGone } from '../../ui/gone-state.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { AgentDetail } from './agent-detail.tsx'

/** One agent: what it starts, its layer of the environment, and the routines that run on it. */
export function AgentPage(): ReactElement {
  const companyId = useCompanyId()
  const id = useRouteParam('agentId')
  const agent = useQuery(useRpc().agents.get.queryOptions({ input: { companyId, id } }))
  return (
    <>
      {(isGone(agent) || !agent.data) && <PageHeader title="Agent" />}
      {isGone(agent) ? (
        <GoneState
          noun="agent"
          action={
            <ButtonLink to="/c/$companyId/agents" params={{ companyId }}>
              All agents
            </ButtonLink>
          }
        />
      ) : (
        <QueryView query={agent} what="this agent">
          {(data) => <AgentDetail key={data.id} agent={data} />}
        </QueryView>
      )}
    </>
  )
}
