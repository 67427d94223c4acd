/** Secrets, triggers and the merged environment, as the fake host answers for them. */
import type { EffectiveEnvKey, Env, EnvLayer } from '#shared/contract/env.ts'
import { declared, freeName, type Handlers, need, pageOf, patch } from './handlers.ts'
import { type Emit, type FakeState, newId } from './state.ts'

/** Lays agent, project and routine over each other; the routine wins. */
export function effectiveEnv(state: FakeState, routine: FakeState['routines'][number]): EffectiveEnvKey[] {
  const agent = state.agents.find((row) => row.id === routine.agentId)
  const project = state.projects.find((row) => row.id === routine.projectId)
  const layers: { layer: EnvLayer; source: { id: string; name: string; env: Env } | undefined }[] = [
    { layer: 'routine', source: routine },
    { layer: 'project', source: project },
    { layer: 'agent', source: agent },
  ]
  const keys = new Map<string, EffectiveEnvKey>()
  for (const { layer, source } of layers) {
    for (const { key, binding } of source?.env ?? []) {
      const secret = binding.kind === 'secret' ? state.secrets.find((row) => row.id === binding.secretId) : undefined
      const entry = keys.get(key) ?? { key, definitions: [], changedAt: routine.updatedAt, changedBy: 'you' }
      entry.definitions.push({
        layer,
        sourceId: source?.id ?? '',
        sourceName: source?.name ?? '',
        kind: binding.kind,
        value: binding.kind === 'plain' ? binding.value : null,
        secretId: secret?.id ?? null,
        secretName: secret?.name ?? null,
        version: binding.kind === 'secret' ? { selector: binding.version, current: secret?.version ?? null } : null,
        fingerprint: secret?.fingerprint ?? null,
        health: binding.kind === 'plain' || secret?.status === 'active' ? 'ok' : secret ? 'secret_disabled' : 'secret_missing',
      })
      keys.set(key, entry)
    }
  }
  return [...keys.values()].toSorted((a, b) => a.key.localeCompare(b.key))
}

function bindingsOf(state: FakeState, secretId: string) {
  const sources = [
    ...state.agents.map((row) => ({ targetType: 'agent' as const, row })),
    ...state.projects.map((row) => ({ targetType: 'project' as const, row })),
    ...state.routines.map((row) => ({ targetType: 'routine' as const, row })),
  ]
  return sources.flatMap(({ targetType, row }) =>
    row.env.flatMap(({ key, binding }) =>
      binding.kind === 'secret' && binding.secretId === secretId
        ? [{ targetType, targetId: row.id, targetName: row.name, configPath: `env.${key}`, version: binding.version }]
        : [],
    ),
  )
}

export function secrets(state: FakeState, emit: Emit): Handlers['secrets'] {
  const read = (secret: FakeState['secrets'][number]) => ({ ...secret, usedBy: bindingsOf(state, secret.id).length })
  const find = (input: { id: string; companyId: string }) => need(state.secrets, input, 'secret')
  const print = () => newId(state).slice(-12).replaceAll('0', 'e')
  return {
    list: ({ companyId }) => state.secrets.filter((row) => row.companyId === companyId).map(read),
    get: (input) => {
      const secret = find(input)
      const versions = Array.from({ length: secret.version }, (_, n) => ({
        version: secret.version - n,
        fingerprint: n === 0 ? secret.fingerprint : `${secret.fingerprint.slice(n)}${'0'.repeat(n)}`,
        current: n === 0,
        createdAt: new Date(secret.rotatedAt.getTime() - n * 5 * 86_400_000),
        createdBy: 'you',
      }))
      return { secret: read(secret), versions, bindings: bindingsOf(state, secret.id) }
    },
    create: ({ companyId, name, description }) => {
      freeName(state.secrets, name, companyId)
      const at = new Date()
      const secret = {
        id: newId(state),
        companyId,
        name,
        description,
        provider: 'local_encrypted' as const,
        status: 'active' as const,
        version: 1,
        fingerprint: print(),
        createdAt: at,
        rotatedAt: at,
        lastAccessedAt: null,
      }
      state.secrets.push(secret)
      emit('secret', secret.id, companyId, 'created')
      return read(secret)
    },
    update: ({ id, companyId, ...change }) => {
      const secret = patch(find({ id, companyId }), change)
      emit('secret', id, companyId)
      return read(secret)
    },
    rotate: ({ id, companyId }) => {
      const secret = find({ id, companyId })
      Object.assign(secret, { version: secret.version + 1, fingerprint: print(), rotatedAt: new Date() })
      emit('secret', id, companyId)
      return read(secret)
    },
    remove: (input) => {
      const secret = find(input)
      const users = bindingsOf(state, secret.id).map((binding) => binding.targetName)
      if (users.length > 0) throw declared('IN_USE', { count: users.length, users })
      state.secrets = state.secrets.filter((row) => row !== secret)
      emit('secret', secret.id, secret.companyId, 'removed')
      return {}
    },
    access: (input) => pageOf(accessOf(state, input.companyId, input.secretId), input),
  }
}

