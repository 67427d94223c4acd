/** The env layers meet the vault: bindings on save, what the next run would get, and what a run does get. */
import type { EffectiveEnvKey, EnvBinding, EnvLayer } from '#shared/contract/env.ts'
import { layerEnv } from '#shared/domain/env.ts'
import { declared } from '../../ports/rpc.ts'
import type { Sql } from '../../ports/sql.ts'
import type { BindEnv, DescribeEnv, LayerSource } from '../../ports/work.ts'
import { holdSecrets, type LookedUp, lookUp, type Reference, replaceBindings } from './env-store.ts'
import type { Vault } from './vault.ts'

type Definition = EffectiveEnvKey['definitions'][number]

/** The reference a definition makes to a secret, or null for a plain value. */
export function referenceOf(key: string, source: { layer: EnvLayer; sourceId: string }, binding: EnvBinding): Reference | null {
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
    return merged.map(({ key, definitions }) => ({
      key,
      definitions: definitions.map(({ source, binding }) => definitionOf(source, binding, found.get(placeOf({ key, layer: source.layer })), locked)),
      changedAt: definitions[0].source.changedAt,
      changedBy: definitions[0].source.changedBy,
    }))
  }
}

/** Names the one definition of a key in a layer. */
function placeOf({ key, layer }: { key: string; layer: EnvLayer }): string {
  return `${layer}:${key}`
}

function definitionOf(source: LayerSource, binding: EnvBinding, found: LookedUp | undefined, locked: boolean): Definition {
  const place = { layer: source.layer, sourceId: source.sourceId, sourceName: source.sourceName }
  if (binding.kind === 'plain') {
    return { ...place, kind: 'plain', value: binding.value, secretId: null, secretName: null, version: null, fingerprint: null, health: 'ok' }
  }
  return {
    ...place,
    kind: 'secret',
    value: null,
    secretId: binding.secretId,
    secretName: found?.name ?? null,
    version: { selector: binding.version, current: found?.currentVersion ?? null },
    fingerprint: found?.fingerprint ?? null,
    health: health(found, locked),
  }
}

function health(found: LookedUp | undefined, locked: boolean): Definition['health'] {
  if (!found?.status || found.status === 'deleted') return 'secret_missing'
  if (found.status === 'disabled') return 'secret_disabled'
  if (found.version === null) return 'version_missing'
  return locked ? 'vault_locked' : 'ok'
}
