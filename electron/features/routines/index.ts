/** Routines: what is to be run, when, and every version of it. */
import { snapshotComparer } from './compare.ts'
import { routineEditor } from './editor.ts'
import { routineHandlers } from './handlers.ts'
import { historyHandlers } from './history-handlers.ts'
import { historyStore } from './history-store.ts'
import { routineListStore } from './list-store.ts'
import type { RoutinesNeeds } from './needs.ts'
import { routineReader } from './reader.ts'
import { routineRestorer } from './restore.ts'
import { restorePlanner } from './restore-plan.ts'
import { versionChooser } from './restore-versions.ts'
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
  const history = historyStore(needs)
  const comparer = snapshotComparer(all)
  const chooseVersions = versionChooser({ ...needs, history })
  const plan = restorePlanner({ ...all, history, comparer, chooseVersions })
  const restore = routineRestorer({ ...all, chooseVersions })

  return {
    router: { routines: routineHandlers(all, historyHandlers({ ...all, comparer, plan, restore })), triggers: triggerHandlers(all) },
    scheduler: routineScheduler({ ...needs, store: scheduleStore(needs) }),
  }
}
