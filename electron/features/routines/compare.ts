/** Compares two snapshots of a routine: fields and triggers in words, the environment as a run would get it from today's vault. */
import type { EnvChange } from '#shared/contract/env.ts'
import type { StoredSnapshot } from '#shared/contract/routines.ts'
import type { FieldChange } from '#shared/contract/runs.ts'
import { same } from '#shared/domain/diff.ts'
import { layerEnv } from '#shared/domain/env.ts'
import { diffFields, diffTriggers } from '#shared/domain/snapshot-diff.ts'
import type { CompareEnv, LayerSource } from '../../ports/work.ts'
import type { RoutineRecord, RoutineStore } from './store.ts'

export interface Comparison {
  fields: FieldChange[]
  triggers: FieldChange[]
  env: EnvChange[]
}

export type SnapshotComparer = ReturnType<typeof snapshotComparer>

export function snapshotComparer({ store, compare }: { store: Pick<RoutineStore, 'layersOf'>; compare: CompareEnv }) {
  /** The layers that a run of the snapshot would get now: what agent and project add is not part of a revision. */
  const layersOf = (routine: RoutineRecord, { agentId, projectId, env }: StoredSnapshot) => store.layersOf({ ...routine, agentId, projectId, env })

  return async (routine: RoutineRecord, before: StoredSnapshot, after: StoredSnapshot): Promise<Comparison> => {
    const [was, is] = [await layersOf(routine, before), await layersOf(routine, after)]
    const sources = new Map([...was, ...is].map(({ sourceId, sourceName }) => [sourceId, sourceName]))
    const nameOf = (id: string) => sources.get(id)
    return {
      fields: diffFields(before, after, { agent: nameOf, project: nameOf }),
      triggers: diffTriggers(before.triggers, after.triggers),
      env: onlyDiffering(await compare(routine.companyId, was, is), was, is),
    }
  }
}

/**
 * Keeps the keys that are bound otherwise. Decided by what is stored, because a locked vault can tell no two hidden
 * values apart: without it, equal ones would show as changed.
 */
export function onlyDiffering(changes: EnvChange[], before: LayerSource[], after: LayerSource[]): EnvChange[] {
  const [was, is] = [winners(before), winners(after)]
  return changes.filter(({ key }) => !same(was.get(key), is.get(key)))
}

function winners(layers: LayerSource[]) {
  return new Map(layerEnv(layers).map(({ key, definitions: [{ source, binding }] }) => [key, { layer: source.layer, binding }]))
}
