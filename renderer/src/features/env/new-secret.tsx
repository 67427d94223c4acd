import { useQueryClient } from '@tanstack/react-query'
import { type ReactElement, useRef, useState } from 'react'
import type { Secret } from '#shared/contract/secrets.ts'
import { useClient, useRpc } from '../../rpc/provider.tsx'
import { DialogForm } from '../../ui/dialog.tsx'
import { placeErrors } from '../../ui/place-errors.ts'
import { TextField } from '../../ui/text-field.tsx'
import { toast } from '../../ui/toast.tsx'
import { ValueField } from '../secrets/value-field.tsx'
import { freeNames } from './free-names.ts'
import type { EnvPlace } from './place.ts'

/** Makes secrets for env keys, and waits until the list of secrets knows them: a form may refer to them from then on. */
export function useMakeSecret(place: EnvPlace, secrets: readonly Secret[]) {
  const client = useClient()
  const rpc = useRpc()
  const queries = useQueryClient()
  const { companyId } = place
  return {
    nameFor: (key: string) =>
      freeNames(
        [key],
        secrets.map(({ name }) => name),
        place.name,
      ).get(key) ?? key,
    make: async (name: string, value: string): Promise<Secret> => {
      const secret = await client.secrets.create({ companyId, name, value })
      await queries.invalidateQueries({ queryKey: rpc.secrets.list.queryKey({ input: { companyId } }) })
      return secret
    },
  }
}

export interface NewSecretProps {
  place: EnvPlace
  secrets: readonly Secret[]
  envKey: string
  onMade: (secret: Secret) => void
  onClose: () => void
}

/** Puts a new secret into the vault for one key. */
export function NewSecret({ place, secrets, envKey, onMade, onClose }: NewSecretProps): ReactElement {
  const { nameFor, make } = useMakeSecret(place, secrets)
  const [fields, setFields] = useState({ name: envKey === '' ? '' : nameFor(envKey), value: '' })
  const [state, setState] = useState<{ busy: boolean; error: unknown }>({ busy: false, error: null })
  const first = useRef<HTMLInputElement>(null)
  const { beside, rest } = placeErrors(state.error, ['name', 'value'])
  const submit = () => {
    setState({ busy: true, error: null })
    make(fields.name.trim(), fields.value).then(
      (secret) => {
        onMade(secret)
        toast.done(`Stored ${secret.name} in the vault.`)
        onClose()
      },
      (error: unknown) => setState({ busy: false, error }),
    )
  }
  return (
    <DialogForm
      open
      onOpenChange={(open) => !open && onClose()}
      size="md"
      initialFocus={first}
      title={envKey === '' ? 'New secret' : `New secret for ${envKey}`}
      description="It is stored at once; the key refers to it as soon as you save."
      submitLabel="Store secret"
      submitDisabledReason={fields.name.trim() === '' ? 'Give a name first.' : fields.value === '' ? 'Give the value first.' : undefined}
      busy={state.busy}
      error={rest}
      onSubmit={submit}
    >
      <TextField label="Name" value={fields.name} onChange={(name) => setFields({ ...fields, name })} error={beside['name']} inputRef={first} />
      <ValueField label="Value" value={fields.value} onChange={(value) => setFields({ ...fields, value })} error={beside['value']} />
    </DialogForm>
  )
}
