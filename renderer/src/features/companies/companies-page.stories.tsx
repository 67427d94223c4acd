import type { Meta, StoryObj } from '@storybook/react-vite'
import { CompaniesPage } from './companies-page.tsx'
import { SampleBanner } from './sample-banner.tsx'

const meta: Meta<typeof CompaniesPage> = {
  title: 'Screens/Companies',
  component: CompaniesPage,
  parameters: { fullscreen: true, path: '/companies' },
}
export default meta

type Story = StoryObj<typeof CompaniesPage>

export const List: Story = {}
export const Loading: Story = { parameters: { fake: { latencyMs: Number.POSITIVE_INFINITY } } }
export const NoneYet: Story = { parameters: { fake: { empty: 'installation' } } }
export const NothingInThem: Story = { parameters: { fake: { empty: 'companies' } } }
export const Filtered: Story = { parameters: { search: { q: 'zzz' } } }
export const Failed: Story = { parameters: { fake: { fail: { 'companies.list': 'UNAVAILABLE' } } } }
export const Sample: StoryObj = { render: () => <SampleBanner /> }
