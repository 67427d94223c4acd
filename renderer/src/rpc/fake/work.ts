/** Routines and runs, as the fake host answers for them. */
import type { Revision } from '#shared/contract/routines.ts'
import type { LogEvent, Run } from '#shared/contract/runs.ts'
import { showEnv } from '#shared/domain/env.ts'
import { diffEnv } from '#shared/domain/env-diff.ts'
import { effectiveEnv, layersOf, settled, sidesOf } from './environment.ts'
import { declared, freeName, type Handlers, need, pageOf, patch } from './handlers.ts'
import { compareRuns, compareSnapshots, findRevision, planRestore, restored, shown } from './history.ts'
import { makeLog, makeRun } from './seed-runs.ts'
import { type Emit, type FakeState, newId } from './state.ts'

type RoutineRecord = FakeState['routines'][number]

/** A routine as the host reports it, with what its runs and triggers say about it. */
export function readRoutine(state: FakeState, routine: RoutineRecord) {
  const runs = state.runs.filter((run) => run.routineId === routine.id).toSorted((a, b) => b.queuedAt.getTime() - a.queuedAt.getTime())
  const latest = runs.find((run) => run.status !== 'queued')
  const triggers = state.triggers.filter((trigger) => trigger.routineId === routine.id)
  const status = !routine.enabled
    ? ('disabled' as const)
    : latest === undefined
      ? ('never_ran' as const)
      : latest.status === 'running'
        ? ('running' as const)
        : latest.status === 'succeeded'
          ? ('healthy' as const)
          : ('failing' as const)
  const env = effectiveEnv(state, routine)
  const from = (layer: string) => env.filter((key) => key.definitions[0]?.layer === layer).length
  const durations = runs.flatMap((run) => run.durationMs ?? []).toSorted((a, b) => a - b)
  return {
    ...routine,
    env: showEnv(routine.env),
    projectName: state.projects.find((project) => project.id === routine.projectId)?.name ?? null,
    agentName: state.agents.find((agent) => agent.id === routine.agentId)?.name ?? '',
    status,
    triggers,
    nextDueAt: routine.enabled ? (triggers.find((trigger) => trigger.enabled)?.nextDueAt ?? null) : null,
    recent: runs.slice(0, 20).map((run) => ({ id: run.id, number: run.number, status: run.status, at: run.queuedAt, durationMs: run.durationMs })),
    p50Ms: durations[Math.floor(durations.length / 2)] ?? null,
    p95Ms: durations.at(-1) ?? null,
    envSummary: {
      routine: from('routine'),
      project: from('project'),
      agent: from('agent'),
      unresolved: env.filter((key) => key.definitions[0]?.health !== 'ok').length,
    },
  }
}

function appendRevision(state: FakeState, routine: RoutineRecord, summary: string, changed: Revision['changed'], restoredFrom: number | null = null) {
  for (const entry of state.revisions) if (entry.revision.routineId === routine.id) entry.revision.current = false
  routine.revisionNumber += 1
  if (routine.revisionNumber === 1 || changed.includes('env')) routine.envNumber += 1
  routine.revisionId = newId(state)
  routine.updatedAt = new Date()
  const { name, description, projectId, agentId, enabled, args, env } = routine
  const triggers = state.triggers
    .filter((trigger) => trigger.routineId === routine.id)
    .map(({ id, kind, label, enabled: on, cron, timezone }) => ({ id, kind, label, enabled: on, cron, timezone }))
  state.revisions.unshift({
    revision: {
      id: routine.revisionId,
      routineId: routine.id,
      number: routine.revisionNumber,
      summary,
      changed,
      envNumber: routine.envNumber,
      restoredFrom,
      createdBy: 'you',
      createdAt: new Date(),
      current: true,
    },
    snapshot: { name, description, projectId, agentId, enabled, args, env, triggers },
  })
}

