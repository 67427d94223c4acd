/** Routines: what is to be run, when, and every version of it. */
import { routineEditor } from './editor.ts'
import { routineHandlers } from './handlers.ts'
import { routineListStore } from './list-store.ts'
import type { RoutinesNeeds } from './needs.ts'
import { routineReader } from './reader.ts'
import { scheduleStore } from './schedule-store.ts'
import { routineScheduler } from './scheduler.ts'
import { routineStore } from './store.ts'
import { triggerHandlers } from './trigger-handlers.ts'

export type { RoutinesNeeds } from './needs.ts'

export function routinesFeature(needs: RoutinesNeeds) {
  const store = routineStore(needs)
  const list = routineListStore(needs)
  const reader = routineReader({ ...needs, store, list })
  const editor = routineEditor({ ...needs, store })
  const all = { ...needs, store, list, reader, editor }

  return {
    router: { routines: routineHandlers(all), triggers: triggerHandlers(all) },
    scheduler: routineScheduler({ ...needs, store: scheduleStore(needs) }),
  }
}
