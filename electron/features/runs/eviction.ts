/** Clears a company's runs out of the way before its rows go: ends what runs, then deletes every log. */
import { runFolder } from './folder.ts'
import type { RunsNeeds } from './needs.ts'
import type { QueueStore } from './queue-store.ts'
import type { Runner } from './runner.ts'

const GRACE_MS = 2_000

export function evictor({ store, runner, paths, live }: RunsNeeds & { store: QueueStore; runner: Runner }) {
  return async (companyId: string): Promise<void> => {
    // Also when nothing runs now: what is queued from here on must not start.
    await runner.expel(companyId, GRACE_MS)
    for (let ids = await store.listActive(companyId); ids.length > 0; ids = await store.listActive(companyId)) {
      for (const id of ids) if (await store.cancelQueued(companyId, id)) live.publish({ noun: 'run', id, companyId, kind: 'updated' })
      await runner.expel(companyId, GRACE_MS)
      // A running row that no attempt stands behind ends at the next start; waiting for it here would never end.
      const orphaned = (await store.listActive(companyId)).every((id) => ids.includes(id))
      if (orphaned) break
    }
    for (let ids = await store.idsAfter(companyId, null); ids.length > 0; ids = await store.idsAfter(companyId, ids.at(-1) ?? null)) {
      await Promise.all(ids.map((id) => runFolder(paths.runs, id).remove()))
    }
  }
}
