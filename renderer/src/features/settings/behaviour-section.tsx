import { Section } from '../../ui/section.tsx'
import { Switch } from '../../ui/switch.tsx'
import type { SectionProps } from './appearance-section.tsx'
import { SettingRow } from './setting-row.tsx'

export function BehaviourSection({ now, change }: SectionProps) {
  return (
    <Section title="Behaviour">
      <div className="rounded-card border border-line bg-surface px-4">
        <SettingRow label="Run and follow" hint="Run now opens the live log of the run that it started.">
          <Switch hideLabel label="Run and follow" checked={now.runAndFollow} onChange={(runAndFollow) => change({ runAndFollow })} />
        </SettingRow>
        <SettingRow label="Single-key shortcuts" hint="Keys such as j, k, / and g then r. Those with Ctrl or ⌘ always work.">
          <Switch
            hideLabel
            label="Single-key shortcuts"
            checked={now.singleKeyShortcuts}
            onChange={(singleKeyShortcuts) => change({ singleKeyShortcuts })}
          />
        </SettingRow>
      </div>
    </Section>
  )
}
