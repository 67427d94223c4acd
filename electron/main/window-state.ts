/** Where the window was, kept in config.json so that the next start can put it there before anything else is known. */
import type { BrowserWindow, Rectangle } from 'electron'
import * as z from 'zod'
import type { Clock } from '../ports/clock.ts'
import type { Config } from '../ports/config.ts'

const coordinate = z.int().min(-100_000).max(100_000)
const windowState = z.object({
  x: coordinate,
  y: coordinate,
  width: z.int().min(400).max(20_000),
  height: z.int().min(300).max(20_000),
  maximized: z.boolean(),
})
export type WindowState = z.infer<typeof windowState>

/** DIPs of the window that must stay visible both ways: enough to get hold of its title bar. */
const grip = 100
const saveAfterMs = 500

function overlap(a: Rectangle, b: Rectangle) {
  return {
    width: Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x),
    height: Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y),
  }
}

/** The stored state when it makes sense on the displays there are now; null otherwise, and the window is centred. */
export function restorable(stored: unknown, workAreas: Rectangle[]): WindowState | null {
  const { data: state } = windowState.safeParse(stored)
  if (!state) return null
  const reachable = workAreas.some((area) => {
    const { width, height } = overlap(state, area)
    return width >= grip && height >= grip
  })
  return reachable ? state : null
}

type Watched = Pick<BrowserWindow, 'on' | 'getNormalBounds' | 'isMaximized' | 'isDestroyed'>

/** Saves the window's place 500 ms after it last changed, and at once when it closes. A failed save costs only the place. */
export function rememberPlace(window: Watched, { config, clock }: { config: Config; clock: Clock }, onFailure: (error: Error) => void): void {
  let cancel: (() => void) | null = null

  function save() {
    cancel?.()
    cancel = null
    if (window.isDestroyed()) return
    const { x, y, width, height } = window.getNormalBounds()
    config.write('window', { x, y, width, height, maximized: window.isMaximized() } satisfies WindowState).catch(onFailure)
  }
  function saveSoon() {
    cancel?.()
    cancel = clock.after(saveAfterMs, save)
  }

  window.on('move', saveSoon)
  window.on('resize', saveSoon)
  window.on('maximize', saveSoon)
  window.on('unmaximize', saveSoon)
  window.on('close', save)
}
