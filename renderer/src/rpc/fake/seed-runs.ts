/** Past and present runs of the canned routines, with logs. */
import type { LogLine, Run, RunStatus } from '#shared/contract/runs.ts'
import { fakeIds as ids } from './ids.ts'
import { routinePlans } from './routine-plans.ts'
import { type FakeState, newId } from './state.ts'

const hour = 3_600_000

const endings: Record<RunStatus, Pick<Run, 'reason' | 'message' | 'exitCode' | 'signal'>> = {
  queued: { reason: null, message: null, exitCode: null, signal: null },
  running: { reason: null, message: null, exitCode: null, signal: null },
  succeeded: { reason: 'exited', message: 'Ended with exit code 0.', exitCode: 0, signal: null },
  failed: { reason: 'exited', message: 'Ended with exit code 1.', exitCode: 1, signal: null },
  timed_out: { reason: 'timeout', message: 'Stopped after 1 h: the time limit of the agent.', exitCode: null, signal: 'SIGTERM' },
  cancelled: { reason: 'cancelled', message: 'Cancelled by you.', exitCode: null, signal: 'SIGTERM' },
  lost: { reason: 'host_crashed', message: 'Wheelhouse ended unexpectedly while it ran.', exitCode: null, signal: null },
}

const named: Partial<Record<string, RunStatus>> = {
  [ids.run.running]: 'running',
  [ids.run.succeeded]: 'succeeded',
  [ids.run.failed]: 'failed',
  [ids.run.timedOut]: 'timed_out',
  [ids.run.cancelled]: 'cancelled',
  [ids.run.lost]: 'lost',
}

/** Makes a run of a routine as the host would report it. */
export function makeRun(
  state: FakeState,
  given: { id: string; number: number; routineId: string; status: RunStatus; queuedAt: Date; durationMs?: number },
): Run {
  const routine = state.routines.find((row) => row.id === given.routineId)
  if (!routine) throw new Error(`The fake has no routine ${given.routineId}.`)
  const agent = state.agents.find((row) => row.id === routine.agentId)
  const started = given.status === 'queued' ? null : new Date(given.queuedAt.getTime() + 40)
  const active = given.status === 'queued' || given.status === 'running'
  const durationMs = active || !started ? null : (given.durationMs ?? 42_100)
  return {
    id: given.id,
    number: given.number,
    companyId: routine.companyId,
    routineId: routine.id,
    routineName: routine.name,
    agentId: routine.agentId,
    agentName: agent?.name ?? null,
    revisionId: routine.revisionId,
    revisionNumber: routine.revisionNumber,
    envNumber: routine.envNumber,
    debug: false,
    costMicroUsd: routine.agentId === ids.agent.reporter && durationMs !== null ? given.number * 113 : null,
    source: given.number % 3 === 0 ? 'manual' : 'schedule',
    triggerId: given.number % 3 === 0 ? null : ids.trigger.nightly,
    retryOfNumber: null,
    status: given.status,
    ...endings[given.status],
    dueAt: given.number % 3 === 0 ? null : given.queuedAt,
    queuedAt: given.queuedAt,
    startedAt: started,
    finishedAt: started && durationMs !== null ? new Date(started.getTime() + durationMs) : null,
    durationMs,
    launch: started ? { command: 'node', args: ['report.mjs', '--quiet'], cwd: '/home/ada/.wheelhouse/instances/default/runs' } : null,
    env: [
      {
        key: 'REPORT_TZ',
        layer: 'routine',
        kind: 'plain',
        visibility: 'visible',
        secretId: null,
        secretName: null,
        selector: null,
        version: null,
        fingerprint: null,
      },
      {
        key: 'STRIPE_KEY',
        layer: 'agent',
        kind: 'secret',
        visibility: null,
        secretId: ids.secret.stripe,
        secretName: 'STRIPE_KEY',
        selector: 'latest',
        version: 3,
        fingerprint: '9f2c41d0',
      },
    ],
    log: { lines: 120, bytes: 9_400, redactions: 1, binary: false },
    isSample: true,
  }
}

/** Fills the state with forty runs: one of each status by name, the rest to make lists and strips look lived in. */
export function seedRuns(state: FakeState) {
  const free = Object.entries(named)
  let number = 380
  for (const plan of routinePlans) {
    const history = plan.history.length > 0 ? Array.from({ length: 12 }, (_, n) => plan.history[n] ?? (n % 7 === 6 ? 'failed' : 'succeeded')) : []
    for (const [n, status] of history.entries()) {
      const at = free.findIndex(([, wanted]) => wanted === status)
      const id = at >= 0 ? (free.splice(at, 1)[0]?.[0] ?? newId(state)) : newId(state)
      const queuedAt = new Date(state.now - (n * 11 + 0.4) * hour)
      state.runs.push(makeRun(state, { id, number: number++, routineId: plan.id, status, queuedAt, durationMs: 4000 + ((n * 7919) % 60_000) }))
    }
  }
  state.runs.push(
    makeRun(state, { id: ids.run.queued, number: number++, routineId: ids.routine.digest, status: 'queued', queuedAt: new Date(state.now - 3000) }),
  )
  for (const run of state.runs) state.logs.set(run.id, run.status === 'queued' ? [] : makeLog(run.log.lines))
}

/** Log lines with colour, an error stream, a redaction and a progress bar. */
export function makeLog(count: number): LogLine[] {
  return Array.from({ length: count }, (_, n): LogLine => {
    const base = { n, t: n * 350, stream: 'stdout' as const, replaced: false }
    if (n === 0) return { ...base, stream: 'host', text: 'Started node report.mjs --quiet' }
    if (n % 17 === 5) return { ...base, stream: 'stderr', text: '\u001b[33mwarning\u001b[0m: slow answer from api.example.test (812 ms)' }
    if (n === 9) return { ...base, text: 'Authorization: Bearer ‹secret STRIPE_KEY›' }
    if (n % 13 === 7) return { ...base, text: `\u001b[36m${'█'.repeat(n % 20)}\u001b[0m ${(n * 3) % 100} %`, replaced: n % 26 === 7 }
    return { ...base, text: `\u001b[90m${String(n).padStart(4, '0')}\u001b[0m wrote section ${n} \u001b[32m✓\u001b[0m` }
  })
}
