import type { Meta, StoryObj } from '@storybook/react-vite'
import { fakeIds } from '../../rpc/fake.ts'
import { RunsPage } from './runs-page.tsx'

const meta: Meta<typeof RunsPage> = {
  title: 'Screens/Runs',
  component: RunsPage,
  parameters: { path: '/c/$companyId/runs', params: { companyId: fakeIds.acme } },
}
export default meta

type Story = StoryObj<typeof RunsPage>

export const List: Story = {}
export const Loading: Story = { parameters: { fake: { latencyMs: Number.POSITIVE_INFINITY } } }
export const Failed: Story = { parameters: { fake: { fail: { 'runs.list': 'UNAVAILABLE' } } } }
export const NoneYet: Story = { parameters: { fake: { empty: 'companies' } } }
export const Filtered: Story = { parameters: { search: { status: 'active', q: 'zzz' } } }
