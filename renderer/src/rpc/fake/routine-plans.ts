/** Which routines the canned company has, and how their runs went, newest first. */
import type { RunStatus } from '#shared/contract/runs.ts'
import { fakeIds as ids } from './ids.ts'

interface RoutinePlan {
  id: string
  name: string
  agentId: string
  projectId: string | null
  enabled: boolean
  reason?: string
  history: readonly RunStatus[]
}

/** One routine for each status a routine can have. */
export const routinePlans: readonly RoutinePlan[] = [
  {
    id: ids.routine.report,
    name: 'Hello report',
    agentId: ids.agent.reporter,
    projectId: ids.project.operations,
    enabled: true,
    history: ['running', 'succeeded', 'succeeded', 'failed', 'succeeded'],
  },
  {
    id: ids.routine.invoices,
    name: 'Send invoices',
    agentId: ids.agent.billing,
    projectId: ids.project.operations,
    enabled: true,
    history: ['failed', 'timed_out', 'failed', 'succeeded', 'succeeded'],
  },
  {
    id: ids.routine.digest,
    name: 'Weekly digest',
    agentId: ids.agent.reporter,
    projectId: ids.project.growth,
    enabled: true,
    history: ['succeeded', 'succeeded', 'lost', 'succeeded', 'cancelled'],
  },
  {
    id: ids.routine.cleanup,
    name: 'Clean up old exports',
    agentId: ids.agent.watcher,
    projectId: null,
    enabled: false,
    reason: 'Waiting for the new storage.',
    history: ['succeeded'],
  },
  { id: ids.routine.onboarding, name: 'Onboarding mails', agentId: ids.agent.billing, projectId: ids.project.growth, enabled: true, history: [] },
]
