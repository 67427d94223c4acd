/** The token of a browser window: taken from the address once, kept for this tab only, never shown or logged. */
const storageKey = 'wheelhouse.token'

/** Moves a token out of the address bar and answers with the one this tab holds; null when it has none. */
export function takeToken(page: Pick<Window, 'location' | 'history' | 'sessionStorage'>): string | null {
  const { location, history, sessionStorage } = page
  const given = /^#token=([\w-]+)$/.exec(location.hash)?.[1]
  if (given !== undefined) {
    // Before anything else can read the address: history, a crash report, a shared screen.
    history.replaceState(null, '', location.pathname + location.search)
    sessionStorage.setItem(storageKey, given)
    return given
  }
  return sessionStorage.getItem(storageKey)
}
