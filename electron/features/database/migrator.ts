/** Brings a database to the newest schema: forward only, each migration whole or not at all, one migrator at a time. */
import type { ClientBase } from 'pg'
import { DatabaseFailure } from '../../ports/sql.ts'
import { type Migration, migrationFailed, pending, readMigrations } from './migrations.ts'
import { applyMigration, createJournal, exclusively, hasTables, readJournal } from './store.ts'

interface MigrateOptions {
  /** Folder of the numbered SQL files. */
  folder: string
  /** Version of the application, kept with each migration it applied. */
  version: string
  progress(detail: string): void
}

/** Applies what is pending and answers the number of the newest migration. Throws DatabaseFailure; then nothing half-done is left. */
export async function migrate(client: ClientBase, { folder, version, progress }: MigrateOptions): Promise<number> {
  const migrations = await readMigrations(folder)
  for (;;) {
    // Read again under the lock each time: another migrator may have been at work while we waited.
    const left = await exclusively(client, () => step(client, migrations, { version, progress }))
    if (left === 0) return migrations.length
  }
}

/** Applies the next migration and answers how many there were to do. */
async function step(client: ClientBase, migrations: Migration[], { version, progress }: Omit<MigrateOptions, 'folder'>): Promise<number> {
  let journal = await readJournal(client)
  if (!journal) {
    if (await hasTables(client)) throw notEmpty()
    await createJournal(client)
    journal = []
  }
  const todo = pending(migrations, journal)
  const [next] = todo
  if (!next) return 0
  progress(`Migrating ${next.entry.number}/${migrations.length}`)
  await applyMigration(client, { ...next, version }).catch((error: { code?: string }) => {
    if (error.code === '53100')
      throw new DatabaseFailure('disk_full', 'The disk that holds the database is full.', 'Free some space and start again.')
    throw migrationFailed(next.entry, error.code ?? 'connection lost')
  })
  return todo.length
}

const notEmpty = () =>
  new DatabaseFailure(
    'server_not_empty',
    'The database holds tables that Wheelhouse did not make.',
    'Give Wheelhouse an empty database of its own, and name that in DATABASE_URL. Nothing was changed.',
  )
