import type { ReactElement } from 'react'
import { useCompanyId } from '../../shell/params.ts'
import { ButtonLink } from '../../ui/button-link.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { PageBody } from '../../ui/section.tsx'
import { AccessLog } from './access-log.tsx'

/** Everything that was done with secrets and hidden values of the company, by whom and why. */
export function AccessPage(): ReactElement {
  const companyId = useCompanyId()
  return (
    <>
      <PageHeader
        title="Access log"
        kind="Access log"
        actions={
          <ButtonLink to="/c/$companyId/secrets" params={{ companyId }}>
            All secrets
          </ButtonLink>
        }
      />
      <PageBody wide>
        <AccessLog companyId={companyId} />
      </PageBody>
    </>
  )
}
