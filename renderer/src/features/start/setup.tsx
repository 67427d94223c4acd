import type { Company } from '#shared/contract/companies.ts'
import { ButtonLink } from '../../ui/button-link.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { PageBody } from '../../ui/section.tsx'
import { CompanyCard } from './company-card.tsx'
import { RoutineCard } from './routine-card.tsx'
import { SecretCard } from './secret-card.tsx'

export interface SetupProps {
  company: Company | undefined
  onCompany: (companyId: string) => void
}

/** An empty start: three short forms whose defaults work as they stand. Each can be left out. */
export function Setup({ company, onCompany }: SetupProps) {
  const onward = company && (
    <ButtonLink to="/c/$companyId/routines" params={{ companyId: company.id }}>
      Go to {company.name}
    </ButtonLink>
  )
  return (
    <>
      <PageHeader title="Start empty" meta="Every field has a default that works. Nothing here is required but the company." actions={onward} />
      <PageBody>
        <ol className="grid items-start gap-4 lg:grid-cols-3">
          <CompanyCard company={company} onCompany={onCompany} />
          <RoutineCard company={company} />
          <SecretCard company={company} />
        </ol>
      </PageBody>
    </>
  )
}
