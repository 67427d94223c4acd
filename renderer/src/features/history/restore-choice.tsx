import type { ReactElement } from 'react'
import type { RestoreScope } from '#shared/contract/routines.ts'
import { Checkbox } from '../../ui/checkbox.tsx'
import { SegmentedControl } from '../../ui/segmented-control.tsx'
import type { RestoreChoices } from './use-restore.ts'

export interface RestoreChoiceProps {
  label: string
  choices: RestoreChoices
  /** Env keys that the restore could change. */
  keys: readonly string[]
  onChange: (change: Partial<RestoreChoices>) => void
}

const scopes: ReadonlyArray<{ value: RestoreScope; label: string }> = [
  { value: 'all', label: 'Everything' },
  { value: 'config', label: 'Configuration' },
  { value: 'triggers', label: 'Triggers' },
  { value: 'env', label: 'Environment' },
  { value: 'keys', label: 'Chosen keys' },
]

/** How much comes back, and with which versions of its secrets. */
export function RestoreChoice({ label, choices, keys, onChange }: RestoreChoiceProps): ReactElement {
  const { scope, versions } = choices
  const withEnv = scope === 'all' || scope === 'env' || scope === 'keys'
  const toggle = (key: string, on: boolean) => onChange({ keys: on ? [...choices.keys, key] : choices.keys.filter((other) => other !== key) })
  return (
    <div className="flex flex-col gap-3">
      <SegmentedControl label="What comes back" value={scope} onChange={(next) => onChange({ scope: next })} options={scopes} />
      {scope === 'keys' && (
        <fieldset className="flex flex-wrap gap-x-4 gap-y-1">
          <legend className="sr-only">Keys to bring back</legend>
          {keys.length === 0 && <p className="text-muted">No key differs from now.</p>}
          {keys.map((key) => (
            <Checkbox key={key} label={key} checked={choices.keys.includes(key)} onChange={(on) => toggle(key, on)} className="font-mono text-sm" />
          ))}
        </fieldset>
      )}
      {withEnv && (
        <div className="flex flex-col gap-1">
          <SegmentedControl
            label="Versions of its secrets"
            value={versions}
            onChange={(next) => onChange({ versions: next })}
            options={[
              { value: 'today', label: 'Today’s versions' },
              { value: 'pinned', label: `Pin to the versions of ${label}` },
            ]}
          />
          <p className="text-sm text-muted">
            {versions === 'today'
              ? `Keys that followed the latest version go on following it.`
              : `Each key is pinned to the version that runs of ${label} used; one that cannot be read any more follows the latest instead.`}
          </p>
        </div>
      )}
    </div>
  )
}
