import type { Meta, StoryObj } from '@storybook/react-vite'
import { Pause, Play, Repeat } from 'lucide-react'
import { type BulkAction, BulkBar } from './bulk-bar.tsx'

const actions: readonly BulkAction[] = [
  { label: 'Enable', icon: Repeat, eligible: 2, skips: 'already enabled', onPress: () => {} },
  { label: 'Disable', icon: Pause, eligible: 9, skips: 'already disabled', onPress: () => {} },
  { label: 'Run now', icon: Play, eligible: 11, skips: '', shortcut: 'r', onPress: () => {} },
]
const idle = { progress: null, run: () => Promise.resolve(), stop: () => {} }

const meta = {
  title: 'Bulk bar',
  component: BulkBar,
  args: { noun: 'routine', selected: 11, actions, bulk: idle, onClear: () => {} },
} satisfies Meta<typeof BulkBar>
export default meta
type Story = StoryObj<typeof meta>

export const Mixed: Story = {}
export const NoneEligible: Story = { args: { actions: actions.map((action) => (action.label === 'Enable' ? { ...action, eligible: 0 } : action)) } }
export const MoreToRead: Story = { args: { selected: 200, more: { total: 10_000, busy: false, onSelectAll: () => {} } } }
export const UnderWay: Story = { args: { bulk: { ...idle, progress: { doing: 'Disabling', done: 120, of: 9000 } } } }
export const Offline: Story = { args: { offlineReason: 'The connection to Wheelhouse is lost.' } }
