/** Two runs of one routine side by side: what they ran and what they were given, without a hidden value. */
import type { EnvSide } from '#shared/contract/env.ts'
import type { StoredSnapshot } from '#shared/contract/routines.ts'
import type { FieldChange, Run, RunComparison } from '#shared/contract/runs.ts'
import { diffEnv } from '#shared/domain/env-diff.ts'
import { diffFields, diffTriggers } from '#shared/domain/snapshot-diff.ts'
import { declared } from '../../ports/rpc.ts'
import type { CompareStore } from './compare-store.ts'

export function runComparer({ store }: { store: CompareStore }) {
  async function fieldsOf(companyId: string, before: StoredSnapshot | null, after: StoredSnapshot | null): Promise<FieldChange[]> {
    if (!before || !after) return []
    const ids = [before, after].flatMap(({ agentId, projectId }) => (projectId === null ? [agentId] : [agentId, projectId]))
    const names = await store.names(companyId, ids)
    const nameOf = (id: string) => names.get(id)
    return [...diffFields(before, after, { agent: nameOf, project: nameOf }), ...diffTriggers(before.triggers, after.triggers).map(asSchedule)]
  }

  /** Compares what two runs of a company ran and got. Throws BAD_REQUEST when they are not of one routine. */
  return async (before: Run, after: Run): Promise<RunComparison> => {
    if (before.routineId !== after.routineId) {
      const message = 'must be a run of the same routine'
      throw declared('BAD_REQUEST', { issues: [{ path: ['otherId'], message }] }, `otherId ${message}.`)
    }
    const [was, is] = [await store.snapshotOf(before), await store.snapshotOf(after)]
    const env = diffEnv(sidesOf(before, was), sidesOf(after, is)).filter(({ change }) => change !== 'unchanged')
    return { before, after, fields: await fieldsOf(after.companyId, was, is), env }
  }
}

/** A run has one list of fields: a trigger is named for what it is, not by its id. */
function asSchedule(change: FieldChange): FieldChange {
  return { ...change, field: 'schedule' }
}

/** What a receipt says of each key; the value of a visible one of the routine is in its revision. */
function sidesOf(run: Run, snapshot: StoredSnapshot | null): Map<string, EnvSide> {
  const values = new Map(
    snapshot?.env.flatMap(({ key, binding }) => (binding.kind === 'plain' && binding.visibility === 'visible' ? [[key, binding.value]] : [])),
  )
  return new Map(
    run.env.map(({ key, ...side }) => [
      key,
      { ...side, value: side.layer === 'routine' && side.kind === 'plain' ? (values.get(key) ?? null) : null },
    ]),
  )
}
