import { useMutation, useQuery } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import type { Secret, SecretProviderId } from '#shared/contract/secrets.ts'
import { useRpc } from '../../rpc/provider.tsx'
import { Banner } from '../../ui/banner.tsx'
import { Button } from '../../ui/button.tsx'
import { DialogForm } from '../../ui/dialog.tsx'
import { placeErrors } from '../../ui/place-errors.ts'
import { SegmentedControl } from '../../ui/segmented-control.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { looksLikeEnvFile } from './env-paste.ts'
import { NewValueFields, useNewValue, valueInput, valueMissing } from './new-value.tsx'

export interface CreateSecretProps {
  companyId: string
  onClose: () => void
  onCreated: (secret: Secret) => void
  /** Goes on with text that turned out to be a whole .env file. */
  onImport: (text: string) => void
}

/** Puts a new secret into the vault. */
export function CreateSecret({ companyId, onClose, onCreated, onImport }: CreateSecretProps) {
  const rpc = useRpc()
  const [fields, setFields] = useState({ name: '', description: '' })
  const [given, setGiven] = useNewValue()
  const [file, setFile] = useState('')
  const [provider, setProvider] = useState<SecretProviderId | null>(null)
  const settings = useQuery(rpc.vault.settings.queryOptions({ input: {} }))
  const first = useRef<HTMLInputElement>(null)
  // Not kept after the answer: the mutation cache would hold the value for minutes.
  const create = useMutation(rpc.secrets.create.mutationOptions({ gcTime: 0, onSuccess: onCreated }))
  const { beside, rest } = placeErrors(create.error, ['name', 'value', 'description'])
  const edit = (patch: Partial<typeof fields>) => setFields({ ...fields, ...patch })
  const keeper = provider ?? settings.data?.defaultProvider ?? 'local_encrypted'
  const save = () =>
    create.mutate({ companyId, ...fields, name: fields.name.trim(), ...valueInput(given), ...(settings.data?.aws ? { provider: keeper } : {}) })
  return (
    <DialogForm
      open
      onOpenChange={(open) => !open && onClose()}
      size="md"
      initialFocus={first}
      title="New secret"
      description="Only runs that bind it get to see the value."
      submitLabel="Save secret"
      submitDisabledReason={fields.name.trim() === '' ? 'Give a name first.' : valueMissing(given)}
      busy={create.isPending}
      error={rest}
      onSubmit={save}
    >
      {/* A one-line field drops the line breaks of what is pasted into it, so that the text is taken before it gets there. */}
      <div onPaste={(event) => setFile(envFileIn(event.clipboardData.getData('text')))}>
        <TextField
          label="Name"
          value={fields.name}
          onChange={(name) => edit({ name })}
          error={beside['name']}
          placeholder="Report API token"
          inputRef={first}
        />
      </div>
      <NewValueFields label="Value" given={given} onChange={setGiven} error={beside['value']} />
      <OfferImport text={file || envFileIn(given.value)} onImport={onImport} />
      {settings.data?.aws && (
        <SegmentedControl
          label="Kept by"
          value={keeper}
          onChange={setProvider}
          options={[
            { value: 'local_encrypted', label: 'This installation' },
            { value: 'aws_secrets_manager', label: 'AWS Secrets Manager' },
          ]}
        />
      )}
      <TextField
        label="Description"
        optional
        value={fields.description}
        onChange={(description) => edit({ description })}
        error={beside['description']}
      />
    </DialogForm>
  )
}

const envFileIn = (text: string) => (looksLikeEnvFile(text) ? text : '')

function OfferImport({ text, onImport }: { text: string; onImport: (text: string) => void }) {
  if (text === '') return null
  return (
    <Banner tone="info" title="This looks like a whole .env file." action={<Button onClick={() => onImport(text)}>Import it instead</Button>}>
      Each line becomes a secret of its own, after a review.
    </Banner>
  )
}
