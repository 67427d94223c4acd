import type { Meta, StoryObj } from '@storybook/react-vite'
import { fakeIds } from '../../rpc/fake.ts'
import { SecretPage } from './secret-page.tsx'
import { everyState, lockVault } from './story-data.ts'

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
export const EveryState: Story = { parameters: { fake: { prepare: everyState } } }
export const Disabled: Story = { parameters: { params: { companyId: fakeIds.acme, secretId: fakeIds.secret.legacy } } }
export const VaultLocked: Story = { parameters: { fake: { prepare: lockVault } } }
export const Denials: Story = { parameters: { search: { outcome: 'failure' } } }
