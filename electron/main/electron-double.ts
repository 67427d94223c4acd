/** As much of Electron as the shell uses, for tests on machines without it. What happens is kept in `events`, in order. */
import { EventEmitter } from 'node:events'

type Note = (what: string) => void
type WindowOpenHandler = (details: { url: string }) => { action: string }
type Listener = (...args: never[]) => unknown

class FakeContents extends EventEmitter {
  readonly mainFrame = { url: '' }
  windowOpenHandler: WindowOpenHandler = () => ({ action: 'unset' })
  readonly #note: Note
  constructor(note: Note) {
    super()
    this.#note = note
  }
  setWindowOpenHandler(handler: WindowOpenHandler) {
    this.windowOpenHandler = handler
  }
  loadURL(url: string) {
    this.#note(`load ${url}`)
    this.mainFrame.url = url
    return Promise.resolve()
  }
  getURL() {
    return this.mainFrame.url
  }
  reload() {
    this.#note('reload')
  }
  sendInputEvent({ type, keyCode }: { type: string; keyCode: string }) {
    this.#note(`${type} ${keyCode}`)
  }
}

/** A window that is where it was put and closes when nobody objects. */
class FakeWindow extends EventEmitter {
  readonly webContents: FakeContents
  readonly options: Record<string, unknown>
  readonly #note: Note
  #visible = false
  #destroyed = false
  constructor(options: Record<string, unknown>, note: Note) {
    super()
    this.options = options
    this.#note = note
    this.webContents = new FakeContents(note)
  }
  show() {
    this.#note('show')
    this.#visible = true
  }
  hide() {
    this.#visible = false
  }
  focus() {
    this.#note('focus')
  }
  maximize() {
    this.#note('maximize')
  }
  isVisible() {
    return this.#visible
  }
  isMinimized() {
    return false
  }
  isMaximized() {
    return false
  }
  isDestroyed() {
    return this.#destroyed
  }
  getNormalBounds() {
    return { x: 10, y: 20, width: 1_200, height: 800 }
  }
  /** As a person closes it: everyone may object, then it is gone. Answers whether it is. */
  close() {
    let prevented = false
    this.emit('close', {
      preventDefault: () => {
        prevented = true
      },
    })
    this.#destroyed = !prevented
    if (this.#destroyed) this.emit('closed')
    return this.#destroyed
  }
}

interface DoubleOptions {
  firstInstance?: boolean
  packaged?: boolean
  appPath?: string
  onEvent?: Note
}

function fakeApp(
  { firstInstance = true, packaged = false, appPath = process.cwd() }: DoubleOptions,
  { note, windows }: { note: Note; windows: FakeWindow[] },
) {
  let becomeReady = () => {}
  const ready = new Promise<void>((resolve) => {
    becomeReady = resolve
  })
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
      if (![...windows].every((window) => window.close())) return
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
  return { app, becomeReady }
}

function fakeSession(note: Note) {
  const handlers: Record<string, Listener> = {}
  const keep = (name: string) => (handler: Listener) => {
    handlers[name] = handler
  }
  const session = Object.assign(new EventEmitter(), {
    protocol: { handle: (scheme: string) => note(`serve ${scheme}`) },
    webRequest: { onBeforeRequest: (_filter: unknown, handler: Listener) => keep('request')(handler) },
    setPermissionRequestHandler: keep('permission request'),
    setPermissionCheckHandler: keep('permission check'),
    setDevicePermissionHandler: keep('device permission'),
  })
  return { session, handlers }
}

/** Boxes that are answered with the next of `answers`, or with their first button. */
function fakeDialog(note: Note) {
  const answers: number[] = []
  function box({ message }: { message: string }) {
    note(`box: ${message}`)
    return answers.shift() ?? 0
  }
  return {
    answers,
    showErrorBox: (title: string) => note(`error box: ${title}`),
    showMessageBox: (options: { message: string }) => Promise.resolve({ response: box(options) }),
    showMessageBoxSync: (_window: unknown, options: { message: string }) => box(options),
  }
}

/** A keychain of its own kind: what it wraps is not what it was given, and it opens nothing else. */
const fakeSafeStorage = {
  isAsyncEncryptionAvailable: () => Promise.resolve(true),
  getSelectedStorageBackend: () => 'gnome_libsecret',
  encryptStringAsync: (text: string) => Promise.resolve(Buffer.from(`double:${Buffer.from(text).toString('hex')}`)),
  decryptStringAsync(wrapped: Buffer) {
    const [, hex] = /^double:([0-9a-f]+)$/.exec(wrapped.toString()) ?? []
    return hex ? Promise.resolve({ shouldReEncrypt: false, result: Buffer.from(hex, 'hex').toString() }) : Promise.reject(new Error('not ours'))
  },
}

/** One program: no windows, and not ready until `becomeReady`. */
export function electronDouble(options: DoubleOptions = {}) {
  const events: string[] = []
  const windows: FakeWindow[] = []
  function note(what: string) {
    events.push(what)
    options.onEvent?.(what)
  }
  const { app, becomeReady } = fakeApp(options, { note, windows })
  const { session, handlers } = fakeSession(note)

  function makeWindow(windowOptions: Record<string, unknown>) {
    note('window')
    const window = new FakeWindow(windowOptions, note)
    windows.push(window)
    window.on('closed', () => {
      windows.splice(windows.indexOf(window), 1)
      if (windows.length === 0) app.emit('window-all-closed')
    })
    app.emit('web-contents-created', {}, window.webContents)
    return window
  }

  const electron = {
    app,
    // A function that answers an object makes that object when called with `new`.
    BrowserWindow: makeWindow,
    crashReporter: { start: ({ uploadToServer }: { uploadToServer: boolean }) => note(`crash reports, upload ${uploadToServer}`) },
    dialog: fakeDialog(note),
    ipcMain: new EventEmitter(),
    Menu: {
      setApplicationMenu: (menu: unknown) => note(menu === null ? 'no menu' : 'menu'),
      buildFromTemplate: (template: unknown) => template,
    },
    nativeTheme: { themeSource: 'system', shouldUseDarkColors: false },
    powerMonitor: new EventEmitter(),
    protocol: { registerSchemesAsPrivileged: (list: Array<{ scheme: string }>) => note(`schemes ${list.map(({ scheme }) => scheme).join()}`) },
    screen: { getAllDisplays: () => [{ workArea: { x: 0, y: 0, width: 1_920, height: 1_080 } }] },
    safeStorage: fakeSafeStorage,
    systemPreferences: { canPromptTouchID: () => false, promptTouchID: () => Promise.resolve() },
    session: { defaultSession: session },
    shell: {
      openExternal(url: string) {
        note(`open ${url}`)
        return Promise.resolve()
      },
      openPath: (path: string) => Promise.resolve(path),
    },
  }
  return { electron, events, windows, session, handlers, becomeReady }
}
