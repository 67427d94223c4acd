import type { Meta, StoryObj } from '@storybook/react-vite'
import { AboutPage } from './about-page.tsx'
import { SettingsPage } from './settings-page.tsx'

const meta: Meta = { title: 'Screens/Settings', parameters: { fullscreen: true, path: '/settings' } }
export default meta

export const Appearance: StoryObj = { render: () => <SettingsPage /> }
export const Loading: StoryObj = { render: () => <SettingsPage />, parameters: { fake: { latencyMs: Number.POSITIVE_INFINITY } } }
export const Failed: StoryObj = { render: () => <SettingsPage />, parameters: { fake: { fail: { 'settings.get': 'INTERNAL' } } } }
export const About: StoryObj = { render: () => <AboutPage />, parameters: { path: '/settings/about' } }
