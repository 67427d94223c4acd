/** How the effective environment is arranged and explained. The order of definitions is the resolver's own. */
import type { EffectiveEnvKey } from '#shared/contract/env.ts'

export type Definition = EffectiveEnvKey['definitions'][number]

export interface Arranged {
  rows: EffectiveEnvKey[]
  /** Keys that more than one layer defines, before filtering. */
  overrides: number
}

/** Keys that cannot be resolved come first, then by name. */
export function arrange(env: readonly EffectiveEnvKey[], filter: { text: string; onlyOverrides: boolean }): Arranged {
  const wanted = filter.text.trim().toLowerCase()
  const rows = env
    .filter((row) => !filter.onlyOverrides || row.definitions.length > 1)
    .filter((row) => wanted === '' || names(row).some((name) => name.toLowerCase().includes(wanted)))
    .sort((a, b) => Number(isWell(a)) - Number(isWell(b)) || (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
  return { rows, overrides: env.filter((row) => row.definitions.length > 1).length }
}

/** "project value loses to routine value" */
export function losesBecause(loser: Definition, winner: Definition): string {
  return `${loser.layer} value loses to ${winner.layer} value`
}

function isWell(row: EffectiveEnvKey): boolean {
  return row.definitions[0]?.health === 'ok'
}

function names(row: EffectiveEnvKey): string[] {
  return [row.key, ...row.definitions.flatMap((definition) => definition.secretName ?? [])]
}
