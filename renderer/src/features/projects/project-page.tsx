import { useQuery } from '@tanstack/react-query'
import type { ReactElement } from 'react'
import { useRpc } from '../../rpc/provider.tsx'
import { useCompanyId, useRouteParam } from '../../shell/params.ts'
import { ButtonLink } from '../../ui/button-link.tsx'
import { GoneState, isGone } from '../../ui/gone-state.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { ProjectDetail } from './project-detail.tsx'

/** One project: the layer of the environment it contributes, and the routines that get it. */
export function ProjectPage(): ReactElement {
  const companyId = useCompanyId()
  const id = useRouteParam('projectId')
  const project = useQuery(useRpc().projects.get.queryOptions({ input: { companyId, id } }))
  return (
    <>
      {(isGone(project) || !project.data) && <PageHeader title="Project" />}
      {isGone(project) ? (
        <GoneState
          noun="project"
          action={
            <ButtonLink to="/c/$companyId/projects" params={{ companyId }}>
              All projects
            </ButtonLink>
          }
        />
      ) : (
        <QueryView query={project} what="this project">
          {(data) => <ProjectDetail key={data.id} project={data} />}
        </QueryView>
      )}
    </>
  )
}
