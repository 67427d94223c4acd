import type { Settings } from '#shared/contract/settings.ts'

/** What holds until the host has answered; the contract's own defaults. */
export const defaultSettings: Settings = {
  theme: 'system',
  density: 'default',
  motion: 'system',
  fontSize: 100,
  timeDisplay: 'relative',
  logWrap: false,
  logTimestamps: 'relative',
  logTheme: 'app',
  runAndFollow: true,
  singleKeyShortcuts: true,
  sidebarCollapsed: false,
  lastCompanyId: null,
  lastRoutes: [],
}
