/**
 * Whom it reaches when a secret, or one version of it, can no longer be read. By the merge that runs use: a reference
 * that another layer overrides makes nothing fail.
 */
import type { StoredBinding, StoredEnv } from '#shared/contract/env.ts'
import type { BlastRadius, SecretBinding } from '#shared/contract/secrets.ts'
import { layerEnv } from '#shared/domain/env.ts'
import { declared } from '../../ports/rpc.ts'
import type { Database, Transaction } from '../../ports/sql.ts'
import { type BoundRoutine, bindingsTo, layersOf, routinesUnder, runsHolding, type Target } from './blast-radius-store.ts'

/** How many users a refusal lists as data, and how many routines its sentence names. */
const namedUsers = 20
const namedRoutines = 3

export async function blastRadius(db: Database | Transaction, target: Target): Promise<BlastRadius> {
  const bindings = await bindingsTo(db, target)
  const routines = bindings.length === 0 ? [] : await failing(db, target, bindings)
  return { bindings, routines, activeRuns: await runsHolding(db, target) }
}

async function failing(db: Database | Transaction, target: Target, bindings: SecretBinding[]): Promise<BlastRadius['routines']> {
  const { companyId } = target
  const found = await routinesUnder(db, companyId, bindings)
  const agents = await layersOf(db, companyId, 'agent', different(found, 'agentId'))
  const projects = await layersOf(db, companyId, 'project', different(found, 'projectId'))
  return found
    .map((routine) => {
      const { id, name, enabled, nextDueAt, env, agentId, projectId } = routine
      const keys = wonKeys(target, { agent: agents.get(agentId ?? ''), project: projects.get(projectId ?? ''), routine: env })
      return { id, name, keys, enabled, nextDueAt }
    })
    .filter(({ keys }) => keys.length > 0)
    .sort((a, b) => (a.nextDueAt?.getTime() ?? Infinity) - (b.nextDueAt?.getTime() ?? Infinity) || (a.name < b.name ? -1 : 1))
}

const different = (routines: BoundRoutine[], key: 'agentId' | 'projectId') => [...new Set(routines.flatMap((routine) => routine[key] ?? []))]

/** Keys whose winning definition comes to the target. */
function wonKeys(target: Target, layers: Record<'agent' | 'project' | 'routine', StoredEnv | undefined>): string[] {
  const sources = (['agent', 'project', 'routine'] as const).map((layer) => ({ layer, env: layers[layer] ?? [] }))
  return layerEnv(sources).flatMap(({ key, definitions: [winner] }) => (comesTo(target, winner.binding) ? [key] : []))
}

function comesTo({ secretId, version, latest }: Target, binding: StoredBinding): boolean {
  if (binding.kind !== 'secret' || binding.secretId !== secretId) return false
  return version === null || (binding.version === 'latest' ? latest : binding.version === version)
}

/** The refusal to take something away that is in use: how many places, and what would fail. Null when nothing uses it. */
export function inUse(what: string, done: 'disabled' | 'deleted', { bindings, routines }: BlastRadius) {
  if (bindings.length === 0) return null
  const users = bindings.slice(0, namedUsers).map((binding) => `${binding.targetType} ${binding.targetName} (${binding.configPath})`)
  const places = bindings.length === 1 ? '1 place' : `${bindings.length} places`
  const verb = done === 'disabled' ? 'disable' : 'delete'
  const message = `${what} was not ${done}: it is used at ${places}, and ${wouldFail(routines)} Say why to ${verb} it all the same.`
  return declared('IN_USE', { count: bindings.length, users }, message)
}

function wouldFail(routines: BlastRadius['routines']): string {
  if (routines.length === 0) return 'no routine would fail, because other layers override it there.'
  const names = routines.slice(0, namedRoutines).map(({ name }) => name)
  if (routines.length > namedRoutines) names.push(`${routines.length - namedRoutines} more`)
  return `the next run of ${routines.length === 1 ? '1 routine' : `${routines.length} routines`} would fail: ${names.join(', ')}.`
}
