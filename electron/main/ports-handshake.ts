/** Who gets a line to the host: the main frame of a window we opened, showing our own page, one line a window. */
import type { IpcMain, IpcMainEvent, MessagePortMain, WebContents } from 'electron'
import { portRequest } from '#shared/handshake.ts'
import type { Log } from '../ports/log.ts'
import { originOf } from './policy.ts'

export interface PortRequest {
  /** Whether the sender is a window this shell opened. */
  ownWindow: boolean
  /** Whether the frame that sent it is that window's main frame; false too when the frame is already gone. */
  mainFrame: boolean
  /** Address of the document that sent it. */
  url: string
  ports: number
}

/** Decides on one request; `pageOrigin` is where our page is served. */
export function decidePort(request: PortRequest, pageOrigin: string): { accept: true } | { accept: false; reason: string } {
  if (!request.ownWindow) return refuse('not a window of this shell')
  if (!request.mainFrame) return refuse('not the main frame')
  if (originOf(request.url) !== pageOrigin) return refuse('not our page')
  if (request.ports !== 1) return refuse(`${request.ports} ports instead of one`)
  return { accept: true }
}

function refuse(reason: string) {
  return { accept: false, reason } as const
}

export interface PortNeeds {
  ipcMain: Pick<IpcMain, 'on'>
  pageOrigin: string
  log: Log
  isOwn(contents: WebContents): boolean
  /** Carries the host over the port. Called at most once a port. */
  serve(port: MessagePortMain): void
}

/** Listens for requests. A newer port of a window closes the older one: a page that lost its line can always get another. */
export function acceptPorts({ ipcMain, pageOrigin, log, isOwn, serve }: PortNeeds): void {
  const live = new WeakMap<WebContents, MessagePortMain>()

  ipcMain.on(portRequest, (event: IpcMainEvent) => {
    const { sender, senderFrame, ports } = event
    const verdict = decidePort(
      {
        ownWindow: isOwn(sender),
        mainFrame: senderFrame !== null && senderFrame === sender.mainFrame,
        url: senderFrame?.url ?? '',
        ports: ports.length,
      },
      pageOrigin,
    )
    const [port] = ports
    if (!verdict.accept || !port) {
      log.warn('port refused', { reason: verdict.accept ? 'no port' : verdict.reason })
      for (const unwanted of ports) unwanted.close()
      return
    }
    live.get(sender)?.close()
    live.set(sender, port)
    serve(port)
  })
}
