/** The look before the page has loaded, and the system's own parts of the window afterwards. */
import type { NativeTheme } from 'electron'
import * as z from 'zod'
import type { Settings } from '#shared/contract/settings.ts'

type Theme = Settings['theme']

// Not the contract's own schema: it would load the whole contract before the window.
const stored = z.object({ theme: z.enum(['system', 'light', 'dark', 'contrast'] satisfies Theme[]) })

/** The theme in the settings section of config.json; what cannot be read is the system's. */
export function themeIn(section: unknown): Theme {
  return stored.safeParse(section).data?.theme ?? 'system'
}

/** The page's `canvas` colours (renderer/src/theme/tokens.css). */
const canvas = { light: '#fafaf9', dark: '#0e1114', contrast: '#000000' }

/** The window's colour until the page has painted. */
export function backgroundColour(theme: Theme, systemIsDark: boolean): string {
  if (theme === 'system') return systemIsDark ? canvas.dark : canvas.light
  return canvas[theme]
}

/** Makes menus, dialogs and the page's `prefers-color-scheme` follow the setting. */
export function applyTheme(nativeTheme: Pick<NativeTheme, 'themeSource'>, theme: Theme): void {
  nativeTheme.themeSource = theme === 'contrast' ? 'dark' : theme
}
