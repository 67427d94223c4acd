/** The only code with one foot in the page and one in Electron: it passes on one MessagePort and exposes nothing. */
import { ipcRenderer } from 'electron'
import { desktopOrigin, portRequest } from '#shared/handshake.ts'

// A page under any other origin can be here only by a fault of the shell, and must not be helped to reach the host.
const trusted = import.meta.env.DEV ? location.origin : desktopOrigin

window.addEventListener('message', (event) => {
  if (event.source !== window || event.origin !== trusted || event.data !== portRequest) return
  const [port] = event.ports
  if (port && event.ports.length === 1) ipcRenderer.postMessage(portRequest, null, [port])
})
