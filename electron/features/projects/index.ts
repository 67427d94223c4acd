/** Projects: what routines belong to, and the middle layer of their environment. */
import { projectHandlers } from './handlers.ts'
import type { ProjectsNeeds } from './needs.ts'
import { projectStore } from './store.ts'

export function projectsFeature(needs: ProjectsNeeds) {
  return { router: projectHandlers({ ...needs, store: projectStore(needs) }) }
}
