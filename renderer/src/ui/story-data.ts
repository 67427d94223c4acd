/** Made-up rows for the kit's own stories and tests. */
import type { RoutineStatus, RunMark } from '#shared/contract/routines.ts'
import type { RunStatus } from '#shared/contract/runs.ts'

export const runStatusList: readonly RunStatus[] = ['queued', 'running', 'succeeded', 'failed', 'timed_out', 'cancelled', 'lost']
export const routineStatuses: readonly RoutineStatus[] = ['healthy', 'running', 'failing', 'disabled', 'never_ran']

const pattern: readonly RunStatus[] = [
  'running',
  'succeeded',
  'succeeded',
  'failed',
  'succeeded',
  'succeeded',
  'timed_out',
  'succeeded',
  'cancelled',
  'lost',
]

/** `count` past runs, newest first. */
export function marks(count: number): RunMark[] {
  return Array.from({ length: count }, (_, n) => {
    const status = pattern[n % pattern.length] ?? 'succeeded'
    return {
      id: `run-${n}`,
      number: 400 - n,
      status,
      at: new Date(Date.now() - n * 3_600_000),
      durationMs: status === 'running' ? null : 8000 + ((n * 7919) % 60_000),
    }
  })
}

export interface DemoRow {
  id: string
  name: string
  status: RoutineStatus
  agent: string
  nextAt: Date | null
  p50: number
}

/** `count` routines as a list might hold them. */
export function demoRows(count: number): DemoRow[] {
  const names = ['Hello report', 'Send invoices', 'Weekly digest', 'Clean up old exports', 'Onboarding mails', 'Rotate certificates', 'Sync contacts']
  return Array.from({ length: count }, (_, n) => ({
    id: `routine-${n}`,
    name: n < names.length ? (names[n] ?? '') : `${names[n % names.length]} ${n}`,
    status: routineStatuses[n % routineStatuses.length] ?? 'healthy',
    agent: ['Reporter', 'Billing clerk', 'Watcher'][n % 3] ?? '',
    nextAt: n % 5 === 3 ? null : new Date(Date.now() + (n + 1) * 17 * 60_000),
    p50: 1000 + ((n * 7919) % 90_000),
  }))
}
