import type { Meta, StoryObj } from '@storybook/react-vite'
import { fakeIds } from '../../rpc/fake.ts'
import { NewRoutinePage } from './new-routine-page.tsx'

const meta: Meta<typeof NewRoutinePage> = {
  title: 'Screens/New routine',
  component: NewRoutinePage,
  parameters: { path: '/c/$companyId/routines/new', params: { companyId: fakeIds.acme } },
}
export default meta

type Story = StoryObj<typeof NewRoutinePage>

export const Form: Story = {}
export const NoAgentYet: Story = { parameters: { fake: { empty: 'companies' } } }
export const Failed: Story = { parameters: { fake: { fail: { 'agents.list': 'UNAVAILABLE' } } } }
