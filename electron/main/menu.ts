/** The application menu: every command with its key. Shown always on macOS, behind Alt on Windows and Linux. */
import type { MenuItemConstructorOptions } from 'electron'

export interface MenuCommands {
  /** Leads the page to a route. */
  go(route: string): void
  /** Presses a key combination in the page, which knows what it means there. */
  press(key: PageKey): void
  /** Loads the page again where it is; from the error page, the start. */
  reload(): void
  showWindow(): void
  openFolder(which: 'logs' | 'home'): void
}

/** Keys the page itself listens to. The menu names them and passes them on, so that they work the same without a menu. */
export interface PageKey {
  keyCode: string
  modifiers: Array<'control' | 'meta' | 'shift'>
}

export interface MenuNeeds {
  platform: NodeJS.Platform
  appName: string
  devTools: boolean
  commands: MenuCommands
}

const separator: MenuItemConstructorOptions = { type: 'separator' }

function macMenu(appName: string, settings: MenuItemConstructorOptions): MenuItemConstructorOptions {
  return {
    label: appName,
    submenu: [
      { role: 'about' },
      separator,
      settings,
      separator,
      { role: 'services' },
      separator,
      { role: 'hide' },
      { role: 'hideOthers' },
      { role: 'unhide' },
      separator,
      { role: 'quit' },
    ],
  }
}

function editMenu(mac: boolean): MenuItemConstructorOptions {
  return {
    label: '&Edit',
    submenu: [
      { role: 'undo' },
      { role: 'redo' },
      separator,
      { role: 'cut' },
      { role: 'copy' },
      { role: 'paste' },
      ...(mac ? ([{ role: 'pasteAndMatchStyle' }] as const) : []),
      { role: 'delete' },
      { role: 'selectAll' },
    ],
  }
}

/** A command the page has a key for. The page hears the key itself: registering it here too would do the thing twice. */
function pageCommand(label: string, keyCode: string, { platform, commands }: MenuNeeds): MenuItemConstructorOptions {
  const modifiers: PageKey['modifiers'] = [platform === 'darwin' ? 'meta' : 'control']
  return { label, accelerator: `CommandOrControl+${keyCode}`, registerAccelerator: false, click: () => commands.press({ keyCode, modifiers }) }
}

function viewMenu(needs: MenuNeeds): MenuItemConstructorOptions {
  const { devTools, commands } = needs
  return {
    label: '&View',
    submenu: [
      pageCommand('Command Palette…', 'K', needs),
      pageCommand('Fold Sidebar', 'B', needs),
      separator,
      { label: 'Reload', accelerator: 'CommandOrControl+R', click: () => commands.reload() },
      separator,
      { role: 'resetZoom' },
      { role: 'zoomIn' },
      { role: 'zoomOut' },
      separator,
      { role: 'togglefullscreen' },
      ...(devTools ? ([separator, { role: 'toggleDevTools' }] as const) : []),
    ],
  }
}

function windowMenu(mac: boolean, commands: MenuCommands): MenuItemConstructorOptions {
  const both: MenuItemConstructorOptions[] = [{ role: 'minimize' }, { role: 'zoom', visible: mac }]
  const macOnly: MenuItemConstructorOptions[] = [separator, { role: 'front' }, separator, { label: 'Wheelhouse', click: () => commands.showWindow() }]
  return { label: '&Window', role: 'window', submenu: mac ? [...both, ...macOnly] : both }
}

function helpMenu(mac: boolean, commands: MenuCommands): MenuItemConstructorOptions {
  return {
    label: '&Help',
    role: 'help',
    submenu: [
      { label: 'Health', click: () => commands.go('/health') },
      { label: 'Open Logs Folder', click: () => commands.openFolder('logs') },
      { label: 'Open Data Folder', click: () => commands.openFolder('home') },
      ...(mac ? [] : ([separator, { role: 'about' }] as const)),
    ],
  }
}

/** The whole menu as Electron takes it. */
export function menuTemplate(needs: MenuNeeds): MenuItemConstructorOptions[] {
  const { platform, appName, commands } = needs
  const mac = platform === 'darwin'
  const settings = pageCommand('Settings…', ',', needs)
  const file: MenuItemConstructorOptions = {
    label: '&File',
    submenu: [
      { label: 'Companies', accelerator: 'CommandOrControl+Shift+O', click: () => commands.go('/companies') },
      separator,
      ...(mac ? ([{ role: 'close' }] as const) : [settings, separator, { role: 'quit' } as const]),
    ],
  }
  return [...(mac ? [macMenu(appName, settings)] : []), file, editMenu(mac), viewMenu(needs), windowMenu(mac, commands), helpMenu(mac, commands)]
}
