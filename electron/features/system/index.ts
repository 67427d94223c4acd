/** The host about itself: where start-up stands, how healthy it is, what changes, and where a name leads. */
import { systemHandlers } from './handlers.ts'
import type { SystemNeeds } from './needs.ts'
import { searchStore } from './store.ts'

export function systemFeature(needs: SystemNeeds) {
  return { router: systemHandlers({ ...needs, search: searchStore(needs) }) }
}
