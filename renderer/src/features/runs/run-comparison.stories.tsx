import type { Meta, StoryObj } from '@storybook/react-vite'
import { type FakeOptions, fakeIds } from '../../rpc/fake.ts'
import { RunComparisonPage } from './run-comparison.tsx'

type State = Parameters<NonNullable<FakeOptions['prepare']>>[0]

const params = { companyId: fakeIds.acme, runId: fakeIds.run.failed, otherId: fakeIds.run.succeeded }
const meta: Meta<typeof RunComparisonPage> = {
  title: 'Screens/Run comparison',
  component: RunComparisonPage,
  parameters: { path: '/c/$companyId/runs/$runId/compare/$otherId', params },
}
export default meta

type Story = StoryObj<typeof RunComparisonPage>

/** The failed run got another version of its key than the one before it. */
function withDifference(state: State): void {
  const key = {
    key: 'STRIPE_KEY',
    layer: 'agent',
    kind: 'secret',
    visibility: null,
    secretId: fakeIds.secret.stripe,
    secretName: 'STRIPE_KEY',
  } as const
  for (const run of state.runs) {
    if (run.id === fakeIds.run.failed) run.env = [{ ...key, selector: 'latest', version: 3, fingerprint: '9f2c41d0' }]
    if (run.id === fakeIds.run.succeeded) run.env = [{ ...key, selector: 'latest', version: 2, fingerprint: '9f2c41d2' }]
  }
}

export const Different: Story = { parameters: { fake: { prepare: withDifference } } }
export const Equal: Story = { parameters: { params: { ...params, otherId: fakeIds.run.failed } } }
export const Loading: Story = { parameters: { fake: { latencyMs: Number.POSITIVE_INFINITY } } }
export const Gone: Story = { parameters: { fake: { fail: { 'runs.compare': 'NOT_FOUND' } } } }
export const Failed: Story = { parameters: { fake: { fail: { 'runs.compare': 'UNAVAILABLE' } } } }
