import type { Meta, StoryObj } from '@storybook/react-vite'
import { fakeIds } from '../../rpc/fake.ts'
import { RoutinesPage } from './routines-page.tsx'

const meta: Meta<typeof RoutinesPage> = {
  title: 'Screens/Routines',
  component: RoutinesPage,
  parameters: { path: '/c/$companyId/routines', params: { companyId: fakeIds.acme } },
}
export default meta

type Story = StoryObj<typeof RoutinesPage>

export const List: Story = {}
export const Loading: Story = { parameters: { fake: { latencyMs: Number.POSITIVE_INFINITY } } }
export const Failed: Story = { parameters: { fake: { fail: { 'routines.list': 'UNAVAILABLE' } } } }
export const NoneYet: Story = { parameters: { fake: { empty: 'companies' } } }
export const Filtered: Story = { parameters: { search: { q: 'zzz', status: 'failing' } } }
