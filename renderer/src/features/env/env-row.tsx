import { X } from 'lucide-react'
import { type ReactElement, useRef } from 'react'
import type { Env, EnvBinding } from '#shared/contract/env.ts'
import type { Secret } from '#shared/contract/secrets.ts'
import { IconButton } from '../../ui/icon-button.tsx'
import { Select } from '../../ui/select.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { belongsInVault, type EntryProblem } from './env-draft.ts'
import { SecretFields } from './secret-fields.tsx'

export type EnvEntry = Env[number]

interface EnvRowProps {
  id: string
  /** Counts from 1, for names that tell rows without a key apart. */
  place: number
  entry: EnvEntry
  problem: EntryProblem
  secrets: Secret[]
  disabled: boolean
  onChange: (entry: EnvEntry) => void
  onRemove: () => void
  onEnter: () => void
}

const kinds = [
  { value: 'plain', label: 'Plain' },
  { value: 'secret', label: 'Secret' },
] as const

export function EnvRow({ id, place, entry, problem, secrets, disabled, onChange, onRemove, onEnter }: EnvRowProps): ReactElement {
  const name = entry.key || `key ${place}`
  const visibility = entry.binding.kind === 'plain' ? entry.binding.visibility : 'visible'
  const other = useRef<EnvBinding | null>(null)
  const setKind = (kind: EnvBinding['kind']) => {
    if (kind === entry.binding.kind) return
    const back = other.current?.kind === kind ? other.current : null
    other.current = entry.binding
    onChange({
      ...entry,
      binding: back ?? (kind === 'plain' ? { kind, visibility: 'visible', value: '' } : { kind, secretId: '', version: 'latest' }),
    })
  }
  return (
    <li data-row={id} className="flex flex-wrap items-start gap-2 @2xl:flex-nowrap">
      <TextField
        label={`Name of ${name}`}
        hideLabel
        mono
        placeholder="KEY_NAME"
        value={entry.key}
        onChange={(key) => onChange({ ...entry, key })}
        error={problem.key}
        disabled={disabled}
        onEnter={onEnter}
        className="min-w-40 flex-1 basis-0"
      />
      <Select
        label={`Kind of ${name}`}
        hideLabel
        value={entry.binding.kind}
        onChange={setKind}
        options={kinds}
        disabled={disabled}
        className="w-28"
      />
      <div className="flex min-w-64 flex-2 basis-0 gap-2">
        {entry.binding.kind === 'plain' ? (
          <TextField
            label={`Value of ${name}`}
            hideLabel
            mono
            placeholder="value"
            value={entry.binding.value ?? ''}
            onChange={(value) => onChange({ ...entry, binding: { kind: 'plain', visibility, value } })}
            error={problem.binding}
            hint={
              belongsInVault(entry.key, entry.binding)
                ? 'Reads like a secret. Plain values are shown in full to everyone; a secret reference never is.'
                : undefined
            }
            disabled={disabled}
            onEnter={onEnter}
            className="flex-1"
          />
        ) : (
          <SecretFields
            name={name}
            binding={entry.binding}
            secrets={secrets}
            error={problem.binding}
            disabled={disabled}
            onChange={(binding) => onChange({ ...entry, binding })}
          />
        )}
      </div>
      <IconButton icon={X} label={`Remove ${name}`} onClick={onRemove} disabledReason={disabled ? 'Not editable now.' : undefined} className="mt-1" />
    </li>
  )
}
