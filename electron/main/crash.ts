/** What happens when a part dies: nothing is sent anywhere, the log gets an incident, and a person gets a sentence. */
import { randomBytes } from 'node:crypto'
import type { App, BrowserWindow, CrashReporter, Dialog } from 'electron'
import type { Clock } from '../ports/clock.ts'
import type { Log } from '../ports/log.ts'
import { traceOf } from '../ports/trace.ts'

/** Native crashes leave a dump in the data folder, which stays there. */
export function keepCrashDumps(crashReporter: CrashReporter): void {
  crashReporter.start({ uploadToServer: false })
}

export interface FaultNeeds {
  log: Log
  logsFolder: string
  dialog: Pick<Dialog, 'showErrorBox'>
  /** Ends the program the orderly way. */
  quit(exitCode: number): void
}

/** A fault that nobody caught: logged under an incident id, shown once, and the program stops in order. */
export function onFault({ log, logsFolder, dialog, quit }: FaultNeeds): (error: unknown) => void {
  let stopping = false
  return (error) => {
    const incidentId = randomBytes(4).toString('hex')
    log.error('incident', { incidentId, ...traceOf(error) })
    // One fault often brings on others; a person needs to hear of the first.
    if (stopping) return
    stopping = true
    dialog.showErrorBox(
      'Wheelhouse has to stop',
      `Something failed inside Wheelhouse (incident ${incidentId}). Routines stop now and go on at the next start.\n\nThe log has the details: ${logsFolder}`,
    )
    quit(1)
  }
}

/** Two crashes of the page within this time are one fault that a reload does not mend. */
const healthyAfterMs = 60_000

export interface PageNeeds {
  log: Log
  clock: Clock
  pageUrl: string
  stoppedUrl: string
}

type Watched = { webContents: Pick<BrowserWindow['webContents'], 'on' | 'getURL' | 'loadURL'> }

/** Brings a crashed page back where it was, once; when that does not hold, shows a plain page that says so. */
export function reviveOnce({ webContents }: Watched, { log, clock, pageUrl, stoppedUrl }: PageNeeds): void {
  let lastCrash = Number.NEGATIVE_INFINITY

  function load(url: string) {
    webContents.loadURL(url).catch((error: Error) => log.error('page not loaded', { name: error.name }))
  }

  webContents.on('render-process-gone', (_event, { reason, exitCode }) => {
    if (reason === 'clean-exit') return
    const again = clock.monotonic() - lastCrash < healthyAfterMs
    lastCrash = clock.monotonic()
    log.error('page crashed', { reason, exitCode, again })
    if (again) load(stoppedUrl)
    else load(webContents.getURL().startsWith(pageUrl) ? webContents.getURL() : pageUrl)
  })
  webContents.on('did-fail-load', (_event, code, description, url, isMainFrame) => {
    // -3 is a load that another one replaced.
    if (!isMainFrame || code === -3 || url === stoppedUrl) return
    log.error('page not loaded', { code, description })
    load(stoppedUrl)
  })
  webContents.on('unresponsive', () => log.warn('page unresponsive'))
}

/** Chromium's other processes restart by themselves; the log says that it happened. */
export function logLostProcesses(app: Pick<App, 'on'>, log: Log): void {
  app.on('child-process-gone', (_event, { type, reason, exitCode, serviceName }) => {
    if (reason !== 'clean-exit') log.warn('process gone', { type, reason, exitCode, serviceName })
  })
}
