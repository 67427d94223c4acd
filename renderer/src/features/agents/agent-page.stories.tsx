import type { Meta, StoryObj } from '@storybook/react-vite'
import { fakeIds } from '../../rpc/fake.ts'
import { AgentPage } from './agent-page.tsx'

const meta: Meta<typeof AgentPage> = {
  title: 'Screens/Agent',
  component: AgentPage,
  parameters: { fullscreen: true, path: '/c/$companyId/agents/$agentId', params: { companyId: fakeIds.acme, agentId: fakeIds.agent.reporter } },
}
export default meta

type Story = StoryObj<typeof AgentPage>

export const Detail: Story = {}
export const Loading: Story = { parameters: { fake: { latencyMs: Number.POSITIVE_INFINITY } } }
export const Failed: Story = { parameters: { fake: { fail: { 'agents.get': 'NOT_FOUND' } } } }
