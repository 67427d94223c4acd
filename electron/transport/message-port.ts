/** Serves the router over one message port: Electron's between window and main process, or Node's. */
import type { AnyRouter } from '@orpc/server'
import type { Log } from '../ports/log.ts'
import { peers } from './peer.ts'

/** Electron's `MessagePortMain`. */
interface EmitterPort {
  on(event: 'message', listener: (event: { data: unknown }) => void): unknown
  on(event: 'close', listener: () => void): unknown
}

/** Node's `MessagePort`, whose `on('message')` hears the bare data and which is therefore listened to as in a browser. */
interface TargetPort {
  addEventListener(type: 'message', listener: (event: { data: unknown }) => void): void
  addEventListener(type: 'close', listener: () => void): void
}

export type ServedPort = (EmitterPort | TargetPort) & { postMessage(data: unknown): void; start(): void; close(): void }

/** Serves `router` until the port closes or the answered function is called, which closes it. */
export function serveMessagePort(router: AnyRouter, port: ServedPort, { log }: { log: Log }): () => void {
  let open = true
  const close = () => {
    if (!open) return
    open = false
    port.close()
  }
  peers(
    router,
    log,
  )({
    send(frame) {
      // Answers that come after the other side went away have nowhere to go.
      if (open) port.postMessage(frame)
    },
    cut: close,
    onFrame(listener) {
      if ('addEventListener' in port) port.addEventListener('message', (event) => listener(event.data))
      else port.on('message', (event) => listener(event.data))
    },
    onEnd(listener) {
      const ended = () => {
        open = false
        listener()
      }
      if ('addEventListener' in port) port.addEventListener('close', ended)
      else port.on('close', ended)
    },
  })
  port.start()
  return close
}
