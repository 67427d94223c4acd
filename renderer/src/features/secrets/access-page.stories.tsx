import type { Meta, StoryObj } from '@storybook/react-vite'
import { fakeIds } from '../../rpc/fake.ts'
import { AccessPage } from './access-page.tsx'

const meta: Meta<typeof AccessPage> = {
  title: 'Screens/Access log',
  component: AccessPage,
  parameters: { fullscreen: true, path: '/c/$companyId/secrets/access', params: { companyId: fakeIds.acme } },
}
export default meta

type Story = StoryObj<typeof AccessPage>

export const Company: Story = {}
export const Empty: Story = { parameters: { fake: { empty: 'companies' } } }
export const Loading: Story = { parameters: { fake: { latencyMs: Number.POSITIVE_INFINITY } } }
export const Failed: Story = { parameters: { fake: { fail: { 'secrets.access': 'UNAVAILABLE' } } } }
