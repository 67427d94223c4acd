/**
 * Edits the keys of one layer as a grid. Controlled: it hands on every keystroke, half-typed names included, and says
 * beside each field what the host would refuse; ask `envIsValid` before saving.
 */
import { KeyRound, Plus } from 'lucide-react'
import { type ReactElement, useEffect, useMemo, useRef } from 'react'
import type { Env } from '#shared/contract/env.ts'
import type { Secret } from '#shared/contract/secrets.ts'
import { Button } from '../../ui/button.tsx'
import { TextLink } from '../../ui/button-link.tsx'
import { toast } from '../../ui/toast.tsx'
import { checkEnv } from './env-draft.ts'
import { type EnvEntry, EnvRow } from './env-row.tsx'
import { useRowIds } from './row-ids.ts'

export interface EnvEditorProps {
  companyId: string
  value: Env
  onChange: (env: Env) => void
  /** The company's secrets, for the picker. */
  secrets: Secret[]
  disabled?: boolean
}

const limit = 256

export function EnvEditor({ companyId, value, onChange, secrets, disabled = false }: EnvEditorProps): ReactElement {
  const grid = useRef<HTMLDivElement>(null)
  const focusKeyOf = useRef<string | null>(null)
  const latest = useRef({ value, onChange })
  latest.current = { value, onChange }
  const ids = useRowIds(value.length)
  const problems = useMemo(() => checkEnv(value, new Set(secrets.map((secret) => secret.id))), [value, secrets])

  useEffect(() => {
    const row = focusKeyOf.current
    if (row === null) return
    focusKeyOf.current = null
    grid.current?.querySelector<HTMLInputElement>(`[data-row="${row}"] input`)?.focus()
  })

  const add = (entry: EnvEntry) => {
    focusKeyOf.current = ids.insert(value.length)
    onChange([...value, entry])
  }
  const change = (at: number, entry: EnvEntry) => onChange(value.map((old, index) => (index === at ? entry : old)))
  const putBack = (at: number, entry: EnvEntry) => {
    const now = latest.current
    const place = Math.min(at, now.value.length)
    focusKeyOf.current = ids.insert(place)
    now.onChange(now.value.toSpliced(place, 0, entry))
  }
  const remove = (at: number) => {
    const entry = value[at]
    if (!entry) return
    ids.remove(at)
    focusKeyOf.current = ids.list[Math.min(at, ids.list.length - 1)] ?? 'add'
    onChange(value.toSpliced(at, 1))
    if (entry.key !== '') toast.done(`Removed ${entry.key}`, { undo: () => putBack(at, entry) })
  }

  return (
    <div ref={grid} data-testid="env-editor" className="@container flex flex-col gap-2">
      {value.length > 0 && <GridHead />}
      {value.length > 0 && (
        <ul aria-label="Environment keys" className="flex flex-col gap-2">
          {value.map((entry, at) => (
            <EnvRow
              key={ids.list[at]}
              id={ids.list[at] as string}
              place={at + 1}
              entry={entry}
              problem={problems[at] ?? {}}
              secrets={secrets}
              disabled={disabled}
              onChange={(next) => change(at, next)}
              onRemove={() => remove(at)}
              onEnter={() => add(emptyEntry)}
            />
          ))}
        </ul>
      )}
      {value.length === 0 && <p className="text-base text-muted">This layer sets no keys.</p>}
      <AddKeys full={value.length >= limit} disabled={disabled} hasSecrets={secrets.length > 0} onAdd={add} />
      {secrets.length === 0 && (
        <p className="text-sm text-muted">
          This company has no secrets yet.{' '}
          <TextLink to="/c/$companyId/secrets" params={{ companyId }}>
            Open the vault
          </TextLink>
        </p>
      )}
    </div>
  )
}

const emptyEntry: EnvEntry = { key: '', binding: { kind: 'plain', visibility: 'visible', value: '' } }
const emptySecret: EnvEntry = { key: '', binding: { kind: 'secret', secretId: '', version: 'latest' } }

function GridHead() {
  return (
    <div aria-hidden className="hidden gap-2 text-xs font-medium text-muted @2xl:flex">
      <span className="flex-1 basis-0">Key</span>
      <span className="w-28">Kind</span>
      <span className="flex-2 basis-0">Value</span>
      <span className="w-7" />
    </div>
  )
}

function AddKeys({ full, disabled, hasSecrets, onAdd }: { full: boolean; disabled: boolean; hasSecrets: boolean; onAdd: (entry: EnvEntry) => void }) {
  const reason = disabled ? 'Not editable now.' : full ? `A layer holds at most ${limit} keys.` : undefined
  return (
    <div className="flex gap-2" data-row="add">
      <Button icon={Plus} disabledReason={reason} onClick={() => onAdd(emptyEntry)}>
        Add key
      </Button>
      <Button
        icon={KeyRound}
        disabledReason={reason ?? (hasSecrets ? undefined : 'This company has no secrets yet.')}
        onClick={() => onAdd(emptySecret)}
      >
        Add secret reference
      </Button>
    </div>
  )
}
