import type { Meta, StoryObj } from '@storybook/react-vite'
import { fakeIds } from '../../rpc/fake.ts'
import { ProjectsPage } from './projects-page.tsx'

const meta: Meta<typeof ProjectsPage> = {
  title: 'Screens/Projects',
  component: ProjectsPage,
  parameters: { fullscreen: true, path: '/c/$companyId/projects', params: { companyId: fakeIds.acme } },
}
export default meta

type Story = StoryObj<typeof ProjectsPage>

export const List: Story = {}
export const Loading: Story = { parameters: { fake: { latencyMs: Number.POSITIVE_INFINITY } } }
export const Failed: Story = { parameters: { fake: { fail: { 'projects.list': 'UNAVAILABLE' } } } }
export const NoneYet: Story = { parameters: { fake: { empty: 'companies' } } }
export const Filtered: Story = { parameters: { search: { q: 'zzz' } } }
