import { useQuery } from '@tanstack/react-query'
import type { ReactElement } from 'react'
import { useRpc } from '../../rpc/provider.tsx'
import { useCompanyId, useRouteParam } from '../../shell/params.ts'
import { QueryView } from '../../ui/query-view.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { ProjectDetail } from './project-detail.tsx'

/** One project: the layer of the environment it contributes, and the routines that get it. */
export function ProjectPage(): ReactElement {
  const companyId = useCompanyId()
  const id = useRouteParam('projectId')
  const project = useQuery(useRpc().projects.get.queryOptions({ input: { companyId, id } }))
  return (
    <>
      {!project.data && <PageHeader title="Project" />}
      <QueryView query={project} what="this project">
        {(data) => <ProjectDetail key={data.id} project={data} />}
      </QueryView>
    </>
  )
}
