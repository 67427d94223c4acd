/** Strict mode: a credential belongs in the vault, not in an env layer. What was stored before stays until it is changed. */
import { sensitiveReason } from '#shared/domain/sensitive.ts'
import { declared } from '../../ports/rpc.ts'
import type { RefuseInline } from '../../ports/work.ts'

/** Refuses new and changed plain values that look like credentials, while `strictMode` says so. */
export function inlineRefuser(strictMode: () => boolean | Promise<boolean>): RefuseInline {
  return async (env, stored) => {
    if (!(await strictMode())) return
    const before = new Map(stored.map(({ key, binding }) => [key, binding]))
    const keys = env.flatMap(({ key, binding }) => {
      if (binding.kind !== 'plain' || sensitiveReason(key, binding.value) === null) return []
      const known = before.get(key)
      return known?.kind === 'plain' && known.value === binding.value ? [] : [key]
    })
    if (keys.length === 0) return
    const what = keys.length === 1 ? 'a credential' : 'credentials'
    const them = keys.length === 1 ? 'it' : 'them'
    const message = `Nothing was saved: strict mode keeps ${what} out of plain values (${keys.join(', ')}). Make a secret of ${them} and refer to that.`
    throw declared('INLINE_SECRET', { keys }, message)
  }
}
