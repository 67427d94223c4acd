/** How the sample company's routines have been going: made from the plan alone, so that every installation looks the same. */
import type { PastRun } from '../../ports/work.ts'
import type { SampleRoutine } from './company.ts'

type Ending = Pick<PastRun, 'status' | 'reason' | 'exitCode'> & {
  message(seconds: string): string
  line: string
  stream: 'stdout' | 'stderr' | 'host'
}

const HOUR_MS = 3_600_000

const endings: Record<string, Ending> = {
  s: { status: 'succeeded', reason: 'exited', exitCode: 0, message: (s) => `Succeeded after ${s} s.`, line: 'done', stream: 'stdout' },
  f: {
    status: 'failed',
    reason: 'exited',
    exitCode: 1,
    message: (s) => `Exited with code 1 after ${s} s.`,
    line: 'one item does not add up',
    stream: 'stderr',
  },
  t: {
    status: 'timed_out',
    reason: 'timeout',
    exitCode: null,
    message: () => 'Stopped after 120 s: it took longer than its timeout.',
    line: 'waiting for page 2',
    stream: 'stdout',
  },
  c: {
    status: 'cancelled',
    reason: 'cancelled',
    exitCode: null,
    message: () => 'Cancelled while it was running.',
    line: 'collecting',
    stream: 'stdout',
  },
}

/** Past runs of one routine. */
export function pastRuns(plan: SampleRoutine, now: Date) {
  return [...plan.past].map((letter, index) => pastRun(plan, letter, index, now))
}

function pastRun(plan: SampleRoutine, letter: string, index: number, now: Date) {
  const ending = endings[letter] ?? (endings.s as Ending)
  // A steady spread instead of chance: the same strip on every machine.
  const spread = 1 + (((index * 7) % 5) - 2) / 10
  const durationMs = Math.round(letter === 't' ? 120_000 : plan.seconds * 1000 * spread)
  const startedAt = new Date(now.getTime() - (index + 1) * plan.everyHours * HOUR_MS + ((index * 13) % 7) * 1000)
  return {
    source: index % 6 === 5 ? ('manual' as const) : ('schedule' as const),
    status: ending.status,
    reason: ending.reason,
    exitCode: ending.exitCode,
    message: ending.message((durationMs / 1000).toFixed(1)),
    startedAt,
    durationMs,
    lines: [
      { stream: 'stdout' as const, text: `${plan.task}: started` },
      { stream: ending.stream, text: ending.line },
    ],
  }
}
