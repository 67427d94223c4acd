/**
 * The vault's side of an env layer, for tests of who saves one: notes bindings, refuses a key called BROKEN or INLINE,
 * describes names, and compares what it was given, without versions or fingerprints.
 */
import { createHash } from 'node:crypto'
import type { EnvSide } from '#shared/contract/env.ts'
import { layerEnv } from '#shared/domain/env.ts'
import { diffEnv } from '#shared/domain/env-diff.ts'
import { declared } from '../../ports/rpc.ts'
import type { BindEnv, CompareEnv, DescribeEnv, LayerSource, RefuseInline, VersionsAt } from '../../ports/work.ts'

export function recordingEnv() {
  const bound: Array<Parameters<BindEnv>[1]> = []
  const bind: BindEnv = async (_tx, target) => {
    if (target.env.some(({ key }) => key === 'BROKEN')) throw declared('UNKNOWN_SECRET', { keys: ['BROKEN'] })
    bound.push(target)
  }
  const refuseInline: RefuseInline = async (env, stored) => {
    const isNew = env.some(({ key }) => key === 'INLINE') && !stored.some(({ key }) => key === 'INLINE')
    if (isNew) throw declared('INLINE_SECRET', { keys: ['INLINE'] })
  }
  const describe: DescribeEnv = async (_companyId, layers) =>
    layers.flatMap(({ layer, sourceId, sourceName, env, changedAt, changedBy }) =>
      env.map(({ key, binding }) => {
        const value = binding.kind === 'plain' && binding.visibility === 'visible' ? binding.value : null
        const visibility = binding.kind === 'plain' ? binding.visibility : null
        const nothingKnown = { secretId: null, secretName: null, version: null, fingerprint: null, health: 'ok' as const }
        return { key, definitions: [{ layer, sourceId, sourceName, kind: binding.kind, visibility, value, ...nothingKnown }], changedAt, changedBy }
      }),
    )
  const compare: CompareEnv = async (_companyId, before, after) => diffEnv(sidesOf(before), sidesOf(after))
  const versionsAt: VersionsAt = async () => new Map()
  return { bound, bind, refuseInline, describe, compare, versionsAt }
}

function sidesOf(layers: LayerSource[]): Map<string, EnvSide> {
  return new Map(
    layerEnv(layers).map(({ key, definitions: [{ source, binding }] }): [string, EnvSide] => {
      const blank = { layer: source.layer, value: null, visibility: null, secretId: null, secretName: null, selector: null, version: null }
      const { kind } = binding
      if (binding.kind === 'plain') {
        const { visibility, value } = binding
        return [key, { ...blank, kind, visibility, value: visibility === 'visible' ? value : null, fingerprint: digest(value) }]
      }
      return [key, { ...blank, kind, secretId: binding.secretId, selector: binding.version, fingerprint: null }]
    }),
  )
}

function digest(value: string): string {
  return createHash('sha256').update(value).digest('hex').slice(0, 8)
}
