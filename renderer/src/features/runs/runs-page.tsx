import type { ReactElement } from 'react'
import { useCompanyId } from '../../shell/params.ts'
import { ButtonLink } from '../../ui/button-link.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { PageBody } from '../../ui/section.tsx'
import { RunsTable } from './runs-table.tsx'

/** Every run of a company. */
export function RunsPage(): ReactElement {
  const companyId = useCompanyId()
  return (
    <>
      <PageHeader title="Runs" />
      <PageBody flush>
        <RunsTable
          companyId={companyId}
          start={
            <ButtonLink variant="primary" to="/c/$companyId/routines" params={{ companyId }}>
              Go to routines
            </ButtonLink>
          }
        />
      </PageBody>
    </>
  )
}