export function routines(state: FakeState, emit: Emit): Handlers['routines'] {
  const present = () => state.routines.filter((routine) => !state.deletedRoutines.has(routine.id))
  const find = (input: { id: string; companyId: string }) => need(present(), input, 'routine')
  const saved = (routine: RoutineRecord) => {
    emit('routine', routine.id, routine.companyId)
    return readRoutine(state, routine)
  }
  return {
    list: (input) => {
      const query = input.query?.toLowerCase() ?? ''
      const rows = present()
        .filter((row) => row.companyId === input.companyId)
        .map((row) => readRoutine(state, row))
        .filter((row) => [row.name, row.projectName, row.agentName].some((text) => text?.toLowerCase().includes(query)))
        .filter(
          (row) =>
            (!input.status?.length || input.status.includes(row.status)) &&
            (!input.agentId || row.agentId === input.agentId) &&
            (!input.projectId || row.projectId === input.projectId),
        )
      const sorted = rows.toSorted((a, b) =>
        input.sort === 'next' ? (a.nextDueAt?.getTime() ?? Infinity) - (b.nextDueAt?.getTime() ?? Infinity) : a.name.localeCompare(b.name),
      )
      return pageOf(sorted, input)
    },
    get: (input) => readRoutine(state, find(input)),
    create: ({ triggers, ...input }) => {
      freeName(present(), input.name, input.companyId)
      const routine: RoutineRecord = {
        ...input,
        env: settled(input.env, []),
        id: newId(state),
        disabledReason: null,
        revisionId: '',
        revisionNumber: 0,
        envNumber: 0,
        isSample: false,
        createdAt: new Date(),
        updatedAt: new Date(),
      }
      state.routines.push(routine)
      for (const draft of triggers) {
        state.triggers.push({
          ...draft,
          id: newId(state),
          routineId: routine.id,
          companyId: routine.companyId,
          kind: 'cron',
          words: draft.cron,
          nextDueAt: new Date(state.now + 3_600_000),
          lastDueAt: null,
        })
      }
      appendRevision(state, routine, 'Created', [])
      return saved(routine)
    },
    update: ({ id, companyId, baseRevisionId, summary, env, ...change }) => {
      const routine = find({ id, companyId })
      if (baseRevisionId && baseRevisionId !== routine.revisionId) throw declared('CONFLICT', { currentRevisionId: routine.revisionId })
      patch(routine, change)
      if (env) routine.env = settled(env, routine.env)
      appendRevision(state, routine, summary, env ? ['env'] : ['config'])
      return saved(routine)
    },
    setEnabled: ({ enabled, reason, ...input }) => saved(patch(find(input), { enabled, disabledReason: enabled ? null : reason || null })),
    duplicate: (input) => {
      const routine = { ...find(input), id: newId(state), enabled: false, isSample: false }
      routine.name = `${routine.name} copy`
      state.routines.push(routine)
      return saved(routine)
    },
    remove: (input) => {
      state.deletedRoutines.add(find(input).id)
      emit('routine', input.id, input.companyId, 'removed')
      return {}
    },
    undelete: (input) => {
      state.deletedRoutines.delete(input.id)
      return saved(find(input))
    },
    env: (input) => effectiveEnv(state, find(input)),
    revisions: (input) =>
      pageOf(
        state.revisions.filter((entry) => entry.revision.routineId === input.id).map((entry) => entry.revision),
        input,
      ),
    revision: (input) => shown(findRevision(state, find(input).id, input.revisionId)),
    compare: (input) => {
      const [before, after] = [findRevision(state, find(input).id, input.beforeId), findRevision(state, input.id, input.afterId)]
      return { before: before.revision, after: after.revision, ...compareSnapshots(state, input.id, before.snapshot, after.snapshot) }
    },
    planRestore: (input) => planRestore(state, input),
    restore: ({ enable, reason, ...input }) => {
      const routine = find(input)
      if (input.baseRevisionId !== routine.revisionId) throw declared('CONFLICT', { currentRevisionId: routine.revisionId })
      const then = findRevision(state, routine.id, input.revisionId)
      const { triggers: _, ...content } = restored(findRevision(state, routine.id, routine.revisionId).snapshot, then.snapshot, input)
      Object.assign(routine, content, enable === undefined ? {} : { enabled: enable })
      appendRevision(state, routine, reason, ['config', 'env'], then.revision.number)
      return saved(routine)
    },
  }
}

