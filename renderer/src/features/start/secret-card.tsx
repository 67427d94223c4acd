import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { Company } from '#shared/contract/companies.ts'
import { useRpc } from '../../rpc/provider.tsx'
import { TextLink } from '../../ui/button-link.tsx'
import { placeErrors } from '../../ui/place-errors.ts'
import { TextField } from '../../ui/text-field.tsx'
import { ValueField } from '../secrets/value-field.tsx'
import { StepCard } from './step-card.tsx'

export function SecretCard({ company }: { company: Company | undefined }) {
  const [fields, setFields] = useState({ name: 'API token', value: '' })
  // Neither the form nor the mutation cache keeps the value after the answer.
  const create = useMutation(useRpc().secrets.create.mutationOptions({ gcTime: 0, onSuccess: () => setFields({ name: '', value: '' }) }))
  const { beside, rest } = placeErrors(create.error, ['name', 'value'])
  const missing = !fields.name.trim() ? 'Give a name first.' : fields.value === '' ? 'Give the value first.' : undefined
  return (
    <StepCard
      step={3}
      title="First secret"
      body="A value that runs get by name, encrypted here and never shown again."
      waiting={company ? undefined : 'Comes after the company.'}
      submitLabel="Save secret"
      submitDisabledReason={missing}
      busy={create.isPending}
      error={rest}
      onSubmit={() => company && create.mutate({ companyId: company.id, name: fields.name.trim(), value: fields.value })}
      done={
        company &&
        create.data && (
          <p>
            <TextLink to="/c/$companyId/secrets/$secretId" params={{ companyId: company.id, secretId: create.data.id }}>
              {create.data.name}
            </TextLink>{' '}
            is in the vault. Bind it to a key on the environment of an agent, a project or a routine.
          </p>
        )
      }
    >
      <TextField label="Name" value={fields.name} onChange={(name) => setFields({ ...fields, name })} error={beside['name']} />
      <ValueField label="Value" value={fields.value} onChange={(value) => setFields({ ...fields, value })} error={beside['value']} />
    </StepCard>
  )
}
