/** As much of Electron as the shell uses, for tests on machines without it. What happens is kept in `events`, in order. */
import { EventEmitter } from 'node:events'

type WindowOpenHandler = (details: { url: string }) => { action: string }

type Listener = (...args: never[]) => unknown

/** One program: fresh modules, no windows, not ready until `becomeReady`. */
export function electronDouble({ firstInstance = true, packaged = false, appPath = process.cwd(), onEvent = (_event: string) => {} } = {}) {
  const events: string[] = []
  const windows: FakeWindow[] = []
  function note(what: string) {
    events.push(what)
    onEvent(what)
  }
  let becomeReady = () => {}
  const ready = new Promise<void>((resolve) => {
    becomeReady = resolve
  })

  class FakeContents extends EventEmitter {
    readonly mainFrame = { url: '' }
    windowOpenHandler: WindowOpenHandler = () => ({ action: 'unset' })
    setWindowOpenHandler(handler: WindowOpenHandler) {
      this.windowOpenHandler = handler
    }
    loadURL(url: string) {
      note(`load ${url}`)
      this.mainFrame.url = url
      return Promise.resolve()
    }
    getURL() {
      return this.mainFrame.url
    }
    reload() {
      note('reload')
    }
    sendInputEvent({ type, keyCode }: { type: string; keyCode: string }) {
      note(`${type} ${keyCode}`)
    }
  }

  class FakeWindow extends EventEmitter {
    readonly webContents = new FakeContents()
    visible = false
    destroyed = false
    readonly options: Record<string, unknown>
    constructor(options: Record<string, unknown>) {
      super()
      this.options = options
      note('window')
      windows.push(this)
      app.emit('web-contents-created', {}, this.webContents)
    }
    show() {
      note('show')
      this.visible = true
    }
    hide() {
      this.visible = false
    }
    focus() {
      note('focus')
    }
    maximize() {
      note('maximize')
    }
    restore() {}
    isVisible() {
      return this.visible
    }
    isMinimized() {
      return false
    }
    isMaximized() {
      return false
    }
    isFullScreen() {
      return false
    }
    setFullScreen() {}
    isDestroyed() {
      return this.destroyed
    }
    getNormalBounds() {
      return { x: 10, y: 20, width: 1_200, height: 800 }
    }
    /** As a person closes it: everyone may object, then it is gone. */
    close() {
      let prevented = false
      this.emit('close', {
        preventDefault: () => {
          prevented = true
        },
      })
      if (prevented) return
      this.destroyed = true
      windows.splice(windows.indexOf(this), 1)
      if (windows.length === 0) app.emit('window-all-closed')
    }
  }

  const app = Object.assign(new EventEmitter(), {
    isPackaged: packaged,
    getVersion: () => '1.2.3',
    getAppPath: () => appPath,
    setPath: (name: string, path: string) => note(`path ${name} ${path}`),
    requestSingleInstanceLock() {
      note('lock')
      return firstInstance
    },
    enableSandbox: () => note('sandbox'),
    setAppUserModelId: (id: string) => note(`id ${id}`),
    setAboutPanelOptions: () => {},
    whenReady() {
      note('wait for ready')
      return ready
    },
    quit() {
      note('quit')
      app.emit('before-quit', { preventDefault() {} })
      for (const window of [...windows]) window.close()
      let prevented = false
      app.emit('will-quit', {
        preventDefault: () => {
          prevented = true
        },
      })
      if (!prevented) note('ended')
    },
    exit: (code: number) => note(`exit ${code}`),
    relaunch: () => note('relaunch'),
  })

  const handlers: Record<string, Listener> = {}
  const keep = (name: string) => (handler: Listener) => {
    handlers[name] = handler
  }
  const schemes: Record<string, (request: Request) => Promise<Response> | Response> = {}
  const session = Object.assign(new EventEmitter(), {
    protocol: {
      handle(scheme: string, handler: (request: Request) => Promise<Response>) {
        note(`serve ${scheme}`)
        schemes[scheme] = handler
      },
    },
    webRequest: { onBeforeRequest: (_filter: unknown, handler: Listener) => keep('request')(handler) },
    setPermissionRequestHandler: keep('permission request'),
    setPermissionCheckHandler: keep('permission check'),
    setDevicePermissionHandler: keep('device permission'),
  })

  const electron = {
    app,
    // Nobody calls it by its type, and naming the class would drag EventEmitter's unexported ones along.
    BrowserWindow: FakeWindow as unknown,
    crashReporter: { start: ({ uploadToServer }: { uploadToServer: boolean }) => note(`crash reports, upload ${uploadToServer}`) },
    dialog: {
      answers: [] as number[],
      showErrorBox: (title: string) => note(`error box: ${title}`),
      showMessageBox({ message }: { message: string }) {
        note(`box: ${message}`)
        return Promise.resolve({ response: electron.dialog.answers.shift() ?? 0 })
      },
      showMessageBoxSync(_window: unknown, { message }: { message: string }) {
        note(`box: ${message}`)
        return electron.dialog.answers.shift() ?? 0
      },
    },
    ipcMain: new EventEmitter(),
    Menu: {
      setApplicationMenu: (menu: unknown) => note(menu === null ? 'no menu' : 'menu'),
      buildFromTemplate: (template: unknown) => template,
    },
    nativeTheme: { themeSource: 'system', shouldUseDarkColors: false },
    powerMonitor: new EventEmitter(),
    protocol: { registerSchemesAsPrivileged: (list: Array<{ scheme: string }>) => note(`schemes ${list.map(({ scheme }) => scheme)}`) },
    screen: { getAllDisplays: () => [{ workArea: { x: 0, y: 0, width: 1_920, height: 1_080 } }] },
    session: { defaultSession: session },
    shell: {
      openExternal(url: string) {
        note(`open ${url}`)
        return Promise.resolve()
      },
      openPath: (path: string) => Promise.resolve(path),
    },
  }
  return { electron, events, windows, session, handlers, schemes, becomeReady: () => becomeReady() }
}
