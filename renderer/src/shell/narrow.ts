import { useSyncExternalStore } from 'react'

/** Below this the folded sidebar leaves the page its room: a window of 1280 px at 200 % zoom, say. */
const query = '(width < 50rem)'

/** True in a window too narrow for the sidebar's words. */
export function useNarrow(): boolean {
  return useSyncExternalStore(subscribe, () => window.matchMedia(query).matches)
}

function subscribe(changed: () => void): () => void {
  const media = window.matchMedia(query)
  media.addEventListener('change', changed)
  return () => media.removeEventListener('change', changed)
}
