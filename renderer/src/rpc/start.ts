/** Picks the carrier for where this window runs, and keeps the session going for as long as the window lives. */
import type { QueryClient } from '@tanstack/react-query'
import { desktopOrigin } from '#shared/handshake.ts'
import { type Carrier, portCarrier, socketCarrier } from './carrier.ts'
import { useConnection } from './connection.ts'
import { createInvalidator } from './invalidate.ts'
import { createRpc } from './provider.tsx'
import { createSession } from './session.ts'
import { takeToken } from './token.ts'
import type { Client } from './types.ts'

function chooseCarrier(page: Window): Carrier | null {
  if (page.location.origin === desktopOrigin || page.navigator.userAgent.includes('Electron/')) return portCarrier(page)
  const token = takeToken(page)
  if (!token) return null
  const { protocol, host } = page.location
  return socketCarrier({
    url: `${protocol === 'https:' ? 'wss' : 'ws'}://${host}/rpc`,
    token,
    hostAnswers: () =>
      fetch('/', { cache: 'no-store' }).then(
        (response) => response.ok,
        () => false,
      ),
  })
}

/** Connects this window. Without a token it says so in the connection store; the client then never answers. */
export function startConnection(page: Window, queries: QueryClient): Client {
  const carrier = chooseCarrier(page)
  if (!carrier) useConnection.setState({ state: 'no-token' })
  const session = createSession(carrier ?? { open: () => new Promise(() => {}) }, {
    onChanges: (changes, everything) => invalidate(changes, everything),
  })
  const invalidate = createInvalidator(createRpc(session.client), queries)
  if (carrier) void session.run()
  // After sleep and after hours in the background, timers come late: look at once.
  page.document.addEventListener('visibilitychange', () => session.checkNow())
  page.addEventListener('online', () => session.checkNow())
  // An address with a fresh token, opened in this tab, changes only the fragment: no load happens by itself.
  page.addEventListener('hashchange', () => {
    if (!page.location.hash.startsWith('#token=')) return
    takeToken(page)
    page.location.reload()
  })
  return session.client
}
