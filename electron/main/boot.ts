/** The desktop program, in order: the window at once, the host beside it, and what can wait after that. */
import { app, dialog, ipcMain, nativeTheme, powerMonitor, screen, session, shell } from 'electron'
import { desktopOrigin } from '#shared/handshake.ts'
import { applicationOf } from '../adapters/electron/application.ts'
import { earlyLog } from '../adapters/electron/early-log.ts'
import type { ShellOptions } from '../adapters/electron/options.ts'
import { systemClock } from '../adapters/node/clock.ts'
import { fileConfig } from '../adapters/node/config.ts'
import { nodePaths } from '../adapters/node/paths.ts'
import type { StartupTrace } from '../headless/startup-trace.ts'
import type { Host } from '../host/host.ts'
import { logLostProcesses, onFault } from './crash.ts'
import { type DeepLinkQueue, deepLinkIn, routeOf } from './deep-links.ts'
import { askToOpen, tellWhyNot } from './dialogs.ts'
import { type OrderlyQuit, orderlyQuit, quitWithTheSystem } from './lifecycle.ts'
import { type MainWindow, openMainWindow } from './main-window.ts'
import { enforcePolicy, originOf } from './policy.ts'
import { acceptPorts } from './ports-handshake.ts'
import { servePage } from './protocol.ts'
import { serveTo, startShellHost } from './shell-host.ts'
import { showMenu } from './show-menu.ts'
import { applyTheme, backgroundColour, themeIn } from './theme.ts'
import type { WindowLook } from './window.ts'
import { rememberPlace, restorable } from './window-state.ts'

/** Windows shows notifications only of a program that names itself as its installer did. */
const appId = 'app.wheelhouse.desktop'

/** Runs the program. Rejects when its data folder cannot be used. */
export async function boot(options: ShellOptions, { links, trace }: { links: DeepLinkQueue; trace: StartupTrace }): Promise<void> {
  const { devServer } = options
  const log = earlyLog()
  const clock = systemClock({ onError: (error) => log.error('timer', { error }) })
  const application = applicationOf(app)
  const paths = nodePaths(options.home, application.root)
  const pageOrigin = (devServer && originOf(devServer)) || desktopOrigin
  app.setAppUserModelId(appId)
  await app.whenReady()
  trace.mark('electron')

  const shellHost = startShellHost({ paths, application, databaseUrl: options.databaseUrl, clock, log })
  const quit = orderlyQuit({ app, clock, log, stop: shellHost.stop })
  const fault = onFault({ log, logsFolder: paths.logs, dialog, quit: quit.quit })
  process.on('uncaughtException', fault)
  process.on('unhandledRejection', fault)
  logLostProcesses(app, log)
  quitWithTheSystem({ app, powerMonitor })

  servePage(session.defaultSession, application.page)
  const confirm = (subject: string) => askToOpen(dialog, subject)
  enforcePolicy({ app, session: session.defaultSession, shell, log, pageOrigin, devServer, confirm })

  const look = await earlyLook(paths.configFile, { preload: application.preload, devTools: options.devTools, platform: process.platform })
  const main = openMainWindow({ look, pageOrigin, log, clock, quit })
  const isOwn = (contents: Electron.WebContents) => contents === main.window.webContents
  acceptPorts({ ipcMain, pageOrigin, log, isOwn, serve: (port) => serveTo(port, shellHost, log) })
  // The system will not wait; what can be stopped in the meantime is.
  main.window.on('session-end', () => void shellHost.stop())
  main.window.once('ready-to-show', () => trace.mark('window'))
  load(main, links)
  bringBack(main, links, quit)
  showMenu({ main, paths, devTools: options.devTools })

  try {
    const { host, config } = await shellHost.ready
    rememberPlace(main.window, { config, clock }, (error) => log.warn('window place not saved', { error }))
    if (options.traceStartup) traceStart(host, trace)
    followTheme(host).catch((error: unknown) => log.warn('theme not followed', { error }))
  } catch (error) {
    log.error('no host', { error })
    quit.quit(await tellWhyNot({ dialog, shell, clock }, error))
  }
}

/** The window's colour and place, from the file that is there before the database. A damaged file costs only those. */
async function earlyLook(configFile: string, fixed: Pick<WindowLook, 'preload' | 'devTools' | 'platform'>): Promise<WindowLook> {
  const config = fileConfig(configFile)
  const [settings, stored] = await Promise.all([config.read('settings'), config.read('window')]).catch(() => [undefined, undefined])
  const theme = themeIn(settings)
  applyTheme(nativeTheme, theme)
  const workAreas = screen.getAllDisplays().map(({ workArea }) => workArea)
  return { ...fixed, backgroundColor: backgroundColour(theme, nativeTheme.shouldUseDarkColors), place: restorable(stored, workAreas) }
}

/** Loads the page: where a link leads, when the program was started by one. */
function load(main: MainWindow, links: DeepLinkQueue): void {
  let first: string | null = '/'
  links.deliver((link) => {
    if (first === null) main.go(routeOf(link))
    else first = routeOf(link)
  })
  main.load(first)
  first = null
}

/** What brings a window back that is there already: the Dock, a second start, a link that comes with it. */
function bringBack(main: MainWindow, links: DeepLinkQueue, quit: OrderlyQuit): void {
  app.on('activate', main.bringForward)
  app.on('second-instance', (_event, argv) => {
    if (quit.startAgain()) return
    main.bringForward()
    links.add(deepLinkIn(argv))
  })
}

/** Menus and dialogs follow the theme that is chosen in the page. */
async function followTheme({ router }: Host): Promise<void> {
  const { followSettings } = await import('./follow-settings.ts')
  await followSettings(router, ({ theme }) => applyTheme(nativeTheme, theme))
}

/** Notes when each phase of the host's start began, and writes the table when it is up. */
function traceStart({ onStatus }: Host, trace: StartupTrace): void {
  onStatus(({ phase }) => {
    trace.mark(phase)
    if (phase === 'ready') process.stderr.write(trace.table())
  })
}
