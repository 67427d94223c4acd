/** Runs: the queue of work, the processes that do it, and what they wrote. */
import type { EnqueueRun, RecordPastRuns, WakeRunner } from '../../ports/work.ts'
import { bells } from './bells.ts'
import { evictor } from './eviction.ts'
import { runHandlers } from './handlers.ts'
import type { RunsNeeds } from './needs.ts'
import { pastRecorder } from './past.ts'
import { queueStore } from './queue-store.ts'
import { recover } from './recovery.ts'
import { runRunner } from './runner.ts'
import { runStore } from './store.ts'

export type { RunsNeeds } from './needs.ts'

export function runsFeature(needs: RunsNeeds) {
  const store = runStore(needs)
  const queue = queueStore(needs)
  const news = bells()
  const runner = runRunner({ ...needs, store: queue, bells: news })

  return {
    router: runHandlers({ ...needs, store, queue, runner, bells: news }),
    enqueue: queue.enqueue satisfies EnqueueRun,
    wake: runner.wake satisfies WakeRunner,
    recordPast: pastRecorder({ ...needs, store: queue }) satisfies RecordPastRuns,
    /** Ends a company's runs, waits for them, and deletes their logs. */
    evict: evictor({ ...needs, store: queue, runner }),

    /** Ends what an earlier host left behind, then takes up the queue. */
    async start(): Promise<void> {
      await recover({ ...needs, store: queue })
      runner.start()
    },

    /** Ends running children, as lost, within `deadlineMs`; queued runs wait for the next start. */
    stop: (deadlineMs: number): Promise<void> => runner.stop(deadlineMs),
  }
}
