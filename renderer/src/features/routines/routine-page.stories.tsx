import type { Meta, StoryObj } from '@storybook/react-vite'
import { fakeIds } from '../../rpc/fake.ts'
import { RoutinePage } from './routine-page.tsx'

const params = { companyId: fakeIds.acme, routineId: fakeIds.routine.report }
const path = '/c/$companyId/routines/$routineId'
const meta: Meta<typeof RoutinePage> = { title: 'Screens/Routine', component: RoutinePage, parameters: { path, params } }
export default meta

type Story = StoryObj<typeof RoutinePage>

export const Overview: Story = {}
export const NeverRan: Story = { parameters: { params: { ...params, routineId: fakeIds.routine.onboarding } } }
export const Disabled: Story = { parameters: { params: { ...params, routineId: fakeIds.routine.cleanup } } }
export const Loading: Story = { parameters: { fake: { latencyMs: Number.POSITIVE_INFINITY } } }
export const Failed: Story = { parameters: { fake: { fail: { 'routines.get': 'NOT_FOUND' } } } }
export const Triggers: Story = { parameters: { path: `${path}/triggers` } }
export const TriggersNone: Story = { parameters: { path: `${path}/triggers`, params: { ...params, routineId: fakeIds.routine.digest } } }
export const TriggersFailed: Story = { parameters: { path: `${path}/triggers`, fake: { fail: { 'triggers.list': 'UNAVAILABLE' } } } }
export const Secrets: Story = { parameters: { path: `${path}/secrets` } }
export const SecretsFailed: Story = { parameters: { path: `${path}/secrets`, fake: { fail: { 'routines.env': 'VAULT_LOCKED' } } } }
export const Runs: Story = { parameters: { path: `${path}/runs` } }
export const RunsNone: Story = { parameters: { path: `${path}/runs`, params: { ...params, routineId: fakeIds.routine.onboarding } } }
export const History: Story = { parameters: { path: `${path}/history` } }
export const HistoryFailed: Story = { parameters: { path: `${path}/history`, fake: { fail: { 'routines.revisions': 'UNAVAILABLE' } } } }
