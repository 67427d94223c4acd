/** What a routine holds after a restore: the parts that were asked for as they were, everything else as it is. */
import type { StoredEnv } from '#shared/contract/env.ts'
import type { RestoreScope, StoredSnapshot } from '#shared/contract/routines.ts'

export interface RestoreChoice {
  scope: RestoreScope
  /** With the scope `keys`: which ones. */
  keys: string[]
}

/** Which parts a scope reaches. */
export function reach(scope: RestoreScope) {
  return {
    config: scope === 'all' || scope === 'config',
    triggers: scope === 'all' || scope === 'triggers',
    env: scope === 'all' || scope === 'env' || scope === 'keys',
  }
}

/** Answers the content after a restore. Whether the routine is enabled stays as it is: that is asked for by itself. */
export function restoredContent(now: StoredSnapshot, then: StoredSnapshot, { scope, keys }: RestoreChoice): StoredSnapshot {
  const { config, triggers, env } = reach(scope)
  return {
    ...(config ? then : now),
    enabled: now.enabled,
    triggers: triggers ? then.triggers : now.triggers,
    env: !env ? now.env : scope === 'keys' ? withKeys(now.env, then.env, new Set(keys)) : then.env,
  }
}

/** Takes the chosen keys from `then`, where one that it does not have goes, and all others from `now`. */
function withKeys(now: StoredEnv, then: StoredEnv, chosen: ReadonlySet<string>): StoredEnv {
  return [...now.filter(({ key }) => !chosen.has(key)), ...then.filter(({ key }) => chosen.has(key))]
}
