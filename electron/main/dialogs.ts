/** Questions and sentences in the system's own boxes, for when the page cannot show them. */
import type { BrowserWindow, Dialog, Shell } from 'electron'
import type { Clock } from '../ports/clock.ts'
import { DatabaseFailure } from '../ports/sql.ts'
import { oneTimeAddress } from './one-time-address.ts'
import { HomeBusy } from './shell-host.ts'

type Asker = Pick<Dialog, 'showMessageBox' | 'showMessageBoxSync'>

/** Shows where a link leads; answers whether to go there. */
export async function askToOpen(dialog: Asker, subject: string): Promise<boolean> {
  const { response } = await dialog.showMessageBox({
    type: 'question',
    message: `Open ${subject}?`,
    detail: 'This leaves Wheelhouse for your browser or mail program.',
    buttons: ['Open', 'Cancel'],
    defaultId: 1,
    cancelId: 1,
    noLink: true,
  })
  return response === 0
}

/** The page has unsaved changes; answers whether to leave it all the same. */
export function askToLeave(dialog: Asker, window: BrowserWindow): boolean {
  const answer = dialog.showMessageBoxSync(window, {
    type: 'warning',
    message: 'Leave without saving?',
    detail: 'This page has changes that are not saved.',
    buttons: ['Stay', 'Leave'],
    defaultId: 0,
    cancelId: 0,
    noLink: true,
  })
  return answer === 1
}

export interface Outside {
  dialog: Asker
  shell: Pick<Shell, 'openExternal'>
  clock: Clock
}

/**
 * Why there is no host: another Wheelhouse works with this home, or what it needs cannot be opened. Settles when the
 * person has read it, with the code the program ends with.
 */
export async function tellWhyNot(outside: Outside, reason: unknown): Promise<number> {
  if (reason instanceof HomeBusy) {
    await showBusyHome(outside, reason)
    return 0
  }
  const { message, action } =
    reason instanceof DatabaseFailure
      ? reason
      : { message: 'Something inside Wheelhouse failed.', action: 'The log in the data folder has the details.' }
  await outside.dialog.showMessageBox({
    type: 'error',
    message: 'Wheelhouse cannot start',
    detail: `${message} ${action}`,
    buttons: ['Quit'],
    noLink: true,
  })
  return 1
}

async function showBusyHome({ dialog, shell, clock }: Outside, { message, running }: HomeBusy): Promise<void> {
  const { response } = await dialog.showMessageBox({
    type: 'info',
    message: 'Wheelhouse is already running',
    detail: running
      ? `${message} It runs without a window of its own and shows the same screens in your browser.`
      : `${message} End that one first, or choose another folder with --home.`,
    buttons: running ? ['Open in Browser', 'Quit'] : ['Quit'],
    defaultId: 0,
    cancelId: running ? 1 : 0,
    noLink: true,
  })
  if (!running || response !== 0) return
  const address = await oneTimeAddress(running.url, { clock })
  await shell.openExternal(address.url)
  await address.over
}
