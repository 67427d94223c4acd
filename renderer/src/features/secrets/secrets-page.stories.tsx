import type { Meta, StoryObj } from '@storybook/react-vite'
import { fakeIds } from '../../rpc/fake.ts'
import { SecretsPage } from './secrets-page.tsx'
import { everyState, lockVault, tenThousand } from './story-data.ts'

const meta: Meta<typeof SecretsPage> = {
  title: 'Screens/Secrets',
  component: SecretsPage,
  parameters: { fullscreen: true, path: '/c/$companyId/secrets', params: { companyId: fakeIds.acme } },
}
export default meta

type Story = StoryObj<typeof SecretsPage>

export const List: Story = {}
export const Loading: Story = { parameters: { fake: { latencyMs: Number.POSITIVE_INFINITY } } }
export const Failed: Story = { parameters: { fake: { fail: { 'secrets.list': 'INTERNAL' } } } }
export const NoneYet: Story = { parameters: { fake: { empty: 'companies' } } }
export const Filtered: Story = { parameters: { search: { q: 'zzz' } } }
export const VaultLocked: Story = { parameters: { fake: { prepare: lockVault } } }
export const NeedsAttention: Story = { parameters: { search: { show: 'attention' }, fake: { prepare: everyState } } }
export const TenThousand: Story = { parameters: { fake: { prepare: tenThousand } } }
