import { Plus } from 'lucide-react'
import { type ReactElement, useMemo } from 'react'
import type { EnvBinding } from '#shared/contract/env.ts'
import type { Secret } from '#shared/contract/secrets.ts'
import { Combobox } from '../../ui/combobox.tsx'
import { IconButton } from '../../ui/icon-button.tsx'
import { Select } from '../../ui/select.tsx'

type SecretBinding = Extract<EnvBinding, { kind: 'secret' }>

interface SecretFieldsProps {
  name: string
  binding: SecretBinding
  secrets: readonly Secret[]
  error: string | undefined
  disabled: boolean
  onChange: (binding: SecretBinding) => void
  /** Asks for a new secret to refer to. */
  onNew: () => void
}

/** Picks a secret by name, version, fingerprint and use, and the version a run is to get. */
export function SecretFields({ name, binding, secrets, error, disabled, onChange, onNew }: SecretFieldsProps): ReactElement {
  const options = useMemo(() => secrets.map(secretOption), [secrets])
  const chosen = secrets.find((secret) => secret.id === binding.secretId)
  const versions = useMemo(() => versionOptions(chosen, binding.version), [chosen, binding.version])
  return (
    <>
      <Combobox
        label={`Secret for ${name}`}
        hideLabel
        value={binding.secretId || null}
        onChange={(secretId) => onChange({ kind: 'secret', secretId: secretId ?? '', version: 'latest' })}
        options={options}
        placeholder="Find a secret"
        emptyText="No secret by that name. The + makes one."
        error={error}
        disabled={disabled}
        className="flex-1"
      />
      <IconButton
        icon={Plus}
        size="lg"
        label={`New secret for ${name}`}
        onClick={onNew}
        disabledReason={disabled ? 'Not editable now.' : undefined}
      />
      <Select
        label={`Version for ${name}`}
        hideLabel
        value={String(binding.version)}
        onChange={(version) => onChange({ ...binding, version: version === 'latest' ? 'latest' : Number(version) })}
        options={versions}
        disabled={disabled || !chosen}
        className="w-36"
      />
    </>
  )
}

const day = 86_400_000
/** After that many days without a reader a secret counts as unused. */
const quietDays = 30

function secretOption(secret: Secret) {
  const used = secret.usedBy === 1 ? 'used once' : `used by ${secret.usedBy}`
  const disabled = secret.status === 'disabled' ? ' · disabled' : ''
  return {
    value: secret.id,
    label: secret.name,
    detail: `v${secret.version} · ${secret.fingerprint || 'not read yet'} · ${used}${quiet(secret)}${disabled}`,
  }
}

/** " · unused for 33 days" */
function quiet({ lastAccessedAt, createdAt }: Secret): string {
  const days = Math.floor((Date.now() - (lastAccessedAt ?? createdAt).getTime()) / day)
  return days >= quietDays ? ` · unused for ${days} days` : ''
}

function versionOptions(secret: Secret | undefined, pinned: SecretBinding['version']) {
  const newest = secret?.version ?? 0
  const numbers = new Set(Array.from({ length: newest }, (_, i) => newest - i))
  if (pinned !== 'latest') numbers.add(pinned)
  return [
    { value: 'latest', label: secret ? `Latest (v${newest})` : 'Latest', detail: 'follows rotation' },
    ...[...numbers].map((version) => ({ value: String(version), label: `v${version}`, detail: version === newest ? 'current' : 'pinned' })),
  ]
}
