import type { Meta, StoryObj } from '@storybook/react-vite'
import { fakeIds } from '../../rpc/fake.ts'
import { SecretPage } from './secret-page.tsx'

const meta: Meta<typeof SecretPage> = {
  title: 'Screens/Secret',
  component: SecretPage,
  parameters: { fullscreen: true, path: '/c/$companyId/secrets/$secretId', params: { companyId: fakeIds.acme, secretId: fakeIds.secret.stripe } },
}
export default meta

type Story = StoryObj<typeof SecretPage>

export const Detail: Story = {}
export const Loading: Story = { parameters: { fake: { latencyMs: Number.POSITIVE_INFINITY } } }
export const Failed: Story = { parameters: { fake: { fail: { 'secrets.get': 'NOT_FOUND' } } } }
