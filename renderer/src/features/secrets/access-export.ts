/** The trail as a file. Entries hold no values, so that none can be in it. */
import type { SecretAccess } from '#shared/contract/secrets.ts'

const columns = [
  'at',
  'action',
  'outcome',
  'code',
  'actor',
  'secretName',
  'version',
  'runNumber',
  'routineName',
  'configPath',
  'reason',
  'seq',
  'id',
] as const

/** A cell of CSV: quoted where needed, and never one that a spreadsheet takes for a formula. */
function cell(value: string | number | Date | null): string {
  const text = value === null ? '' : value instanceof Date ? value.toISOString() : String(value)
  const safe = /^[=+\-@\t\r]/.test(text) && typeof value === 'string' ? `'${text}` : text
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** One entry a line under a line of names (RFC 4180). */
export function asCsv(entries: readonly SecretAccess[]): string {
  return [columns.join(','), ...entries.map((entry) => columns.map((column) => cell(entry[column])).join(','))].map((line) => `${line}\r\n`).join('')
}

/** One JSON object a line. */
export function asJsonLines(entries: readonly SecretAccess[]): string {
  return entries.map((entry) => `${JSON.stringify(entry)}\n`).join('')
}
