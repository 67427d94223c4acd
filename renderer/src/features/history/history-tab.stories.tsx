import type { Meta, StoryObj } from '@storybook/react-vite'
import { useEffect } from 'react'
import { useConnection } from '../../rpc/connection.ts'
import { fakeIds } from '../../rpc/fake.ts'
import { RoutinePage } from '../routines/index.tsx'
import { withPast, withPastDisabled } from './story-data.ts'

const params = { companyId: fakeIds.acme, routineId: fakeIds.routine.report }
const meta: Meta<typeof RoutinePage> = {
  title: 'Screens/Routine history',
  component: RoutinePage,
  parameters: { path: '/c/$companyId/routines/$routineId/history', params, fake: { prepare: withPast } },
}
export default meta

type Story = StoryObj<typeof RoutinePage>

/** Presses a button once it is there. */
const press =
  (name: RegExp): NonNullable<Story['play']> =>
  async ({ canvas, userEvent }) =>
    userEvent.click(await canvas.findByRole('button', { name }))

export const Current: Story = {}
export const OnlyRevision: Story = { parameters: { params: { ...params, routineId: fakeIds.routine.digest } } }
export const Preview: Story = { parameters: { search: { r: 2 } } }
export const PreviewOfDeletedSecret: Story = { parameters: { search: { r: 3 } } }
export const Compared: Story = { parameters: { search: { compare: 'r2..r5' } } }
export const ComparedEnvOnly: Story = { parameters: { search: { compare: 'r2..r3' } } }
export const ComparedEqual: Story = { parameters: { search: { compare: 'r2..r4' } } }
export const Loading: Story = { parameters: { fake: { prepare: withPast, latencyMs: Number.POSITIVE_INFINITY } } }
export const Failed: Story = { parameters: { fake: { prepare: withPast, fail: { 'routines.revisions': 'UNAVAILABLE' } } } }
export const RevisionFailed: Story = { parameters: { search: { r: 2 }, fake: { prepare: withPast, fail: { 'routines.revision': 'UNAVAILABLE' } } } }
export const ComparisonFailed: Story = {
  parameters: { search: { compare: 'r2..r5' }, fake: { prepare: withPast, fail: { 'routines.compare': 'UNAVAILABLE' } } },
}
export const Restore: Story = { parameters: { search: { r: 2 } }, play: press(/Restore r2/) }
export const RestoreBlocked: Story = { parameters: { search: { r: 3 } }, play: press(/Restore r3/) }
export const RestoreAsksToEnable: Story = {
  parameters: { search: { r: 2 }, fake: { prepare: withPastDisabled } },
  play: press(/Restore r2/),
}
export const RestorePlanFailed: Story = {
  parameters: { search: { r: 2 }, fake: { prepare: withPast, fail: { 'routines.planRestore': 'UNAVAILABLE' } } },
  play: press(/Restore r2/),
}
export const Offline: Story = {
  parameters: { search: { r: 2 } },
  render: () => <WhileOffline />,
}

function WhileOffline() {
  useEffect(() => {
    const later = setTimeout(() => useConnection.setState({ state: 'reconnecting', attempt: 3 }), 600)
    return () => clearTimeout(later)
  }, [])
  return <RoutinePage />
}
