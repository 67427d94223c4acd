/** What pasted .env text would do to a layer, row by row. Pure: nothing here keeps a value longer than its rows. */
import type { Env, EnvBinding } from '#shared/contract/env.ts'
import { type DotenvEntry, type DotenvProblem, readEnvText } from '#shared/domain/dotenv.ts'
import { sensitiveReason } from '#shared/domain/sensitive.ts'
import { type EnvKind, kindOf } from './visibility.ts'

export type PasteVerdict = 'add' | 'overwrite' | 'same' | 'duplicate' | 'invalid'

export interface PasteRow {
  /** Tells rows apart: those of JSON may share a line. */
  id: number
  line: number
  key: string
  value: string
  kind: EnvKind
  problems: readonly DotenvProblem[]
  /** What the layer holds under this key now. */
  before: EnvBinding | undefined
  usable: boolean
  include: boolean
}

/** Reads the text and guesses for each key how its value is best kept. `refusal` says why it was not read, or not to its end. */
export function planPaste(text: string, env: Env): { rows: PasteRow[]; refusal: string | null } {
  const known = new Map(env.map(({ key, binding }) => [key, binding]))
  const { entries, refusal } = readEnvText(text)
  return { rows: entries.map((entry, id) => rowOf(id, entry, known.get(entry.key))), refusal }
}

function rowOf(id: number, { line, key, value, problems, usable }: DotenvEntry, before: EnvBinding | undefined): PasteRow {
  const include = usable && !problems.includes('duplicate')
  return { id, line, key, value, kind: guess(key, value, before), problems, before, usable, include }
}

/** As it is kept now; what reads like a credential goes to the vault. */
function guess(key: string, value: string, before: EnvBinding | undefined): EnvKind {
  if (value === '') return 'visible'
  if (before && kindOf(before) !== 'visible') return kindOf(before)
  return sensitiveReason(key, value) === null ? 'visible' : 'secret'
}

/** `sameSecrets` names the keys whose secret holds the pasted value already. */
export function verdictOf(row: PasteRow, sameSecrets: ReadonlySet<string>): PasteVerdict {
  if (!row.usable) return 'invalid'
  if (row.problems.includes('duplicate')) return 'duplicate'
  if (!row.before) return 'add'
  if (row.before.kind === 'secret') return row.kind === 'secret' && sameSecrets.has(row.key) ? 'same' : 'overwrite'
  return row.before.value === row.value && row.kind === row.before.visibility ? 'same' : 'overwrite'
}

/** The rows that would change the layer. */
export function toApply(rows: readonly PasteRow[], sameSecrets: ReadonlySet<string>): PasteRow[] {
  return rows.filter((row) => row.include && ['add', 'overwrite'].includes(verdictOf(row, sameSecrets)))
}

/** Puts the rows into the layer: known keys where they stand, new ones at the end. `secretIds` has one for every row kept as a secret. */
export function applyPaste(env: Env, rows: readonly PasteRow[], secretIds: ReadonlyMap<string, string>): Env {
  const bindings = new Map(rows.map((row) => [row.key, bindingOf(row, secretIds)]))
  const kept = env.map((entry) => {
    const binding = bindings.get(entry.key)
    bindings.delete(entry.key)
    return binding ? { key: entry.key, binding } : entry
  })
  return [...kept, ...[...bindings].map(([key, binding]) => ({ key, binding }))]
}

function bindingOf({ key, value, kind }: PasteRow, secretIds: ReadonlyMap<string, string>): EnvBinding {
  return kind === 'secret' ? { kind, secretId: secretIds.get(key) ?? '', version: 'latest' } : { kind: 'plain', visibility: kind, value }
}
