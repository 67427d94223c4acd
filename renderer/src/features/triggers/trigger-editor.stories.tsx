import type { Meta, StoryObj } from '@storybook/react-vite'
import { fakeIds } from '../../rpc/fake.ts'
import { TriggerEditor } from './trigger-editor.tsx'

const meta: Meta<typeof TriggerEditor> = {
  title: 'Triggers/Editor',
  component: TriggerEditor,
  args: { companyId: fakeIds.acme, routineId: fakeIds.routine.report, trigger: null, onClose: () => {} },
}
export default meta

type Story = StoryObj<typeof TriggerEditor>

const trigger = {
  id: fakeIds.trigger.nightly,
  routineId: fakeIds.routine.report,
  kind: 'cron',
  label: 'Nightly',
  enabled: true,
  cron: '0 2 * * *',
  timezone: 'Asia/Tokyo',
  words: 'At 02:00',
  nextDueAt: null,
  lastDueAt: null,
} as const

export const New: Story = {}
export const Change: Story = { args: { trigger } }
export const FieldAtFault: Story = { args: { trigger: { ...trigger, cron: '0 2 * * 8' } } }
export const SwitchedOff: Story = { args: { trigger: { ...trigger, enabled: false } } }
export const Loading: Story = { parameters: { fake: { latencyMs: Number.POSITIVE_INFINITY } } }
export const ZonesFailed: Story = { parameters: { fake: { fail: { 'triggers.timezones': 'UNAVAILABLE' } } } }
