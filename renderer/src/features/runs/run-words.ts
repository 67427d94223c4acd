/** What a run says about itself in words. */
import type { Run } from '#shared/contract/runs.ts'
import { runWords } from '../../ui/status-words.ts'
import { formatDuration } from '../../ui/time-format.ts'

type Ended = Pick<Run, 'status' | 'reason' | 'exitCode' | 'signal' | 'durationMs' | 'startedAt'>

export function isActive(run: Pick<Run, 'status'>): boolean {
  return run.status === 'queued' || run.status === 'running'
}

/** "Failed after 42.0 s: exit code 1"; null while the run is active, whose duration ticks. */
export function endSentence(run: Ended): string | null {
  if (run.status === 'queued' || run.status === 'running') return null
  const word = runWords[run.status].word
  const took =
    run.durationMs === null ? '' : run.status === 'succeeded' ? ` in ${formatDuration(run.durationMs)}` : ` after ${formatDuration(run.durationMs)}`
  const why = whyEnded(run)
  return `${word}${took}${why ? `: ${why}` : ''}`
}

/** Why it ended, short enough for a cell of a table; empty when the status says it all. */
export function whyEnded(run: Ended): string {
  switch (run.reason) {
    case 'exited':
      return run.exitCode ? `exit code ${run.exitCode}` : ''
    case 'signalled':
      return run.signal ? `ended by ${run.signal}` : 'ended by a signal'
    case 'timeout':
      return 'reached its time limit'
    case 'cancelled':
      return run.startedAt ? (run.signal === 'SIGKILL' ? 'killed after the grace period' : '') : 'before it started'
    case 'spawn_failed':
      return 'the program could not be started'
    case 'env_unresolved':
      return 'its environment could not be resolved'
    case 'host_stopped':
      return 'Wheelhouse was closed during the run'
    case 'host_crashed':
      return 'Wheelhouse stopped unexpectedly during the run'
    case 'log_failed':
      return 'its log could not be written'
    case null:
      return ''
  }
}

const sources: Record<Run['source'], string> = { manual: 'By hand', schedule: 'Schedule', retry: 'Retry' }

/** What started it. */
export function sourceWords(run: Pick<Run, 'source' | 'retryOfNumber'>): string {
  return run.source === 'retry' && run.retryOfNumber !== null ? `Retry of #${run.retryOfNumber}` : sources[run.source]
}

/** `r12`: the routine's revision. A run that waits without one takes the revision that is current when it starts. */
export function configName(run: Pick<Run, 'revisionNumber'>): string {
  return run.revisionNumber === null ? '–' : `r${run.revisionNumber}`
}

/** `e8`: the eighth environment that the routine itself had. */
export function envName(run: Pick<Run, 'envNumber'>): string {
  return run.envNumber === null ? '–' : `e${run.envNumber}`
}

/** What the program said it cost; a dash when it said nothing. Small amounts keep the digits that tell them apart. */
export function costWords({ costMicroUsd }: Pick<Run, 'costMicroUsd'>): string {
  if (costMicroUsd === null) return '–'
  const dollars = costMicroUsd / 1_000_000
  return `$${dollars.toFixed(dollars !== 0 && dollars < 0.1 ? 4 : 2)}`
}

/** Milliseconds between being queued and starting, or ending without a start; null while it waits. */
export function queuedFor(run: Pick<Run, 'queuedAt' | 'startedAt' | 'finishedAt'>): number | null {
  const until = run.startedAt ?? run.finishedAt
  return until ? Math.max(0, until.getTime() - run.queuedAt.getTime()) : null
}
