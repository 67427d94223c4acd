import type { Meta, StoryObj } from '@storybook/react-vite'
import type { FakeState } from '../../rpc/fake/state.ts'
import { lockVault } from '../secrets/story-data.ts'
import { VaultPage } from './vault-page.tsx'

const meta: Meta<typeof VaultPage> = { title: 'Screens/Vault', component: VaultPage, parameters: { fullscreen: true, path: '/settings/vault' } }
export default meta

type Story = StoryObj<typeof VaultPage>
const prepared = (prepare: (state: FakeState) => void): Story => ({ parameters: { fake: { prepare } } })

export const Open: Story = {}
export const Loading: Story = { parameters: { fake: { latencyMs: Number.POSITIVE_INFINITY } } }
export const Failed: Story = { parameters: { fake: { fail: { 'vault.status': 'UNAVAILABLE' } } } }
export const Locked: Story = prepared(lockVault)
export const NeverMadeAKit: Story = prepared(({ vault }) => Object.assign(vault, { kitMadeAt: null }))
export const InOrder: Story = prepared(({ vault, now }) => Object.assign(vault, { kitTestedAt: new Date(now), keychain: 'available' }))
export const SealingAnew: Story = prepared(({ vault }) => Object.assign(vault, { dataKeyRotation: { done: 120, total: 400 } }))
export const StrictByEnvironment: Story = prepared(({ vault }) => Object.assign(vault, { strictMode: true, strictModeForced: true }))
export const AwsUnreachable: Story = prepared(({ vault, vaultSettings }) => {
  vaultSettings.aws = { region: 'eu-central-1', prefix: 'wheelhouse/', kmsKeyId: null, endpoint: null, profile: null }
  vault.providers.push({
    provider: 'aws_secrets_manager',
    configured: true,
    state: 'critical',
    detail: 'AWS did not answer within 5 seconds.',
    fix: 'Check the network and the region.',
  })
})
