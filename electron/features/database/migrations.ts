/** The application's migration files, and how they compare with what a database says it has had. */
import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseFailure } from '../../ports/sql.ts'
import type { JournalEntry } from './store.ts'

export interface Migration {
  entry: JournalEntry
  text: string
}

const NAME = /^(\d{4})_([a-z0-9_]+)\.sql$/

/** Reads `0001_name.sql` and its followers in order. Throws DatabaseFailure when one is missing or doubled. */
export async function readMigrations(folder: string): Promise<Migration[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort()
  const migrations = await Promise.all(names.map((name) => readMigration(folder, name)))
  for (const [index, { entry }] of migrations.entries()) {
    if (entry.number !== index + 1) throw incomplete(index + 1)
  }
  if (migrations.length === 0) throw incomplete(1)
  return migrations
}

async function readMigration(folder: string, file: string): Promise<Migration> {
  const [, number, name] = NAME.exec(file) ?? []
  if (!number || !name)
    throw new DatabaseFailure('migration_missing', `The application holds a migration called ${file}, which has no number.`, reinstall)
  // The same file must have the same hash where git writes CRLF.
  const text = (await readFile(join(folder, file), 'utf8')).replaceAll('\r\n', '\n')
  return { entry: { number: Number(number), name, sha256: createHash('sha256').update(text).digest('hex') }, text }
}

/** What is still to be applied, in order. Throws DatabaseFailure when files and journal cannot both be right. */
export function pending(migrations: Migration[], journal: JournalEntry[]): Migration[] {
  const applied = new Map(journal.map((entry) => [entry.number, entry]))
  const newest = Math.max(0, ...applied.keys())
  if (newest > migrations.length) {
    throw new DatabaseFailure(
      'database_newer',
      `The database was last used by a newer version of Wheelhouse (its schema is ${newest}, this version knows ${migrations.length}).`,
      'Start the newer version, or choose another home. Nothing was changed.',
    )
  }
  return migrations.filter(({ entry }) => {
    const found = applied.get(entry.number)
    if (!found && entry.number < newest) throw mergedLate(entry, newest)
    if (found && found.sha256 !== entry.sha256) throw edited(entry, found)
    return !found
  })
}

const label = ({ number, name }: JournalEntry) => `${String(number).padStart(4, '0')}_${name}`
const reinstall = 'Install Wheelhouse again.'

const incomplete = (number: number) =>
  new DatabaseFailure('migration_missing', `Migration ${String(number).padStart(4, '0')} of the application is missing or there twice.`, reinstall)

/** Applied now, it would run on a schema it was not written for; skipped, it would be missing for good. */
const mergedLate = (entry: JournalEntry, newest: number) =>
  new DatabaseFailure(
    'migration_missing',
    `The database never had migration ${label(entry)}, although it is past it, at ${newest}.`,
    'Give that migration the next free number, or start the version of Wheelhouse that last used this database. Nothing was changed.',
  )

const edited = (entry: JournalEntry, found: JournalEntry) =>
  new DatabaseFailure(
    'migration_edited',
    `Migration ${label(entry)} is not the one that this database had${found.name === entry.name ? '' : ` (${label(found)})`}.`,
    'Start the version of Wheelhouse that last used this database. Nothing was changed.',
  )

/** Names the migration and the SQLSTATE only: the message of the server could hold row data. */
export const migrationFailed = (entry: JournalEntry, code: string) =>
  new DatabaseFailure(
    'migration_failed',
    `Migration ${label(entry)} failed (${code}) and was undone as a whole.`,
    'Start the version of Wheelhouse that last used this database; its data are as it left them.',
  )
