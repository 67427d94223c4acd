import { Section } from '../../ui/section.tsx'
import { SegmentedControl } from '../../ui/segmented-control.tsx'
import { Switch } from '../../ui/switch.tsx'
import type { SectionProps } from './appearance-section.tsx'
import { SettingRow } from './setting-row.tsx'

const stamps = [
  { value: 'off', label: 'Off' },
  { value: 'relative', label: 'Since start' },
  { value: 'clock', label: 'Clock' },
] as const
const themes = [
  { value: 'app', label: 'As the app' },
  { value: 'dark', label: 'Always dark' },
] as const

/** How the log of a run is drawn. */
export function LogSection({ now, change }: SectionProps) {
  return (
    <Section title="Logs">
      <div className="rounded-card border border-line bg-surface px-4">
        <SettingRow label="Timestamps" hint="In front of every line.">
          <SegmentedControl
            hideLabel
            label="Timestamps"
            value={now.logTimestamps}
            options={stamps}
            onChange={(logTimestamps) => change({ logTimestamps })}
          />
        </SettingRow>
        <SettingRow label="Log theme">
          <SegmentedControl hideLabel label="Log theme" value={now.logTheme} options={themes} onChange={(logTheme) => change({ logTheme })} />
        </SettingRow>
        <SettingRow label="Wrap long lines" hint="Otherwise the log scrolls sideways.">
          <Switch hideLabel label="Wrap long lines" checked={now.logWrap} onChange={(logWrap) => change({ logWrap })} />
        </SettingRow>
      </div>
    </Section>
  )
}
