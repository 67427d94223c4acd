/** How the effective environment is arranged and explained. The order of definitions is the resolver's own. */
import type { EffectiveEnvKey } from '#shared/contract/env.ts'

export type Definition = EffectiveEnvKey['definitions'][number]

export interface EnvFilter {
  text: string
  onlyOverrides: boolean
  /** Whether keys that the routine does not set itself are listed. */
  inherited: boolean
}

export interface Arranged {
  rows: EffectiveEnvKey[]
  /** Keys that more than one layer defines, before filtering. */
  overrides: number
  /** Keys that come from the project or the agent, before filtering. */
  inherited: number
}

/** Keys that cannot be resolved come first, then by name. */
export function arrange(env: readonly EffectiveEnvKey[], filter: EnvFilter): Arranged {
  const rows = env
    .filter((row) => !filter.onlyOverrides || row.definitions.length > 1)
    .filter((row) => filter.inherited || !isInherited(row))
    .filter((row) => matches(filter.text, ...names(row)))
    .sort((a, b) => Number(isWell(a)) - Number(isWell(b)) || (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
  return { rows, overrides: env.filter((row) => row.definitions.length > 1).length, inherited: env.filter(isInherited).length }
}

/** Whether any of the names holds the text that is looked for. */
export function matches(text: string, ...among: string[]): boolean {
  const wanted = text.trim().toLowerCase()
  return wanted === '' || among.some((name) => name.toLowerCase().includes(wanted))
}

/** "project value loses to routine value" */
export function losesBecause(loser: Definition, winner: Definition): string {
  return `${loser.layer} value loses to ${winner.layer} value`
}

export interface EnvFault {
  key: string
  definition: Definition
  /** The layer that wins the key when the faulty definition does not: then nothing fails. */
  overriddenBy: Definition | null
}

/** References that cannot be resolved: those that make the next run fail, then those that another layer overrides. */
export function faultsOf(env: readonly EffectiveEnvKey[]): EnvFault[] {
  const all = env.flatMap(({ key, definitions }) =>
    definitions.flatMap((definition, place) =>
      definition.health === 'ok' ? [] : [{ key, definition, overriddenBy: place === 0 ? null : (definitions[0] ?? null) }],
    ),
  )
  return [...all.filter(({ overriddenBy }) => !overriddenBy), ...all.filter(({ overriddenBy }) => overriddenBy)]
}

function isInherited(row: EffectiveEnvKey): boolean {
  return row.definitions[0]?.layer !== 'routine'
}

function isWell(row: EffectiveEnvKey): boolean {
  return row.definitions[0]?.health === 'ok'
}

function names(row: EffectiveEnvKey): string[] {
  return [row.key, ...row.definitions.flatMap((definition) => definition.secretName ?? [])]
}
