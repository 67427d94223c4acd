import { type ReactElement, useMemo } from 'react'
import type { EnvBinding } from '#shared/contract/env.ts'
import type { Secret } from '#shared/contract/secrets.ts'
import { Combobox } from '../../ui/combobox.tsx'
import { Select } from '../../ui/select.tsx'

type SecretBinding = Extract<EnvBinding, { kind: 'secret' }>

interface SecretFieldsProps {
  name: string
  binding: SecretBinding
  secrets: Secret[]
  error: string | undefined
  disabled: boolean
  onChange: (binding: SecretBinding) => void
}

/** Picks a secret by name, version, fingerprint and use, and the version a run is to get. */
export function SecretFields({ name, binding, secrets, error, disabled, onChange }: SecretFieldsProps): ReactElement {
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
        emptyText="No secret by that name."
        error={error}
        disabled={disabled}
        className="flex-1"
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

function secretOption(secret: Secret) {
  const used = secret.usedBy === 1 ? 'used once' : `used by ${secret.usedBy}`
  const disabled = secret.status === 'disabled' ? ' · disabled' : ''
  return { value: secret.id, label: secret.name, detail: `v${secret.version} · ${secret.fingerprint} · ${used}${disabled}` }
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
