import { X } from 'lucide-react'
import { type ClipboardEvent, memo, type ReactElement, useRef } from 'react'
import type { EnvBinding } from '#shared/contract/env.ts'
import { Checkbox } from '../../ui/checkbox.tsx'
import { IconButton } from '../../ui/icon-button.tsx'
import { Select } from '../../ui/select.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { PlainValue } from './plain-value.tsx'
import { readsAsEnv } from './reads-as-env.ts'
import type { EnvRowProps } from './row-props.ts'
import { SecretFields } from './secret-fields.tsx'
import { type EnvKind, kindOf, kindOptions } from './visibility.ts'

export const EnvRow = memo(Row, (was, is) => {
  const { problem: before, ...rest } = was
  const { problem, ...now } = is
  return (
    before.key === problem.key &&
    before.binding === problem.binding &&
    Object.entries(now).every(([name, value]) => rest[name as keyof typeof rest] === value)
  )
})

function Row(props: EnvRowProps): ReactElement {
  const { id, place, entry, problem, refusal, secrets, selected, disabled, actions } = props
  const name = entry.key || `key ${place}`
  const setKind = useKind(props)
  const error = problem.binding ?? refusal
  const paste = (event: ClipboardEvent) => {
    const text = event.clipboardData.getData('text')
    if (!readsAsEnv(text)) return
    event.preventDefault()
    actions.paste(text)
  }
  return (
    <li data-row={id} className="flex flex-wrap items-start gap-2 @2xl:flex-nowrap">
      <Checkbox hideLabel label={`Select ${name}`} checked={selected} onChange={(on) => actions.select(id, on)} disabled={disabled} className="h-8" />
      <div onPaste={paste} className="min-w-40 flex-1 basis-0">
        <TextField
          label={`Name of ${name}`}
          hideLabel
          mono
          placeholder="KEY_NAME"
          value={entry.key}
          onChange={(key) => actions.change(id, { ...entry, key })}
          error={problem.key}
          disabled={disabled}
          onEnter={actions.add}
        />
      </div>
      <Select
        label={`Kind of ${name}`}
        hideLabel
        value={kindOf(entry.binding)}
        onChange={setKind}
        options={kindOptions}
        disabled={disabled}
        className="w-32"
      />
      <div className="flex min-w-64 flex-2 basis-0 gap-2">
        {entry.binding.kind === 'plain' ? (
          <PlainValue {...props} name={name} binding={entry.binding} error={error} />
        ) : (
          <SecretFields
            name={name}
            binding={entry.binding}
            secrets={secrets}
            error={error}
            disabled={disabled}
            onChange={(binding) => actions.change(id, { ...entry, binding })}
            onNew={() => actions.newSecret(id)}
          />
        )}
      </div>
      <IconButton
        icon={X}
        label={`Remove ${name}`}
        onClick={() => actions.remove(id)}
        disabledReason={disabled ? 'Not editable now.' : undefined}
        className="mt-1"
      />
    </li>
  )
}

/** Changes what a row is; back and forth between a value and a secret brings each back as it was. */
function useKind({ id, entry, before, actions }: EnvRowProps) {
  const other = useRef<EnvBinding | null>(null)
  return (kind: EnvKind) => {
    const { binding } = entry
    if (kind === kindOf(binding)) return
    if (kind !== 'secret' && binding.kind === 'plain') return actions.change(id, { ...entry, binding: { ...binding, visibility: kind } })
    const back = other.current
    other.current = binding
    if (kind === 'secret') {
      actions.change(id, { ...entry, binding: back?.kind === kind ? back : { kind, secretId: '', version: 'latest' } })
      return
    }
    const value = back?.kind === 'plain' && (back.value !== null || before?.kind === 'plain') ? back.value : ''
    actions.change(id, { ...entry, binding: { kind: 'plain', visibility: kind, value } })
  }
}
