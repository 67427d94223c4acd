/** What stands in the way of a restore, or comes along with it, in sentences that say what to do. */
import type { EffectiveEnvKey } from '#shared/contract/env.ts'
import type { RestoreFinding, StoredSnapshot } from '#shared/contract/routines.ts'
import { changedParts, same } from '#shared/domain/diff.ts'
import { triggerWords } from '#shared/domain/snapshot-diff.ts'
import type { Comparison } from './compare.ts'
import { type RestoreChoice, reach } from './restore-content.ts'
import type { FallenBack } from './restore-versions.ts'
import { dueAgain } from './schedules.ts'

/** Everything a restore is judged by. */
export interface Prospect {
  /** `r9`. */
  label: string
  choice: RestoreChoice
  now: StoredSnapshot
  then: StoredSnapshot
  after: StoredSnapshot
  comparison: Comparison
  /** The environment after the restore, described against today's vault. */
  env: EffectiveEnvKey[]
  fallenBack: FallenBack[]
  agentGone: boolean
  projectGone: boolean
  nameTaken: boolean
  /** Keys that strict mode refuses. */
  inline: string[]
  at: Date
}

const order: Record<RestoreFinding['severity'], number> = { blocker: 0, warning: 1, note: 2 }

/** Answers what there is to say, the worst first. */
export function restoreFindings(prospect: Prospect): RestoreFinding[] {
  if (changedParts(prospect.now, prospect.after).length === 0) {
    return [finding('blocker', 'nothing_changes', '', `The routine holds this content of ${prospect.label} already: there is nothing to restore.`)]
  }
  const found = [...ownerFindings(prospect), ...envFindings(prospect), ...triggerFindings(prospect), ...combinationFindings(prospect)]
  return [...found, ...enabledFindings(prospect), ...staleness(prospect)].sort((a, b) => order[a.severity] - order[b.severity])
}

function finding(severity: RestoreFinding['severity'], code: RestoreFinding['code'], subject: string, message: string): RestoreFinding {
  return { severity, code, subject, message }
}

function ownerFindings({ label, choice, then, agentGone, projectGone, nameTaken }: Prospect): RestoreFinding[] {
  if (!reach(choice.scope).config) return []
  const around = 'Restore the triggers or the environment alone.'
  return [
    ...(agentGone ? [finding('blocker', 'agent_missing', 'agent', `The agent of ${label} was deleted. ${around}`)] : []),
    ...(projectGone ? [finding('blocker', 'project_missing', 'project', `The project of ${label} was deleted. ${around}`)] : []),
    ...(nameTaken ? [finding('blocker', 'name_taken', 'name', `Another routine is called ${then.name} now. Rename that one, or: ${around}`)] : []),
  ]
}

function envFindings({ label, choice, env, fallenBack, inline }: Prospect): RestoreFinding[] {
  if (!reach(choice.scope).env) return []
  const replaced = fallenBack.map(({ key, wanted, definition }) => {
    const { secretName, version, health } = definition
    const state = health === 'version_disabled' ? 'is disabled' : health === 'version_destroyed' ? 'was destroyed' : 'does not exist'
    const message = `${label} asks for version ${wanted} of ${secretName}, which ${state}. ${key} follows the latest version instead`
    const today = typeof version?.current === 'number' ? `, v${version.current} today.` : '.'
    return finding('warning', health as 'version_disabled', key, message + today)
  })
  const refused = inline.map((key) =>
    finding('blocker', 'inline_refused', key, `${key} is a secret typed as a plain value, which strict mode refuses. Leave this key out.`),
  )
  return [...refused, ...env.flatMap((key) => healthFinding(key, choice) ?? []), ...replaced]
}

function healthFinding({ key, definitions: [winner] }: EffectiveEnvKey, choice: RestoreChoice): RestoreFinding | null {
  if (winner?.layer !== 'routine') return null
  const name = winner.secretName ?? 'a secret'
  switch (winner.health) {
    case 'ok':
    case 'vault_locked':
      return null
    case 'secret_missing': {
      const kept = choice.scope === 'keys' && !choice.keys.includes(key)
      const fix = kept ? 'Give the key another secret first: this restore leaves it as it is.' : 'Bring the secret back, or leave this key out.'
      return finding('blocker', 'secret_missing', key, `${key} refers to ${name}, which was deleted. ${fix}`)
    }
    case 'secret_disabled':
      return finding('warning', 'secret_disabled', key, `${key} needs ${name}, which is disabled. Runs fail until it is enabled.`)
    case 'missing_in_provider':
      return finding('warning', 'missing_in_provider', key, `${key} needs ${name}, which its provider no longer has. Runs fail until it is back.`)
    default:
      return finding('warning', winner.health, key, `${key} needs a version of ${name} that cannot be read. Runs fail until it can, or is replaced.`)
  }
}

function triggerFindings({ now, after, at }: Prospect): RestoreFinding[] {
  return after.triggers.flatMap((trigger) => {
    const kept = now.triggers.some((other) => same(other, trigger))
    if (kept || dueAgain(trigger, at)) return []
    const message = `The schedule ${triggerWords(trigger)} never fires, or its time zone is unknown here. Restore without the triggers.`
    return [finding('blocker', 'schedule_never_fires', trigger.id, message)]
  })
}

/** Environment and configuration were tried together; one without the other may not fit. */
function combinationFindings({ label, choice, comparison, now, then }: Prospect): RestoreFinding[] {
  const { config, env } = reach(choice.scope)
  const ran = (['agentId', 'projectId', 'args'] as const).filter((field) => !same(now[field], then[field]))
  if (env && !config && ran.length > 0) {
    const parts = ran.map((field) => ({ agentId: 'agent', projectId: 'project', args: 'arguments' })[field]).join(', ')
    const message = `The environment of ${label} ran with another configuration (${parts}), which this restore leaves as it is now.`
    return [finding('warning', 'env_without_its_config', '', message)]
  }
  const envDiffers = changedParts({ ...now, env: then.env }, now).includes('env')
  if (config && !env && envDiffers && comparison.fields.length > 0) {
    const message = `The configuration of ${label} ran with another environment, which this restore leaves as it is now.`
    return [finding('warning', 'config_without_its_env', '', message)]
  }
  return []
}

function enabledFindings({ label, choice, now, then }: Prospect): RestoreFinding[] {
  if (!reach(choice.scope).config || now.enabled === then.enabled) return []
  return then.enabled
    ? [finding('note', 'would_enable', 'enabled', `${label} was enabled. The routine is disabled now and stays so, unless you enable it.`)]
    : [finding('note', 'would_disable', 'enabled', `${label} was disabled. The routine is enabled now and stays so.`)]
}

/** What goes back, named, where it is decided: restoring brings old schedules and old values along. */
function staleness({ label, comparison: { fields, triggers, env } }: Prospect): RestoreFinding[] {
  const goBack = (subject: string, what: string[]) =>
    what.length > 0 ? [finding('note', 'older_configuration', subject, `Back to ${label}: ${what.join('; ')}.`)] : []
  const schedules = triggers.map(({ before, after }) => (after === '' ? `no more ${before}` : after))
  const keys = env.map(({ key }) => key)
  return [
    ...goBack(
      'config',
      fields.map(({ field }) => (field === 'args' ? 'arguments' : field)),
    ),
    ...goBack('triggers', schedules),
    ...goBack('env', keys),
  ]
}
