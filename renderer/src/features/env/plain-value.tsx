import { Pencil, Undo2 } from 'lucide-react'
import type { ClipboardEvent, ReactElement, ReactNode } from 'react'
import type { EnvBinding } from '#shared/contract/env.ts'
import { Button } from '../../ui/button.tsx'
import { IconButton } from '../../ui/icon-button.tsx'
import { TextArea, TextField } from '../../ui/text-field.tsx'
import { belongsInVault } from './env-draft.ts'
import { Reveal } from './reveal.tsx'
import type { EnvRowProps } from './row-props.ts'
import { HiddenValue } from './values.tsx'

interface PlainValueProps extends EnvRowProps {
  name: string
  binding: Extract<EnvBinding, { kind: 'plain' }>
  error: string | undefined
}

/** The value of a plain key: what is typed, or eight dots for a hidden one that is kept. */
export function PlainValue({
  id,
  name,
  entry,
  binding,
  before,
  print,
  where,
  error,
  refusal,
  busy,
  disabled,
  actions,
}: PlainValueProps): ReactElement {
  const set = (value: string | null) => actions.change(id, { ...entry, binding: { ...binding, value } })
  if (binding.value === null) {
    return (
      <div className="flex min-w-0 flex-1 flex-col gap-1">
        <div className="flex h-8 items-center gap-1">
          <HiddenValue what={`Value of ${name}: hidden, kept as it is`} print={print} />
          <span className="flex-1" />
          {before?.kind === 'plain' && before.visibility !== 'visible' && (
            <Reveal companyId={where.companyId} place={where} envKey={entry.key} kind={before.visibility} />
          )}
          <IconButton
            icon={Pencil}
            label={`Replace the value of ${name}`}
            disabledReason={disabled ? 'Not editable now.' : undefined}
            onClick={() => set('')}
          />
        </div>
        {error && <Wrong>{error}</Wrong>}
      </div>
    )
  }
  const hidden = binding.visibility !== 'visible'
  const keepable = before?.kind === 'plain' && before.value === null
  const sensitive = belongsInVault(entry.key, binding)
  return (
    <div className="flex min-w-0 flex-1 flex-col gap-1">
      <div className="flex gap-1">
        <ValueText
          name={name}
          value={binding.value}
          hidden={hidden}
          error={error}
          sensitive={sensitive}
          autoFocus={keepable && binding.value === ''}
          disabled={disabled}
          onChange={set}
          onEnter={actions.add}
        />
        {keepable && <IconButton icon={Undo2} size="lg" label={`Keep the stored value of ${name}`} onClick={() => set(null)} />}
      </div>
      {(sensitive || refusal) && binding.value !== '' && (
        <Button size="sm" busy={busy} className="self-start" onClick={() => actions.storeAsSecret(id)}>
          Store it as a secret
        </Button>
      )}
    </div>
  )
}

function Wrong({ children }: { children: ReactNode }) {
  return (
    <p role="alert" className="text-sm text-danger">
      {children}
    </p>
  )
}

interface ValueTextProps {
  name: string
  value: string
  hidden: boolean
  error: string | undefined
  sensitive: boolean
  /** It took the place of eight dots. */
  autoFocus: boolean
  disabled: boolean
  onChange: (value: string) => void
  onEnter: () => void
}

/** One line while the value has one: a single-line field would drop the breaks of what is pasted. */
function ValueText({ name, value, hidden, error, sensitive, autoFocus, disabled, onChange, onEnter }: ValueTextProps) {
  const shared = {
    label: `Value of ${name}`,
    hideLabel: true,
    mono: true,
    placeholder: hidden ? 'new value' : 'value',
    value,
    onChange,
    error,
    autoFocus,
    disabled,
    hint: sensitive && !error ? hint(hidden) : undefined,
    // What will be hidden is not shown while it is typed either.
    className: hidden ? 'flex-1 [&_input]:[-webkit-text-security:disc] [&_textarea]:[-webkit-text-security:disc]' : 'flex-1',
  }
  const paste = (event: ClipboardEvent) => {
    const text = event.clipboardData.getData('text')
    const field = event.target
    if (!/[\r\n]./.test(text) || !(field instanceof HTMLInputElement)) return
    event.preventDefault()
    const from = field.selectionStart ?? value.length
    onChange(value.slice(0, from) + text + value.slice(field.selectionEnd ?? from))
  }
  return (
    <div onPaste={paste} className="flex min-w-0 flex-1">
      {value.includes('\n') ? <TextArea {...shared} rows={2} /> : <TextField {...shared} onEnter={onEnter} />}
    </div>
  )
}

function hint(hidden: boolean): string {
  return hidden
    ? 'Reads like a secret. The vault keeps it encrypted, with versions.'
    : 'Reads like a secret. Visible values are shown in full to everyone.'
}
