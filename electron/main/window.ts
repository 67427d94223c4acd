/** The window: how it is made, shown without a flash, and what its close button does. */
import type { BrowserWindow, BrowserWindowConstructorOptions } from 'electron'
import type { WindowState } from './window-state.ts'

export interface WindowLook {
  /** The one file that runs before the page, in its process. */
  preload: string
  /** Colour until the page has painted. */
  backgroundColor: string
  /** Where it was last time, null for the middle of the screen. */
  place: WindowState | null
  devTools: boolean
  platform: NodeJS.Platform
}

/** Height of the page's own title bar in DIPs, and where macOS's buttons sit in its middle. */
const titleBarHeight = 36
const macTitleBar: BrowserWindowConstructorOptions = {
  titleBarStyle: 'hidden',
  titleBarOverlay: { height: titleBarHeight },
  trafficLightPosition: { x: 12, y: 10 },
}

/** What the window is made with. `webSecurity` is not named: naming it is how it gets turned off. */
export function windowOptions({ preload, backgroundColor, place, devTools, platform }: WindowLook): BrowserWindowConstructorOptions {
  return {
    title: 'Wheelhouse',
    width: place?.width ?? 1_280,
    height: place?.height ?? 820,
    ...(place ? { x: place.x, y: place.y } : {}),
    minWidth: 1_024,
    minHeight: 640,
    show: false,
    backgroundColor,
    // On Windows and Linux the frame stays the system's: without it there is no menu bar for Alt to show.
    ...(platform === 'darwin' ? macTitleBar : { autoHideMenuBar: true }),
    webPreferences: {
      preload,
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      // The spell checker fetches its dictionaries from the network.
      spellcheck: false,
      devTools,
      v8CacheOptions: 'bypassHeatCheck',
    },
  }
}

type Shown = Pick<BrowserWindow, 'once' | 'on' | 'show' | 'maximize' | 'isMinimized' | 'restore' | 'focus' | 'isVisible'>

/** Shows the window as soon as it has something to show. */
export function showWhenPainted(window: Shown, place: WindowState | null): void {
  window.once('ready-to-show', () => {
    if (place?.maximized) window.maximize()
    window.show()
  })
}

/** Brings the window to the person, wherever it was left. */
export function bringForward(window: Shown): void {
  if (window.isMinimized()) window.restore()
  if (!window.isVisible()) window.show()
  window.focus()
}

type Closable = Pick<BrowserWindow, 'on' | 'once' | 'hide' | 'isFullScreen' | 'setFullScreen'>

/** On macOS the close button hides: the program stays in the Dock. Elsewhere the last window's end is the program's. */
export function hideInsteadOfClose(window: Closable, platform: NodeJS.Platform, isQuitting: () => boolean): void {
  if (platform !== 'darwin') return
  window.on('close', (event) => {
    if (isQuitting()) return
    event.preventDefault()
    // Hiding a full-screen window leaves the person on an empty black space.
    if (window.isFullScreen()) {
      window.once('leave-full-screen', () => window.hide())
      window.setFullScreen(false)
    } else window.hide()
  })
}
