/** The rows of an import under review: what was read, what is changed by hand, and what the host says it would do. */
import type { ImportVerdict } from '#shared/contract/secrets.ts'
import { type DotenvText, dotenvProblems } from '#shared/domain/dotenv.ts'

export interface ImportRow {
  /** Place in the text, which is also the row's identity. */
  index: number
  line: number
  name: string
  value: string
  /** Sentences on how it was read. */
  problems: string[]
  usable: boolean
  include: boolean
  /** What the host would do with it; null until it said so. */
  verdict: ImportVerdict | null
}

/** Rows as they were read: what cannot be used or is set again further down is left out. */
export function rowsOf({ entries }: DotenvText): ImportRow[] {
  return entries.map(({ line, key, value, problems, usable }, index) => ({
    index,
    line,
    name: key,
    value,
    problems: problems.map((problem) => dotenvProblems[problem]),
    usable,
    include: usable && value !== '' && !problems.includes('duplicate'),
    verdict: null,
  }))
}

/** Names that more than one included row carries, without case: a secret takes one value. */
export function repeatedNames(rows: readonly ImportRow[]): ReadonlySet<string> {
  const seen = new Set<string>()
  const repeated = new Set<string>()
  for (const { include, name } of rows) {
    const key = name.trim().toLowerCase()
    if (include) (seen.has(key) ? repeated : seen).add(key)
  }
  return repeated
}

export type Outcome = ImportVerdict['verdict'] | 'left_out' | 'unknown'

/** What would become of a row as things stand. */
export function outcomeOf(row: ImportRow, repeated: ReadonlySet<string>): Outcome {
  if (!row.usable) return 'invalid'
  if (!row.include) return 'left_out'
  if (repeated.has(row.name.trim().toLowerCase())) return 'invalid'
  return row.verdict?.verdict ?? 'unknown'
}

/** Why a row is as it is, in sentences. */
export function notesOf(row: ImportRow, repeated: ReadonlySet<string>): string[] {
  const twice = row.include && repeated.has(row.name.trim().toLowerCase()) ? ['Another row has the same name. Change one, or leave one out.'] : []
  const empty = row.usable && row.value === '' ? ['It has no value.'] : []
  return [...twice, ...(row.include && row.verdict?.problem ? [row.verdict.problem] : empty), ...row.problems]
}

export function countOutcomes(rows: readonly ImportRow[]): Record<Outcome, number> {
  const repeated = repeatedNames(rows)
  const counts: Record<Outcome, number> = { add: 0, overwrite: 0, same: 0, invalid: 0, left_out: 0, unknown: 0 }
  for (const row of rows) counts[outcomeOf(row, repeated)] += 1
  return counts
}

/** What is sent to the host: included rows that can be stored. */
export function applicable(rows: readonly ImportRow[]): ImportRow[] {
  const repeated = repeatedNames(rows)
  return rows.filter((row) => ['add', 'overwrite', 'same'].includes(outcomeOf(row, repeated)))
}

/** Lays the host's verdicts over the rows they were asked for. */
export function withVerdicts(rows: readonly ImportRow[], asked: readonly ImportRow[], verdicts: readonly ImportVerdict[]): ImportRow[] {
  const byIndex = new Map(asked.map(({ index }, place) => [index, verdicts[place] ?? null]))
  return rows.map((row) => (byIndex.has(row.index) ? { ...row, verdict: byIndex.get(row.index) ?? null } : row))
}
