/** The one window, put together: look, place, what happens when its page dies, and where it can be led. */
import { BrowserWindow, dialog } from 'electron'
import type { Clock } from '../ports/clock.ts'
import type { Log } from '../ports/log.ts'
import { reviveOnce } from './crash.ts'
import { askToLeave } from './dialogs.ts'
import type { OrderlyQuit } from './lifecycle.ts'
import type { PageKey } from './menu.ts'
import { stoppedPath } from './protocol.ts'
import { bringForward, hideInsteadOfClose, showWhenPainted, type WindowLook, windowOptions } from './window.ts'

export interface MainWindowNeeds {
  look: WindowLook
  /** Where our page is served. */
  pageOrigin: string
  log: Log
  clock: Clock
  quit: Pick<OrderlyQuit, 'isQuitting' | 'stay'>
}

export interface MainWindow {
  window: BrowserWindow
  /** Loads the page at a route; a page with unsaved changes asks first. The window appears by itself when it was not shown yet. */
  load(route: string): void
  /** Loads the page at a route and brings the window forward. */
  go(route: string): void
  /** Loads the page again where it is; from the error page, its start. */
  reload(): void
  press(key: PageKey): void
  bringForward(): void
}

/** Makes the window. It is empty until `load`, and appears once its page has painted. */
export function openMainWindow({ look, pageOrigin, log, clock, quit }: MainWindowNeeds): MainWindow {
  const window = new BrowserWindow(windowOptions(look))
  const { webContents } = window
  showWhenPainted(window, look.place)
  hideInsteadOfClose(window, look.platform, quit.isQuitting)
  reviveOnce(window, { log, clock, pageUrl: `${pageOrigin}/`, stoppedUrl: pageOrigin + stoppedPath })
  webContents.on('will-prevent-unload', (event) => {
    // Preventing the event means leaving.
    if (askToLeave(dialog, window)) event.preventDefault()
    else quit.stay()
  })

  function load(route: string) {
    webContents.loadURL(pageOrigin + route).catch((error: Error & { code?: string }) => log.info('load ended early', { code: error.code }))
  }
  return {
    window,
    load,
    go(route) {
      load(route)
      bringForward(window)
    },
    reload() {
      if (webContents.getURL().endsWith(stoppedPath)) load('/')
      else webContents.reload()
    },
    press({ keyCode, modifiers }) {
      for (const type of ['keyDown', 'keyUp'] as const) webContents.sendInputEvent({ type, keyCode, modifiers })
    },
    bringForward: () => bringForward(window),
  }
}
