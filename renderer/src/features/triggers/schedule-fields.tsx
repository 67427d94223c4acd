import clsx from 'clsx'
import type { ReactElement } from 'react'
import type { SchedulePreview } from '#shared/contract/triggers.ts'
import { friendlyError } from '../../rpc/friendly-error.ts'
import { Button } from '../../ui/button.tsx'
import { Combobox } from '../../ui/combobox.tsx'
import { StatusGlyph } from '../../ui/status.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { NextRuns } from './next-runs.tsx'
import { usePreview } from './use-preview.ts'
import { zoneOptions } from './zones.ts'

export interface Schedule {
  cron: string
  timezone: string
}

export interface ScheduleFieldsProps {
  value: Schedule
  onChange: (value: Schedule) => void
  zones: ReadonlyArray<{ name: string; offsetMin: number }>
  /** Whether the schedule is on; off, the dates say when it would run. */
  enabled?: boolean
  /** Takes the focus when it appears. */
  autoFocus?: boolean
}

const presets = [
  { label: 'Every hour', cron: '0 * * * *' },
  { label: 'Every day at 09:00', cron: '0 9 * * *' },
  { label: 'Weekdays at 09:00', cron: '0 9 * * 1-5' },
  { label: 'Mondays at 09:00', cron: '0 9 * * 1' },
]

/** A cron expression with its zone, and what the scheduler makes of it while it is typed. */
export function ScheduleFields({ value, onChange, zones, enabled = true, autoFocus = false }: ScheduleFieldsProps): ReactElement {
  const { preview, current, error } = usePreview(value.cron, value.timezone)
  const fault = preview && !preview.valid && current ? preview : null
  const zoneFault = fault?.field === 'timezone'
  return (
    <div className="flex flex-col gap-3">
      <div className="grid gap-3 sm:grid-cols-[3fr_2fr]">
        <div className="flex min-w-0 flex-col gap-1">
          <TextField
            label="Cron expression"
            mono
            autoFocus={autoFocus}
            value={value.cron}
            onChange={(cron) => onChange({ ...value, cron })}
            error={error ? friendlyError(error).what : fault && !zoneFault ? fault.message : undefined}
          />
          <Parts cron={value.cron} fault={fault && !zoneFault ? fault.field : null} />
        </div>
        <Combobox
          label="Time zone"
          value={value.timezone}
          onChange={(timezone) => timezone !== null && onChange({ ...value, timezone })}
          options={zoneOptions(zones, value.timezone)}
          placeholder="City or offset"
          emptyText="No zone by that city or offset."
          error={zoneFault ? fault.message : undefined}
        />
      </div>
      <div className="flex flex-wrap gap-1.5">
        {presets.map((preset) => (
          <Button
            key={preset.cron}
            size="sm"
            variant="ghost"
            aria-pressed={value.cron.trim() === preset.cron}
            onClick={() => onChange({ ...value, cron: preset.cron })}
          >
            {preset.label}
          </Button>
        ))}
      </div>
      {preview && <Reading preview={preview} current={current} timezone={value.timezone} enabled={enabled} />}
    </div>
  )
}

function Reading({ preview, current, timezone, enabled }: { preview: SchedulePreview; current: boolean; timezone: string; enabled: boolean }) {
  if (!preview.valid) return <p className="text-muted">The next runs show here once the expression can be read.</p>
  return (
    <div data-testid="schedule-preview" aria-busy={!current} className="flex flex-col gap-2">
      <p className="text-md font-medium" aria-live="polite">
        {preview.words}
        {preview.dialect === 'six' && <span className="ml-2 text-sm font-normal text-muted">six fields, seconds first</span>}
      </p>
      <Warnings warnings={preview.warnings} />
      {preview.next.length > 0 && <NextRuns next={preview.next} timezone={timezone} caption={enabled ? 'Next runs' : 'Would run'} />}
    </div>
  )
}

export function Warnings({ warnings }: { warnings: readonly string[] }): ReactElement | null {
  if (warnings.length === 0) return null
  return (
    <ul className="flex flex-col gap-1">
      {warnings.map((warning) => (
        <li key={warning} className="flex items-center gap-1.5 text-warn">
          <StatusGlyph glyph="alert" tone="warn" />
          {warning}
        </li>
      ))}
    </ul>
  )
}

const fiveNames = ['minute', 'hour', 'day-of-month', 'month', 'day-of-week']

/** The fields of the expression by name, the one at fault underlined. */
function Parts({ cron, fault }: { cron: string; fault: string | null }) {
  const parts = cron.trim().split(/\s+/)
  const names = parts.length === 6 ? ['second', ...fiveNames] : fiveNames
  if (cron.trim().startsWith('@')) return null
  return (
    <ol aria-label="Fields" className="flex flex-wrap gap-x-2.5 gap-y-1 text-xs text-muted">
      {names.map((name, at) => (
        <li key={name} className={clsx('flex flex-col', fault === name && 'text-danger')} data-fault={fault === name || undefined}>
          <span className={clsx('font-mono text-sm', fault === name && 'underline decoration-wavy decoration-danger')}>{parts[at] || '·'}</span>
          {name}
        </li>
      ))}
    </ol>
  )
}
