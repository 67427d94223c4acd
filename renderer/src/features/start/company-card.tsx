import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Company } from '#shared/contract/companies.ts'
import { useRpc } from '../../rpc/provider.tsx'
import { placeErrors } from '../../ui/place-errors.ts'
import { TextField } from '../../ui/text-field.tsx'
import { StepCard } from './step-card.tsx'

export function CompanyCard({ company, onCompany }: { company: Company | undefined; onCompany: (companyId: string) => void }) {
  const rpc = useRpc()
  const queries = useQueryClient()
  const [name, setName] = useState('My company')
  const create = useMutation(
    rpc.companies.create.mutationOptions({
      onSuccess: (made) => {
        // The next cards find it in the list before the host's notice of the change comes round.
        queries.setQueryData(rpc.companies.list.queryKey({ input: {} }), (rows) => [...(rows ?? []).filter(({ id }) => id !== made.id), made])
        onCompany(made.id)
      },
    }),
  )
  const { beside, rest } = placeErrors(create.error, ['name'])
  return (
    <StepCard
      step={1}
      title="Company"
      body="Holds agents, projects, routines and secrets, apart from every other company."
      submitLabel="Create company"
      submitDisabledReason={name.trim() ? undefined : 'Give a name first.'}
      busy={create.isPending}
      error={rest}
      onSubmit={() => create.mutate({ name: name.trim() })}
      done={company && <p className="truncate font-medium">{company.name}</p>}
    >
      <TextField label="Name" value={name} onChange={setName} error={beside['name']} autoFocus />
    </StepCard>
  )
}
