import type { Meta, StoryObj } from '@storybook/react-vite'
import { HealthPage } from './health-page.tsx'

const meta: Meta<typeof HealthPage> = { title: 'Screens/Health', component: HealthPage, parameters: { fullscreen: true, path: '/health' } }
export default meta

type Story = StoryObj<typeof HealthPage>

export const Checks: Story = {}
export const Loading: Story = { parameters: { fake: { latencyMs: Number.POSITIVE_INFINITY } } }
export const Failed: Story = { parameters: { fake: { fail: { 'system.health': 'CONNECTION_LOST' } } } }
