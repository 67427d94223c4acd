/** The vault's side of an env layer, for tests of who saves one: notes bindings, refuses a key called BROKEN or INLINE, describes names. */
import { declared } from '../../ports/rpc.ts'
import type { BindEnv, DescribeEnv, RefuseInline } from '../../ports/work.ts'

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
  return { bound, bind, refuseInline, describe }
}
