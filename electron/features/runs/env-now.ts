/** How the environment that a run was given differs from what its routine would get now. */
import type { EnvChange } from '#shared/contract/env.ts'
import type { Run } from '#shared/contract/runs.ts'
import type { CompareReceipt } from '../../ports/work.ts'
import type { EnvNowStore } from './env-now-store.ts'

/** Answers nothing for a run that was never given an environment, and for one whose routine is deleted. */
export function envSince({ store, compareReceipt }: { store: EnvNowStore; compareReceipt: CompareReceipt }) {
  return async ({ companyId, routineId, revisionId, startedAt, launch, env: receipt }: Run): Promise<EnvChange[]> => {
    if (launch === null || startedAt === null) return []
    const now = await store.layersNow(companyId, routineId)
    if (!now) return []
    const frozen = revisionId === null ? null : await store.layerOf(companyId, revisionId)
    // A layer that has not changed since the start is still the one that the run was given.
    const unchanged = now.filter(({ layer, changedAt }) => layer !== 'routine' && changedAt <= startedAt)
    return compareReceipt({ companyId, receipt, was: frozen ? [...unchanged, frozen] : unchanged, now })
  }
}
