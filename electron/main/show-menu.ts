/** Puts the menu in place, with what its commands do. */
import { app, Menu, shell } from 'electron'
import type { Paths } from '../ports/paths.ts'
import type { MainWindow } from './main-window.ts'
import { type MenuCommands, menuTemplate } from './menu.ts'

/** Call it once the window is made: building a menu takes time that the window should not wait for. */
export function showMenu({ main, paths, devTools }: { main: MainWindow; paths: Paths; devTools: boolean }): void {
  app.setAboutPanelOptions({ applicationName: 'Wheelhouse', applicationVersion: app.getVersion() })
  const commands: MenuCommands = {
    go: main.go,
    press(key) {
      main.bringForward()
      main.press(key)
    },
    reload: main.reload,
    showWindow: main.bringForward,
    openFolder: (which) => void shell.openPath(paths[which]),
  }
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate({ platform: process.platform, appName: 'Wheelhouse', devTools, commands })))
}
