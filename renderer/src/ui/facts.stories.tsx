import type { Meta, StoryObj } from '@storybook/react-vite'
import { Badge, SampleTag, type Tone } from './badge.tsx'
import { Code } from './code.tsx'
import { Copyable } from './copy.tsx'
import { Duration, LiveDuration } from './duration.tsx'
import { KeyValue } from './key-value.tsx'
import { RunStrip } from './run-strip.tsx'
import { Card, Section } from './section.tsx'
import { EnvHealthLabel, HealthLabel, RoutineStatusLabel, RunStatusLabel, SecretStatusLabel } from './status.tsx'
import { marks, routineStatuses, runStatusList } from './story-data.ts'
import { Time } from './time.tsx'

const meta = { title: 'Facts' } satisfies Meta
export default meta
type Story = StoryObj<typeof meta>

const now = Date.now()
const tones: readonly Tone[] = ['neutral', 'accent', 'ok', 'warn', 'danger', 'info', 'paused']

export const Statuses: Story = {
  render: () => (
    <div className="grid max-w-4xl grid-cols-3 gap-6">
      <Section title="Runs">
        {runStatusList.map((status) => (
          <RunStatusLabel key={status} status={status} />
        ))}
      </Section>
      <Section title="Routines">
        {routineStatuses.map((status) => (
          <RoutineStatusLabel key={status} status={status} />
        ))}
        <RoutineStatusLabel status="disabled" reason="Waiting for the new storage." />
      </Section>
      <Section title="Health, secrets, environment">
        <HealthLabel state="pass" />
        <HealthLabel state="warning" />
        <HealthLabel state="critical" />
        <SecretStatusLabel status="active" />
        <SecretStatusLabel status="disabled" />
        <EnvHealthLabel health="vault_locked" />
        <EnvHealthLabel health="secret_missing" />
        <RunStatusLabel status="failed" wordHidden />
      </Section>
    </div>
  ),
}

export const Figures: Story = {
  render: () => (
    <Card className="max-w-2xl">
      <KeyValue
        items={[
          { label: 'Started', value: <Time at={new Date(now - 4 * 60_000)} /> },
          { label: 'Next run', value: <Time at={new Date(now + 3 * 3_600_000)} due /> },
          { label: 'Was due', value: <Time at={new Date(now - 5 * 60_000)} due /> },
          { label: 'Created', value: <Time at={new Date(now - 40 * 86_400_000)} /> },
          { label: 'Never', value: <Time at={null} empty="never" /> },
          { label: 'Took', value: <Duration ms={192_000} /> },
          { label: 'Running for', value: <LiveDuration since={new Date(now - 61_000)} /> },
          { label: 'Run id', value: <Copyable value="00000006-0000-4000-8000-000000000004" label="run id" /> },
          { label: 'Command', value: <Code>node report.mjs --quiet</Code> },
          { label: 'Last runs', value: <RunStrip runs={marks(20)} /> },
          { label: 'A few runs', value: <RunStrip runs={marks(4)} /> },
          { label: 'No runs', value: <RunStrip runs={[]} /> },
        ]}
      />
    </Card>
  ),
}

export const Badges: Story = {
  render: () => (
    <div className="flex gap-2">
      {tones.map((tone) => (
        <Badge key={tone} tone={tone}>
          {tone}
        </Badge>
      ))}
      <SampleTag />
    </div>
  ),
}
