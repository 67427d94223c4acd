import type { Meta, StoryObj } from '@storybook/react-vite'
import { fakeIds } from '../../rpc/fake.ts'
import { AgentsPage } from './agents-page.tsx'

const meta: Meta<typeof AgentsPage> = {
  title: 'Screens/Agents',
  component: AgentsPage,
  parameters: { fullscreen: true, path: '/c/$companyId/agents', params: { companyId: fakeIds.acme } },
}
export default meta

type Story = StoryObj<typeof AgentsPage>

export const List: Story = {}
export const Loading: Story = { parameters: { fake: { latencyMs: Number.POSITIVE_INFINITY } } }
export const Failed: Story = { parameters: { fake: { fail: { 'agents.list': 'UNAVAILABLE' } } } }
export const NoneYet: Story = { parameters: { fake: { empty: 'companies' } } }
export const Filtered: Story = { parameters: { search: { q: 'zzz' } } }
