/** Settings of this installation: how it looks and behaves, and what it is. */
export { AboutPage } from './about-page.tsx'
export { SettingsPage } from './settings-page.tsx'
export { SettingsTabs } from './settings-tabs.tsx'
