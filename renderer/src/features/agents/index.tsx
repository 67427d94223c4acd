/** Agents: the list of them, making one, and the page where one is configured. */
export { AgentPage } from './agent-page.tsx'
export { AgentsPage } from './agents-page.tsx'
export { RoutinesUsing } from './routines-using.tsx'
