/** How the page asks the desktop shell for its line to the host: one window message of this text, with one port. */

/** Where the desktop shell serves the page. A page under any other origin is not ours. */
export const desktopOrigin = 'app://wheelhouse'

/** `window.postMessage(portRequest, location.origin, [port])` in the page; the same word names the channel from preload to main. */
export const portRequest = 'wheelhouse:port'
