/** Secrets and their trail, as the fake host answers for them. */
import type { Secret, SecretVersion } from '#shared/contract/secrets.ts'
import { bindingsOf, printOf } from './environment.ts'
import { declared, freeName, type Handlers, need, pageOf, patch } from './handlers.ts'
import { findOutside, migrateInline, reveal, verdictOf } from './secrets-around.ts'
import { type Emit, type FakeState, newId } from './state.ts'
import { versionsOf } from './versions.ts'

const day = 86_400_000

export function readSecret(state: FakeState, secret: FakeState['secrets'][number]): Secret {
  const same = state.secrets.filter((row) => row !== secret && row.companyId === secret.companyId && row.fingerprint === secret.fingerprint)
  return { ...secret, usedBy: bindingsOf(state, secret.id).length, duplicates: secret.fingerprint ? same.length : 0 }
}

function readVersions(state: FakeState, secret: FakeState['secrets'][number]): SecretVersion[] {
  const all = versionsOf(state, secret)
  const pins = bindingsOf(state, secret.id).map((binding) => binding.version)
  return all.map((version) => ({
    ...version,
    current: version.version === secret.version,
    sameAs: all.find((one) => one.version < version.version && one.fingerprint === version.fingerprint)?.version ?? null,
    pinnedBy: pins.filter((pin) => pin === version.version).length,
  }))
}

export function secrets(state: FakeState, emit: Emit): Handlers['secrets'] {
  const find = (input: { id: string; companyId: string }) => need(state.secrets, input, 'secret')
  const saved = (secret: FakeState['secrets'][number]) => {
    emit('secret', secret.id, secret.companyId)
    return readSecret(state, secret)
  }
  const users = (secret: { id: string }) => bindingsOf(state, secret.id).map((binding) => binding.targetName)
  const inUse = (secret: { id: string }, reason: string) => {
    const names = users(secret)
    if (names.length > 0 && reason === '') throw declared('IN_USE', { count: names.length, users: names })
  }
  const version = (input: { id: string; companyId: string; version: number }) =>
    need(
      versionsOf(state, find(input)).map((row) => Object.assign(row, { id: String(row.version) })),
      { id: String(input.version) },
      'version',
    )
  const add = (companyId: string, name: string, value: string | undefined, description = '') => {
    freeName(state.secrets, name, companyId)
    const secret = blankSecret(newId(state), companyId, name, description, printOf(value ?? newId(state)))
    state.secrets.push(secret)
    emit('secret', secret.id, companyId, 'created')
    return secret
  }
  const addVersion = (secret: FakeState['secrets'][number], value: string | undefined) => {
    const [current] = versionsOf(state, secret)
    Object.assign(secret, { version: (current?.version ?? 0) + 1, fingerprint: printOf(value ?? newId(state)), rotatedAt: new Date() })
    versionsOf(state, secret)
    return current
  }
  return {
    list: ({ companyId }) => state.secrets.filter((row) => row.companyId === companyId).map((row) => readSecret(state, row)),
    get: (input) => {
      const secret = find(input)
      return { secret: readSecret(state, secret), versions: readVersions(state, secret), bindings: bindingsOf(state, secret.id) }
    },
    create: ({ companyId, name, description, value }) => readSecret(state, add(companyId, name, value, description)),
    update: ({ id, companyId, ...change }) => saved(patch(find({ id, companyId }), change)),
    setStatus: ({ status, reason, ...input }) => {
      const secret = find(input)
      if (status === 'disabled') inUse(secret, reason)
      return saved(Object.assign(secret, { status, statusReason: reason, statusBy: 'you', statusAt: new Date() }))
    },
    blastRadius: (input) => {
      const bindings = bindingsOf(state, find(input).id).filter((one) => !input.version || one.version === input.version)
      const routines = state.routines.filter((row) => bindings.some((one) => [row.id, row.agentId, row.projectId].includes(one.targetId)))
      const keys = bindings.map((one) => one.configPath.slice(4))
      return {
        bindings,
        routines: routines.map(({ id, name, enabled }, n) => ({ id, name, keys, enabled, nextDueAt: new Date(state.now + (n + 1) * 3_600_000) })),
        activeRuns: state.runs.filter((run) => run.status === 'running' && routines.some((row) => row.id === run.routineId)).length,
      }
    },
    rotate: ({ value, overlapHours, ...input }) => {
      const secret = find(input)
      const before = addVersion(secret, value)
      if (before && overlapHours) before.disableAt = new Date(Date.now() + overlapHours * 3_600_000)
      return saved(secret)
    },
    makeCurrent: (input) => {
      const chosen = version(input)
      if (chosen.state !== 'enabled') throw declared('WRONG_STATE', { state: chosen.state })
      chosen.disableAt = null
      return saved(Object.assign(find(input), { version: chosen.version, fingerprint: chosen.fingerprint }))
    },
    setVersionState: ({ state: to, reason, ...input }) => {
      const chosen = version(input)
      if (chosen.version === find(input).version || chosen.state === 'destroyed') throw declared('WRONG_STATE', { state: 'current' })
      Object.assign(chosen, { state: to, stateReason: reason, stateBy: 'you', stateAt: new Date() })
      return saved(find(input))
    },
    scheduleDestruction: ({ days, reason, ...input }) => {
      const chosen = version(input)
      if (chosen.version === find(input).version) throw declared('WRONG_STATE', { state: 'current' })
      Object.assign(chosen, { state: 'disabled', stateReason: reason, stateBy: 'you', stateAt: new Date() })
      chosen.destroyAt = new Date(Date.now() + days * day)
      return saved(find(input))
    },
    cancelDestruction: (input) => {
      version(input).destroyAt = null
      return saved(find(input))
    },
    remove: ({ reason, ...input }) => {
      const secret = find(input)
      inUse(secret, reason)
      state.secrets = state.secrets.filter((row) => row !== secret)
      state.deletedSecrets.push(secret)
      emit('secret', secret.id, secret.companyId, 'removed')
      return {}
    },
    undelete: (input) => {
      const secret = need(state.deletedSecrets, input, 'secret')
      freeName(state.secrets, secret.name, secret.companyId)
      state.deletedSecrets = state.deletedSecrets.filter((row) => row !== secret)
      state.secrets.push(secret)
      return saved(secret)
    },
    planImport: ({ companyId, rows }) => rows.map((row) => verdictOf(state, companyId, row)),
    import: ({ companyId, rows }) => {
      const verdicts = rows.map((row) => verdictOf(state, companyId, row))
      for (const [n, row] of rows.entries()) {
        const secret = state.secrets.find((one) => one.id === verdicts[n]?.secretId)
        if (verdicts[n]?.verdict === 'add') add(companyId, row.name, row.value, row.description)
        else if (secret && verdicts[n]?.verdict === 'overwrite') addVersion(secret, row.value)
      }
      return verdicts
    },
    exportReferences: ({ companyId }) => {
      const rows = state.secrets.filter((row) => row.companyId === companyId)
      const secrets = rows.map(({ name, provider, externalRef, version, status }) => ({
        name,
        provider,
        reference: externalRef,
        version,
        state: status,
      }))
      return { fileName: 'acme-secrets.json', text: `${JSON.stringify({ company: 'Acme', secrets }, null, 2)}\n` }
    },
    listExternal: (input) => findOutside(state, input),
    link: ({ companyId, rows }) =>
      rows.map((row) => {
        const secret = Object.assign(add(companyId, row.name, ''), {
          provider: 'aws_secrets_manager' as const,
          managed: false,
          externalRef: row.ref,
          fingerprint: '',
        })
        return readSecret(state, secret)
      }),
    access: (input) => pageOf(accessOf(state, input), input),
    accessSummary: (input) => {
      const all = accessOf(state, { ...input, outcome: undefined, query: undefined })
      const routines = new Set(all.map((entry) => entry.routineId)).size
      return {
        resolved: all.filter((one) => one.outcome === 'success').length,
        routines,
        denied: all.filter((one) => one.outcome === 'failure').length,
      }
    },
    verifyAudit: ({ companyId }) =>
      state.companies
        .filter((company) => !companyId || company.id === companyId)
        .map((company) => ({
          companyId: company.id,
          companyName: company.name,
          verdict: 'intact' as const,
          entries: 1204,
          unchained: 0,
          firstBadSeq: null,
          firstBadId: null,
          checkpointAt: new Date(state.now - 1000),
          message: 'All 1,204 entries are as they were written.',
        })),
    reveal: (input) => reveal(state, input),
    migrateInlineEnv: (input) => migrateInline(state, input),
  }
}

