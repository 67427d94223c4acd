/** The env layers meet the vault: bindings on save, and what the next run would get. */
import type { EffectiveEnvKey, EnvLayer, StoredBinding } from '#shared/contract/env.ts'
import { layerEnv } from '#shared/domain/env.ts'
import { declared } from '../../ports/rpc.ts'
import type { Sql } from '../../ports/sql.ts'
import type { BindEnv, DescribeEnv, LayerSource } from '../../ports/work.ts'
import { holdSecrets, type LookedUp, lookUp, type Reference, replaceBindings } from './env-store.ts'
import { markerOf } from './plain-marks.ts'
import type { Vault } from './vault.ts'

type Definition = EffectiveEnvKey['definitions'][number]

/** The reference a definition makes to a secret, or null for a plain value. */
export function referenceOf(key: string, source: { layer: EnvLayer; sourceId: string }, binding: StoredBinding): Reference | null {
  return binding.kind === 'secret'
    ? { key, layer: source.layer, sourceId: source.sourceId, secretId: binding.secretId, version: binding.version }
    : null
}

export const bindEnv: BindEnv = async (tx, target) => {
  const references = target.env.flatMap(({ key, binding }) => (binding.kind === 'secret' ? [{ key, secretId: binding.secretId }] : []))
  if (references.length > 0) {
    const held = await holdSecrets(tx, target.companyId, [...new Set(references.map((reference) => reference.secretId))])
    const keys = references.filter((reference) => !held.has(reference.secretId)).map((reference) => reference.key)
    if (keys.length > 0) {
      const message = `Nothing was saved: ${keys.join(', ')} ${keys.length === 1 ? 'refers' : 'refer'} to a secret that this company does not have. Choose another secret.`
      throw declared('UNKNOWN_SECRET', { keys }, message)
    }
  }
  await replaceBindings(tx, target)
}

export function envDescriber({ sql, vault }: { sql: Sql; vault: Vault }): DescribeEnv {
  return async (companyId, layers) => {
    const merged = layerEnv(layers)
    const references = merged.flatMap(({ key, definitions }) => definitions.flatMap(({ source, binding }) => referenceOf(key, source, binding) ?? []))
    const found = new Map(
      references.length > 0 ? (await lookUp(sql.db, companyId, references, false)).map((pair) => [placeOf(pair.reference), pair.found]) : [],
    )
    const locked = references.length > 0 && (await vault.open()) !== null
    const hidden = merged.flatMap(({ definitions }) => definitions.flatMap(({ binding }) => (isHidden(binding) ? [binding.value] : [])))
    const mark = await markerOf({ sql, vault }, companyId, hidden)
    return merged.map(({ key, definitions }) => ({
      key,
      definitions: definitions.map(({ source, binding }) =>
        binding.kind === 'plain'
          ? plainDefinition(source, binding, isHidden(binding) ? mark(binding.value) : null)
          : secretDefinition(source, binding, found.get(placeOf({ key, layer: source.layer })), locked),
      ),
      changedAt: definitions[0].source.changedAt,
      changedBy: definitions[0].source.changedBy,
    }))
  }
}

type Plain = Extract<StoredBinding, { kind: 'plain' }>
type Secret = Extract<StoredBinding, { kind: 'secret' }>

/** Whether it is a plain value that not everybody may see. */
export function isHidden(binding: StoredBinding): binding is Plain {
  return binding.kind === 'plain' && binding.visibility !== 'visible'
}

/** Names the one definition of a key in a layer. */
function placeOf({ key, layer }: { key: string; layer: EnvLayer }): string {
  return `${layer}:${key}`
}

function plainDefinition({ layer, sourceId, sourceName }: LayerSource, { kind, visibility, value }: Plain, fingerprint: string | null): Definition {
  const shown = visibility === 'visible' ? value : null
  return { layer, sourceId, sourceName, kind, visibility, value: shown, secretId: null, secretName: null, version: null, fingerprint, health: 'ok' }
}

function secretDefinition({ layer, sourceId, sourceName }: LayerSource, binding: Secret, found: LookedUp | undefined, locked: boolean): Definition {
  return {
    layer,
    sourceId,
    sourceName,
    kind: 'secret',
    visibility: null,
    value: null,
    secretId: binding.secretId,
    secretName: found?.name ?? null,
    version: { selector: binding.version, current: found?.currentVersion ?? null },
    fingerprint: found?.fingerprint || null,
    health: health(found, locked),
  }
}

function health(found: LookedUp | undefined, locked: boolean): Definition['health'] {
  if (!found?.status || found.status === 'deleted') return 'secret_missing'
  if (found.status === 'disabled') return 'secret_disabled'
  if (found.version === null) return 'version_missing'
  if (found.state === 'disabled') return 'version_disabled'
  if (found.state === 'destroyed') return 'version_destroyed'
  if (found.missing) return 'missing_in_provider'
  return locked && found.provider === 'local_encrypted' ? 'vault_locked' : 'ok'
}
