/** Comparing and restoring revisions, as the fake host answers for it. */
import type { RestorePlan, RestoreScope } from '#shared/contract/routines.ts'
import type { FieldChange } from '#shared/contract/runs.ts'
import { showEnv } from '#shared/domain/env.ts'
import { diffFields, diffTriggers } from '#shared/domain/snapshot-diff.ts'
import { compareEnv, layersOf } from './environment.ts'
import { declared, need } from './handlers.ts'
import type { FakeRevision, FakeState } from './state.ts'

type Snapshot = FakeRevision['snapshot']

/** A revision as a client sees it. */
export function shown({ revision, snapshot }: FakeRevision) {
  return { revision, snapshot: { ...snapshot, env: showEnv(snapshot.env) } }
}

export function findRevision(state: FakeState, routineId: string, revisionId: string): FakeRevision {
  const entry = state.revisions.find(({ revision }) => revision.id === revisionId && revision.routineId === routineId)
  if (!entry) throw declared('NOT_FOUND', { noun: 'revision' })
  return entry
}

export function compareSnapshots(state: FakeState, routineId: string, before: Snapshot, after: Snapshot) {
  const names = {
    agent: (id: string) => state.agents.find((row) => row.id === id)?.name,
    project: (id: string) => state.projects.find((row) => row.id === id)?.name,
  }
  const layers = (snapshot: Snapshot) => layersOf(state, { ...snapshot, id: routineId })
  return {
    fields: diffFields(before, after, names),
    triggers: diffTriggers(before.triggers, after.triggers),
    env: compareEnv(state, layers(before), layers(after)).filter(({ change }) => change !== 'unchanged'),
  }
}

interface Choice {
  companyId: string
  id: string
  revisionId: string
  scope: RestoreScope
  keys: string[]
}

/** What the routine would be after the restore. */
export function restored(now: Snapshot, then: Snapshot, { scope, keys }: Pick<Choice, 'scope' | 'keys'>): Snapshot {
  const config = scope === 'all' || scope === 'config' ? then : now
  const chosen = new Set(keys)
  const some = [...now.env.filter((entry) => !chosen.has(entry.key)), ...then.env.filter((entry) => chosen.has(entry.key))]
  return {
    ...config,
    enabled: now.enabled,
    triggers: scope === 'all' || scope === 'triggers' ? then.triggers : now.triggers,
    env: scope === 'keys' ? some : scope === 'all' || scope === 'env' ? then.env : now.env,
  }
}

export function planRestore(state: FakeState, choice: Choice): RestorePlan {
  const routine = need(state.routines, choice, 'routine')
  const now = findRevision(state, routine.id, routine.revisionId)
  const then = findRevision(state, routine.id, choice.revisionId)
  const difference = compareSnapshots(state, routine.id, now.snapshot, restored(now.snapshot, then.snapshot, choice))
  const gone = difference.env.filter(({ after }) => after?.kind === 'secret' && after.secretName === null)
  const nothing = [...difference.fields, ...difference.triggers, ...difference.env].length === 0
  return {
    creates: routine.revisionNumber + 1,
    restores: then.revision.number,
    baseRevisionId: routine.revisionId,
    ...difference,
    findings: [
      ...gone.map(({ key }) => ({
        severity: 'blocker' as const,
        code: 'secret_missing' as const,
        subject: key,
        message: `${key} refers to a secret that was deleted since. Leave the key out, or choose another secret afterwards.`,
      })),
      ...(nothing
        ? [{ severity: 'blocker' as const, code: 'nothing_changes' as const, subject: '', message: 'The routine holds this content already.' }]
        : []),
    ],
    enabledThen: then.snapshot.enabled,
    nextDueAt: then.snapshot.enabled ? new Date(state.now + 5 * 3_600_000) : null,
    activeRuns: state.runs.filter((run) => run.routineId === routine.id && run.status === 'running').length,
  }
}

/** What two runs of a routine ran with. */
export function compareRuns(state: FakeState, routineId: string, beforeId: string | null, afterId: string | null): { fields: FieldChange[] } {
  if (!beforeId || !afterId || beforeId === afterId) return { fields: [] }
  const [before, after] = [findRevision(state, routineId, beforeId), findRevision(state, routineId, afterId)]
  return { fields: compareSnapshots(state, routineId, before.snapshot, after.snapshot).fields }
}
