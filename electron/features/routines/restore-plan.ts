/** Works out what a restore would do and reads everything it is judged by. Changes nothing. */
import type { RestorePlan, StoredSnapshot } from '#shared/contract/routines.ts'
import { isDeclared } from '../../ports/rpc.ts'
import type { SnapshotComparer } from './compare.ts'
import { snapshotOf } from './editor.ts'
import type { HistoryStore } from './history-store.ts'
import type { RoutinesNeeds } from './needs.ts'
import { type RestoreChoice, restoredContent } from './restore-content.ts'
import { restoreFindings } from './restore-findings.ts'
import type { VersionChooser } from './restore-versions.ts'
import { dueAgain } from './schedules.ts'
import type { RevisionRecord, RoutineRecord, RoutineStore } from './store.ts'

export interface RestoreRequest extends RestoreChoice {
  versions: 'pinned' | 'today'
}

export type RestorePlanner = ReturnType<typeof restorePlanner>

interface PlannerNeeds extends RoutinesNeeds {
  store: RoutineStore
  history: HistoryStore
  comparer: SnapshotComparer
  chooseVersions: VersionChooser
}

export function restorePlanner({ store, history, comparer, chooseVersions, describe: describeEnv, refuseInline, clock }: PlannerNeeds) {
  /** Which of agent and project are gone, and what the keys come to that a run would get. */
  async function surroundings(routine: RoutineRecord, { agentId, projectId, env }: StoredSnapshot) {
    const layers = await store.layersOf({ ...routine, agentId, projectId, env })
    const has = (layer: string) => layers.some((source) => source.layer === layer)
    return { agentGone: !has('agent'), projectGone: projectId !== null && !has('project'), env: await describeEnv(routine.companyId, layers) }
  }

  return async (routine: RoutineRecord, revision: RevisionRecord, request: RestoreRequest): Promise<RestorePlan> => {
    const now = snapshotOf(routine, await store.triggersOf(routine.companyId, routine.id))
    const { env: chosen, fallenBack } = await chooseVersions(routine, revision, request.versions)
    const then = revision.snapshot
    const after = restoredContent(now, { ...then, env: chosen }, request)
    const comparison = await comparer(routine, now, after)
    const at = clock.now()
    const inScope = (key: string) => request.scope !== 'keys' || request.keys.includes(key)
    const findings = restoreFindings({
      ...{ label: `r${revision.number}`, choice: request, now, then, after, comparison, at },
      ...(await surroundings(routine, after)),
      fallenBack: fallenBack.filter(({ key }) => inScope(key)),
      nameTaken: after.name !== now.name && (await history.nameTaken(routine.companyId, routine.id, after.name)),
      inline: await inlineKeys(() => refuseInline(after.env, now.env)),
    })
    return {
      creates: routine.revisionNumber + 1,
      restores: revision.number,
      baseRevisionId: routine.revisionId,
      ...comparison,
      findings,
      enabledThen: then.enabled,
      nextDueAt: nextDueOf(after.triggers, at),
      activeRuns: await history.activeRuns(routine.id),
    }
  }
}

/** When the schedules would fire next if the routine were enabled; one that can no longer be read never does. */
function nextDueOf(triggers: StoredSnapshot['triggers'], at: Date): Date | null {
  const dues = triggers.filter((trigger) => trigger.enabled).flatMap((trigger) => dueAgain(trigger, at) ?? [])
  return dues.toSorted((a, b) => a.getTime() - b.getTime())[0] ?? null
}

/** The keys that strict mode would refuse. */
async function inlineKeys(refuse: () => Promise<void>): Promise<string[]> {
  try {
    await refuse()
    return []
  } catch (error) {
    if (isDeclared(error, 'INLINE_SECRET')) return error.data.keys
    throw error
  }
}
