/** wheelhouse:// addresses from outside. They only ever lead to a place on the screen; none of them does anything. */
import type { App } from 'electron'

export type DeepLink =
  | { kind: 'home' }
  | { kind: 'settings' }
  | { kind: 'company'; companyId: string }
  | { kind: 'routine'; companyId: string; routineId: string }
  | { kind: 'run'; companyId: string; runId: string }

export const deepLinkScheme = 'wheelhouse'

// By hand: this runs before Electron is ready, and should not wait for a schema library to load.
const isId = (value: string | undefined): value is string => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(value ?? '')

/** Reads an address; null when it is none of the known ones, down to the last segment. */
export function parseDeepLink(address: string): DeepLink | null {
  if (address.length > 500 || !URL.canParse(address)) return null
  const url = new URL(address)
  if (url.protocol !== `${deepLinkScheme}:` || url.username || url.port || url.search || url.hash) return null
  const [first, companyId, noun, nounId, ...rest] = [url.host, ...url.pathname.split('/').slice(1)].filter((part) => part !== '')
  if (first === 'home' && companyId === undefined) return { kind: 'home' }
  if (first === 'settings' && companyId === undefined) return { kind: 'settings' }
  if (first !== 'companies' || !isId(companyId) || rest.length > 0) return null
  if (noun === undefined) return { kind: 'company', companyId }
  if (noun === 'routines' && isId(nounId)) return { kind: 'routine', companyId, routineId: nounId }
  if (noun === 'runs' && isId(nounId)) return { kind: 'run', companyId, runId: nounId }
  return null
}

/** The first address of ours among a program's arguments, as Windows and Linux hand it over. */
export function deepLinkIn(argv: readonly string[]): DeepLink | null {
  const address = argv.find((argument) => argument.toLowerCase().startsWith(`${deepLinkScheme}://`))
  return address === undefined ? null : parseDeepLink(address)
}

export interface DeepLinkQueue {
  /** Hands over what has come so far, and from now on everything as it comes. */
  deliver(open: (link: DeepLink) => void): void
  add(link: DeepLink | null): void
}

/** Keeps links until there is a window for them: macOS may send one before the program is ready. */
export function deepLinkQueue(app: Pick<App, 'on'>): DeepLinkQueue {
  let open: ((link: DeepLink) => void) | null = null
  let waiting: DeepLink | null = null

  function add(link: DeepLink | null) {
    if (!link) return
    if (open) open(link)
    else waiting = link
  }
  app.on('open-url', (event, address) => {
    event.preventDefault()
    add(parseDeepLink(address))
  })
  return {
    add,
    deliver(listener) {
      open = listener
      const first = waiting
      waiting = null
      if (first) listener(first)
    },
  }
}

/** The page's route of a link. */
export function routeOf(link: DeepLink): string {
  switch (link.kind) {
    case 'home':
      return '/'
    case 'settings':
      return '/settings'
    case 'company':
      return `/c/${link.companyId}`
    case 'routine':
      return `/c/${link.companyId}/routines/${link.routineId}`
    case 'run':
      return `/c/${link.companyId}/runs/${link.runId}`
  }
}
