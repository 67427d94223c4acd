/** Environments as the fake host lays them over each other and compares them. */
import type { EffectiveEnvKey, EnvChange, EnvLayer, EnvSide, StoredEnv } from '#shared/contract/env.ts'
import { layerEnv, settleEnv } from '#shared/domain/env.ts'
import { diffEnv } from '#shared/domain/env-diff.ts'
import { declared } from './handlers.ts'
import type { FakeState } from './state.ts'
import { versionsOf } from './versions.ts'

interface Layer {
  layer: EnvLayer
  sourceId: string
  sourceName: string
  env: StoredEnv
}

type Definition = EffectiveEnvKey['definitions'][number]

/** Lays agent, project and routine over each other; the routine wins. */
export function effectiveEnv(state: FakeState, routine: FakeState['routines'][number]): EffectiveEnvKey[] {
  return described(state, layersOf(state, routine), routine.updatedAt)
}

/** One layer by itself, as an agent's or a project's page shows it. */
export function layerOf(state: FakeState, layer: EnvLayer, row: { id: string; name: string; env: StoredEnv; updatedAt: Date }): EffectiveEnvKey[] {
  return described(state, [{ layer, sourceId: row.id, sourceName: row.name, env: row.env }], row.updatedAt)
}

export function layersOf(state: FakeState, routine: Pick<FakeState['routines'][number], 'id' | 'name' | 'env' | 'agentId' | 'projectId'>): Layer[] {
  const rows = [
    { layer: 'routine' as const, row: routine },
    { layer: 'project' as const, row: state.projects.find((row) => row.id === routine.projectId) },
    { layer: 'agent' as const, row: state.agents.find((row) => row.id === routine.agentId) },
  ]
  return rows.flatMap(({ layer, row }) => (row ? [{ layer, sourceId: row.id, sourceName: row.name, env: row.env }] : []))
}

function described(state: FakeState, layers: Layer[], changedAt: Date): EffectiveEnvKey[] {
  return layerEnv(layers).map(({ key, definitions }) => ({
    key,
    definitions: definitions.map(({ source, binding }) => definitionOf(state, source, binding)),
    changedAt,
    changedBy: 'you',
  }))
}

function definitionOf(state: FakeState, source: Layer, binding: StoredEnv[number]['binding']): Definition {
  const place = { layer: source.layer, sourceId: source.sourceId, sourceName: source.sourceName }
  if (binding.kind === 'plain') {
    const { kind, visibility, value } = binding
    const hidden = visibility !== 'visible'
    const shown = { visibility, value: hidden ? null : value, fingerprint: hidden ? printOf(value) : null }
    return { ...place, kind, ...shown, secretId: null, secretName: null, version: null, health: 'ok' }
  }
  const secret = state.secrets.find((row) => row.id === binding.secretId)
  const version = secret && versionsOf(state, secret).find((one) => one.version === (binding.version === 'latest' ? secret.version : binding.version))
  return {
    ...place,
    kind: 'secret',
    visibility: null,
    value: null,
    secretId: binding.secretId,
    secretName: secret?.name ?? null,
    version: { selector: binding.version, current: secret?.version ?? null },
    fingerprint: version?.fingerprint ?? null,
    health: healthOf(secret, version?.state),
  }
}

function healthOf(secret: FakeState['secrets'][number] | undefined, state: 'enabled' | 'disabled' | 'destroyed' | undefined): Definition['health'] {
  if (!secret) return 'secret_missing'
  if (secret.status === 'disabled') return 'secret_disabled'
  if (!state) return 'version_missing'
  if (state !== 'enabled') return state === 'disabled' ? 'version_disabled' : 'version_destroyed'
  return secret.needs.includes('missing_in_provider') ? 'missing_in_provider' : 'ok'
}

/** Stands for a keyed MAC: equal for equal texts. */
export function printOf(value: string): string {
  let hash = 7
  for (const char of value) hash = (hash * 31 + char.charCodeAt(0)) >>> 0
  return hash.toString(16).padStart(8, '0')
}

/** The winners of the layers, as the sides of a comparison. */
export function sidesOf(state: FakeState, layers: Layer[]): Map<string, EnvSide> {
  return new Map(
    described(state, layers, new Date(state.now)).flatMap(({ key, definitions: [winner] }) =>
      winner
        ? [
            [
              key,
              {
                layer: winner.layer,
                kind: winner.kind,
                visibility: winner.visibility,
                value: winner.value,
                secretId: winner.secretId,
                secretName: winner.secretName,
                selector: winner.version?.selector ?? null,
                version: winner.version?.selector === 'latest' ? winner.version.current : (winner.version?.selector ?? null),
                fingerprint: winner.fingerprint,
              },
            ] as const,
          ]
        : [],
    ),
  )
}

export function compareEnv(state: FakeState, before: Layer[], after: Layer[]): EnvChange[] {
  return diffEnv(sidesOf(state, before), sidesOf(state, after))
}

/** What a save makes of an env, with the values it left out. */
export function settled(incoming: Parameters<typeof settleEnv>[0], stored: StoredEnv): StoredEnv {
  const result = settleEnv(incoming, stored)
  if ('env' in result) return result.env
  const issues = [...result.unset, ...result.lowered].map((key) => ({ path: ['env', key], message: `${key} needs a new value.` }))
  throw declared('BAD_REQUEST', { issues })
}

export function bindingsOf(state: FakeState, secretId: string) {
  const sources = [
    ...state.agents.map((row) => ({ targetType: 'agent' as const, row })),
    ...state.projects.map((row) => ({ targetType: 'project' as const, row })),
    ...state.routines.filter((row) => !state.deletedRoutines.has(row.id)).map((row) => ({ targetType: 'routine' as const, row })),
  ]
  return sources.flatMap(({ targetType, row }) =>
    row.env.flatMap(({ key, binding }) =>
      binding.kind === 'secret' && binding.secretId === secretId
        ? [{ targetType, targetId: row.id, targetName: row.name, configPath: `env.${key}`, version: binding.version }]
        : [],
    ),
  )
}
