import type { Meta, StoryObj } from '@storybook/react-vite'
import { fakeIds } from '../../rpc/fake.ts'
import { ProjectPage } from './project-page.tsx'

const meta: Meta<typeof ProjectPage> = {
  title: 'Screens/Project',
  component: ProjectPage,
  parameters: {
    fullscreen: true,
    path: '/c/$companyId/projects/$projectId',
    params: { companyId: fakeIds.acme, projectId: fakeIds.project.operations },
  },
}
export default meta

type Story = StoryObj<typeof ProjectPage>

export const Detail: Story = {}
export const Loading: Story = { parameters: { fake: { latencyMs: Number.POSITIVE_INFINITY } } }
export const Failed: Story = { parameters: { fake: { fail: { 'projects.get': 'NOT_FOUND' } } } }
