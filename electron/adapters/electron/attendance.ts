/** Who is at the desktop window: Touch ID where there is one, and windows that screenshots leave out. */
import type { BrowserWindow, SystemPreferences } from 'electron'
import type { Attendance } from '../../ports/attendance.ts'

type Preferences = Pick<SystemPreferences, 'canPromptTouchID' | 'promptTouchID'>
type Shielded = Pick<BrowserWindow, 'setContentProtection' | 'isDestroyed'>

/** `windows` answers those that are open now. */
export function desktopAttendance(preferences: Preferences, windows: () => Shielded[], platform: NodeJS.Platform): Attendance {
  let lift: NodeJS.Timeout | undefined

  function protect(on: boolean): void {
    for (const window of windows()) if (!window.isDestroyed()) window.setContentProtection(on)
  }

  return {
    async confirm(reason) {
      // Electron has these two on macOS alone.
      if (platform !== 'darwin' || !preferences.canPromptTouchID()) return null
      try {
        await preferences.promptTouchID(reason)
        return true
      } catch {
        // Cancelled, or not the person: either way nobody has confirmed.
        return false
      }
    },

    shield(milliseconds) {
      clearTimeout(lift)
      protect(true)
      lift = setTimeout(() => protect(false), milliseconds)
      lift.unref()
    },
  }
}
