/** The look before the page has loaded, and the system's own parts of the window afterwards. */
import type { NativeTheme } from 'electron'
import type { Settings } from '#shared/contract/settings.ts'

/** The page's `canvas` colours (renderer/src/theme): the window shows them until the page has painted. */
const canvas = { light: '#FAFAF9', dark: '#0E1114', contrast: '#000000' }

/** The window's colour until the page has painted. */
export function backgroundColour(theme: Settings['theme'], systemIsDark: boolean): string {
  if (theme === 'system') return systemIsDark ? canvas.dark : canvas.light
  return canvas[theme]
}

/** Makes menus, dialogs and the page's `prefers-color-scheme` follow the setting. */
export function applyTheme(nativeTheme: Pick<NativeTheme, 'themeSource'>, theme: Settings['theme']): void {
  nativeTheme.themeSource = theme === 'contrast' ? 'dark' : theme
}
