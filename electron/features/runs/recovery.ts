/** What an earlier host left: ends its children, and its rows as lost. Runs before anything new is started. */
import { traceOf } from '../../ports/trace.ts'
import { runFolder } from './folder.ts'
import { measureLog } from './log-reader.ts'
import type { RunsNeeds } from './needs.ts'
import type { QueueStore } from './queue-store.ts'
import { crashed } from './sentences.ts'

export async function recover({ processes, paths, live, log, store }: RunsNeeds & { store: QueueStore }): Promise<void> {
  const left = await store.listRunning()
  if (left.length === 0) return
  const killed = await processes.reap(left.map(({ id, pid, pidStarted }) => ({ runId: id, pid, started: pidStarted })))
  for (const { id, companyId, redactions, pid } of left) {
    const counts = await measureLog(runFolder(paths.runs, id)).catch((error: unknown) => {
      // A log that cannot be read must not keep the host from starting.
      log.warn('run.log_unreadable', { runId: id, ...traceOf(error) })
      return { lines: 0, bytes: 0, binary: false }
    })
    await store.finish(id, crashed, { ...counts, redactions }, pid !== null)
    live.publish({ noun: 'run', id, companyId, kind: 'updated' })
  }
  log.warn('runs.recovered', { lost: left.length, processesKilled: killed })
}