function accessOf(state: FakeState, companyId: string, secretId: string | undefined) {
  return state.secrets
    .filter((secret) => secret.companyId === companyId && (!secretId || secret.id === secretId))
    .flatMap((secret) =>
      state.runs.slice(0, 6).map((run, n) => ({
        id: `${secret.id}-${run.id}`,
        secretId: secret.id,
        secretName: secret.name,
        version: n === 2 ? null : secret.version,
        runId: run.id,
        runNumber: run.number,
        routineId: run.routineId,
        configPath: `env.${secret.name}`,
        actor: `run ${run.number}`,
        outcome: n === 2 ? ('failure' as const) : ('success' as const),
        code: n === 2 ? 'secret_disabled' : null,
        at: run.queuedAt,
      })),
    )
    .toSorted((a, b) => b.at.getTime() - a.at.getTime())
}

export function triggers(state: FakeState, emit: Emit): Handlers['triggers'] {
  const find = (input: { id: string; companyId: string }) => need(state.triggers, input, 'trigger')
  return {
    list: ({ routineId }) => state.triggers.filter((trigger) => trigger.routineId === routineId),
    create: ({ companyId, routineId, ...draft }) => {
      const trigger = {
        ...draft,
        id: newId(state),
        companyId,
        routineId,
        kind: 'cron' as const,
        words: draft.cron,
        nextDueAt: new Date(Date.now() + 3_600_000),
        lastDueAt: null,
      }
      state.triggers.push(trigger)
      emit('trigger', trigger.id, companyId, 'created')
      return trigger
    },
    update: ({ id, companyId, ...change }) => {
      const trigger = patch(find({ id, companyId }), change)
      emit('trigger', id, companyId)
      return trigger
    },
    remove: (input) => {
      const trigger = find(input)
      state.triggers = state.triggers.filter((row) => row !== trigger)
      emit('trigger', trigger.id, trigger.companyId, 'removed')
      return {}
    },
    preview: ({ cron, count }) => {
      const fields = cron.trim().split(/\s+/)
      if (fields.length < 5 || fields.length > 6)
        return { valid: false, field: 'expression', message: 'A schedule has five fields, or six with seconds first.' }
      if (fields[4] === '8') return { valid: false, field: 'day of week', message: '8 is out of range 0–7.' }
      const next = Array.from({ length: count }, (_, n) => {
        const at = new Date(state.now + (n + 1) * 3_600_000)
        return { at, local: `${at.toISOString().slice(0, 16).replace('T', ' ')} +00:00`, clockChange: n === 3 ? ('skipped hour' as const) : null }
      })
      return {
        valid: true,
        words: cron === '0 2 * * *' ? 'At 02:00' : 'Every hour',
        dialect: fields.length === 6 ? 'six' : 'five',
        next,
        warnings: [],
      }
    },
    timezones: () => ({
      system: 'Europe/Berlin',
      zones: ['UTC', 'Europe/Berlin', 'Europe/London', 'America/New_York', 'Asia/Tokyo', 'Australia/Lord_Howe'].map((name, n) => ({
        name,
        offsetMin: [0, 60, 0, -300, 540, 660][n] ?? 0,
      })),
    }),
  }
}