export function blankSecret(id: string, companyId: string, name: string, description: string, fingerprint: string): FakeState['secrets'][number] {
  const at = new Date()
  return {
    id,
    companyId,
    name,
    description,
    provider: 'local_encrypted',
    managed: true,
    externalRef: null,
    status: 'active',
    statusReason: '',
    statusBy: '',
    statusAt: null,
    version: 1,
    fingerprint,
    needs: [],
    rotateEveryDays: null,
    expiresAt: null,
    createdBy: 'you',
    createdAt: at,
    rotatedAt: at,
    lastAccessedAt: null,
  }
}

interface AccessFilter {
  companyId: string
  secretId?: string | undefined
  routineId?: string | undefined
  action?: readonly string[] | undefined
  outcome?: 'success' | 'failure' | undefined
  query?: string | undefined
}

function accessOf(state: FakeState, { companyId, secretId, routineId, action, outcome, query }: AccessFilter) {
  return state.secrets
    .filter((secret) => secret.companyId === companyId && (!secretId || secret.id === secretId))
    .flatMap((secret) => [
      ...state.runs.slice(0, 6).map((run, n) => ({
        id: `${secret.id}-${run.id}`,
        secretId: secret.id,
        secretName: secret.name,
        version: n === 2 ? null : secret.version,
        action: 'resolve' as const,
        runId: run.id,
        runNumber: run.number,
        routineId: run.routineId,
        routineName: run.routineName,
        configPath: `env.${secret.name}`,
        actor: 'schedule',
        outcome: n === 2 ? ('failure' as const) : ('success' as const),
        code: n === 2 ? 'secret_disabled' : null,
        reason: '',
        seq: n + 2,
        at: run.queuedAt,
      })),
      ...(secret.version > 1 ? [changeOf(secret)] : []),
    ])
    .filter((entry) => (!routineId || entry.routineId === routineId) && (!action?.length || action.includes(entry.action)))
    .filter((entry) => (!outcome || entry.outcome === outcome) && (!query || entry.secretName.toLowerCase().includes(query.toLowerCase())))
    .toSorted((a, b) => b.at.getTime() - a.at.getTime())
}

function changeOf(secret: FakeState['secrets'][number]) {
  return {
    id: `${secret.id}-rotated`,
    secretId: secret.id,
    secretName: secret.name,
    version: secret.version,
    action: 'rotate' as const,
    runId: null,
    runNumber: null,
    routineId: null,
    routineName: null,
    configPath: '',
    actor: 'ada',
    outcome: 'success' as const,
    code: null,
    reason: 'The old one was in a screenshot.',
    seq: 1,
    at: secret.rotatedAt,
  }
}
