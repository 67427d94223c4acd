import type { Meta, StoryObj } from '@storybook/react-vite'
import { ConflictView } from './conflict-view.tsx'
import type { Difference } from './three-way.ts'

const nothing = () => undefined

const meta: Meta<typeof ConflictView> = {
  title: 'ui/Conflict',
  component: ConflictView,
  args: { noun: 'agent', busy: false, invalid: undefined, onReload: nothing, onOverwrite: nothing, onMerge: nothing },
}
export default meta

type Story = StoryObj<typeof ConflictView>

const apart: readonly Difference[] = [
  { id: 'name', label: 'Name', base: 'Reporter', mine: 'Reporter', theirs: 'Night reporter', by: 'theirs' },
  { id: 'env.ZONE', label: 'ZONE', base: 'UTC', mine: 'CET', theirs: 'UTC', by: 'mine' },
]
const both: readonly Difference[] = [
  { id: 'env.LEVEL', label: 'LEVEL', base: 'info', mine: 'debug', theirs: 'warn', by: 'both' },
  {
    ...{ id: 'env.FOOTER', label: 'FOOTER', by: 'both' },
    ...{ base: '•••••••• masked, 9f3ac210', mine: '•••••••• masked, a new value', theirs: '•••••••• masked, 04be77c1' },
  },
  { id: 'env.GONE', label: 'GONE', base: '1', mine: '', theirs: '2', by: 'both' },
]

export const BothChanged: Story = { args: { differences: [...both, ...apart] } }
export const ChangedApart: Story = { args: { differences: apart } }
export const CannotBeSaved: Story = { args: { differences: both, invalid: 'Correct the marked environment keys first.' } }
export const Saving: Story = { args: { differences: both, busy: true } }
