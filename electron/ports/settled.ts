/** What a save of an env layer comes to, for agents, projects and routines alike. */
import type { Env, StoredEnv } from '#shared/contract/env.ts'
import { settleEnv } from '#shared/domain/env.ts'
import { declared } from './rpc.ts'

/** Fills the values that a save left out with those stored. Throws BAD_REQUEST with an issue for each key that cannot be saved so. */
export function settled(incoming: Env, stored: StoredEnv): StoredEnv {
  const outcome = settleEnv(incoming, stored)
  if ('env' in outcome) return outcome.env
  const issues = [
    ...outcome.unset.map((key) => ({ path: ['env', key], message: `${key} has no stored value to keep: give it a value.` })),
    ...outcome.lowered.map((key) => ({ path: ['env', key], message: `the value of ${key} is hidden: to show it more openly, give it a new value.` })),
  ]
  throw declared('BAD_REQUEST', { issues }, `Nothing was saved. ${issues.map(({ message }) => message).join(' ')}`)
}
