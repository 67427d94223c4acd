import { TabLinks } from '../../ui/tab-links.tsx'

/** The pages about this installation. */
export function SettingsTabs() {
  return (
    <TabLinks
      label="Settings"
      tabs={[
        { link: { to: '/settings' }, label: 'Appearance' },
        { link: { to: '/settings/vault' }, label: 'Vault' },
        { link: { to: '/settings/about' }, label: 'About' },
      ]}
    />
  )
}