export function runs(state: FakeState, emit: Emit): Handlers['runs'] {
  const find = (input: { id: string; companyId: string }) => need(state.runs, input, 'run')
  const logOf = (id: string) => state.logs.get(id) ?? []
  return {
    start: ({ companyId, routineId, debug, retryOf }) => {
      need(state.routines, { id: routineId, companyId }, 'routine')
      const number = Math.max(0, ...state.runs.map((run) => run.number)) + 1
      const run = makeRun(state, { id: newId(state), number, routineId, status: 'running', queuedAt: new Date() })
      const retried = state.runs.find((row) => row.id === retryOf)
      Object.assign(run, { debug, source: retried ? 'retry' : 'manual', retryOfNumber: retried?.number ?? null, dueAt: null, triggerId: null })
      state.runs.push(run)
      state.logs.set(run.id, makeLog(8))
      emit('run', run.id, companyId, 'created')
      return run
    },
    list: (input) => {
      const active = (status: string) => status === 'running' || status === 'queued'
      const query = input.query?.toLowerCase() ?? ''
      const rows = state.runs
        .filter(
          (run) =>
            run.companyId === input.companyId &&
            (!input.routineId || run.routineId === input.routineId) &&
            (!input.agentId || run.agentId === input.agentId),
        )
        .filter((run) => !input.status?.length || input.status.includes(run.status))
        .filter((run) => run.routineName.toLowerCase().includes(query) || String(run.number) === query)
        .toSorted((a, b) => Number(active(b.status)) - Number(active(a.status)) || b.queuedAt.getTime() - a.queuedAt.getTime())
      return pageOf(rows, input)
    },
    get: find,
    lastSuccess: (input) => {
      const run = find(input)
      const earlier = state.runs.filter((row) => row.routineId === run.routineId && row.status === 'succeeded' && row.number < run.number)
      return earlier.toSorted((a, b) => b.number - a.number)[0] ?? null
    },
    compare: (input) => {
      const [after, before] = [find(input), find({ companyId: input.companyId, id: input.otherId })]
      const fields = compareRuns(state, after.routineId, before.revisionId, after.revisionId).fields
      return { before, after, fields, env: diffEnv(receiptSides(before), receiptSides(after)) }
    },
    envNow: (input) => {
      const run = find(input)
      const routine = need(state.routines, { id: run.routineId, companyId: run.companyId }, 'routine')
      return diffEnv(receiptSides(run), sidesOf(state, layersOf(state, routine))).filter(({ change }) => change !== 'unchanged')
    },
    cancel: (input) => {
      const run = find(input)
      if (run.finishedAt) throw declared('RUN_NOT_ACTIVE', { status: run.status })
      Object.assign(run, {
        status: 'cancelled',
        reason: 'cancelled',
        message: 'Cancelled by you.',
        finishedAt: new Date(),
        durationMs: Date.now() - run.queuedAt.getTime(),
      })
      emit('run', run.id, run.companyId)
      return run
    },
    log: (input) => {
      const run = find(input)
      const lines = logOf(run.id)
      const from = input.from ?? Math.max(0, lines.length - input.limit)
      return {
        lines: lines.slice(from, from + input.limit),
        total: lines.length,
        ended: run.finishedAt !== null,
        redactions: run.log.redactions,
        binary: run.log.binary,
      }
    },
    follow: (input, signal) => follow(state, find(input).id, input.from, signal),
    output: () => ({ bytes: btoa('binary'), total: 6 }),
  }
}

function receiptSides(run: Run) {
  return new Map(run.env.map(({ key, ...side }) => [key, { ...side, value: null }]))
}

/** Streams what is there, and ends with the run; a running run of the fake adds no lines by itself. */
async function* follow(state: FakeState, runId: string, from: number, signal: AbortSignal | undefined): AsyncGenerator<LogEvent> {
  const lines = (state.logs.get(runId) ?? []).slice(from)
  const total = from + lines.length
  if (lines.length > 0) yield { type: 'lines', lines, total, redactions: 1 }
  const ended = () => state.runs.find((run) => run.id === runId)?.finishedAt !== null
  while (!ended() && !signal?.aborted) await new Promise((resolve) => setTimeout(resolve, 50))
  if (!signal?.aborted) yield { type: 'ended', total, redactions: 1, binary: false }
}
