import type { Meta, StoryObj } from '@storybook/react-vite'
import { fakeIds } from '../../rpc/fake.ts'
import { StartPage } from './start-page.tsx'

const meta: Meta<typeof StartPage> = { title: 'Screens/Start', component: StartPage, parameters: { fullscreen: true, path: '/' } }
export default meta

type Story = StoryObj<typeof StartPage>

export const Welcome: Story = { parameters: { fake: { empty: 'installation' } } }
export const WelcomeRefused: Story = { parameters: { fake: { empty: 'installation', fail: { 'sample.install': 'UNAVAILABLE' } } } }
export const StartEmpty: Story = { parameters: { fake: { empty: 'installation' }, search: { setup: 'new' } } }
export const CompanyMade: Story = { parameters: { search: { setup: fakeIds.globex } } }
export const Loading: Story = { parameters: { fake: { latencyMs: Number.POSITIVE_INFINITY } } }
