/** Agents: who does the work of a routine and how, and the lowest layer of its environment. */
import { agentHandlers } from './handlers.ts'
import type { AgentsNeeds } from './needs.ts'
import { agentStore } from './store.ts'

export function agentsFeature(needs: AgentsNeeds) {
  return { router: agentHandlers({ ...needs, store: agentStore(needs) }) }
}
