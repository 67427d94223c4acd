import { Contrast, Monitor, Moon, Sun } from 'lucide-react'
import { useState } from 'react'
import type { Settings } from '#shared/contract/settings.ts'
import { NumberField } from '../../ui/number-field.tsx'
import { Section } from '../../ui/section.tsx'
import { SegmentedControl } from '../../ui/segmented-control.tsx'
import { Time } from '../../ui/time.tsx'
import { SettingRow } from './setting-row.tsx'

export interface SectionProps {
  now: Settings
  /** Counts at once on screen; rolled back with a message when it can't be stored. */
  change: (change: Partial<Settings>) => void
}

const themes = [
  { value: 'system', label: 'System', icon: Monitor },
  { value: 'light', label: 'Light', icon: Sun },
  { value: 'dark', label: 'Dark', icon: Moon },
  { value: 'contrast', label: 'High contrast', icon: Contrast },
] as const
const densities = [
  { value: 'compact', label: 'Compact' },
  { value: 'default', label: 'Default' },
  { value: 'comfortable', label: 'Comfortable' },
] as const
const motions = [
  { value: 'system', label: 'System' },
  { value: 'reduce', label: 'Reduce' },
  { value: 'full', label: 'Full' },
] as const
const times = [
  { value: 'relative', label: 'Relative' },
  { value: 'local', label: 'Local' },
  { value: 'utc', label: 'UTC' },
] as const

export function AppearanceSection({ now, change }: SectionProps) {
  return (
    <Section title="Appearance">
      <div className="rounded-card border border-line bg-surface px-4">
        <SettingRow label="Theme" hint="System follows the operating system as it changes.">
          <SegmentedControl hideLabel label="Theme" value={now.theme} options={themes} onChange={(theme) => change({ theme })} />
        </SettingRow>
        <SettingRow label="Density" hint="Height of table rows: 28, 32 or 40 px.">
          <SegmentedControl hideLabel label="Density" value={now.density} options={densities} onChange={(density) => change({ density })} />
        </SettingRow>
        <SettingRow label="Font size" hint="Independent of zoom.">
          <FontSize now={now} change={change} />
        </SettingRow>
        <SettingRow label="Motion" hint="Reduce turns off every animation.">
          <SegmentedControl hideLabel label="Motion" value={now.motion} options={motions} onChange={(motion) => change({ motion })} />
        </SettingRow>
        <SettingRow label="Time" hint={<TimeExample />}>
          <SegmentedControl hideLabel label="Time" value={now.timeDisplay} options={times} onChange={(timeDisplay) => change({ timeDisplay })} />
        </SettingRow>
      </div>
    </Section>
  )
}

/** A recent instant, shown by the setting itself. */
function TimeExample() {
  const [at] = useState(() => new Date(performance.timeOrigin - 4 * 60_000))
  return (
    <>
      How instants read everywhere, for example <Time at={at} />.
    </>
  )
}

const least = 90
const most = 130

/** Keeps what is being typed, so that "1" on the way to "110" neither counts nor gets lost. */
function FontSize({ now, change }: SectionProps) {
  const [typed, setTyped] = useState<number | null>(now.fontSize)
  const take = (next: number | null) => {
    setTyped(next)
    if (next !== null && Number.isInteger(next) && next >= least && next <= most) change({ fontSize: next })
  }
  return <NumberField className="w-36" hideLabel label="Font size" unit="%" min={least} max={most} step={5} value={typed} onChange={take} />
}
