/** Every way the embedded server can fail, as a sentence and what to do. The only place that reads Postgres's own wording. */
import { DatabaseFailure } from '../../ports/sql.ts'

export const diskFull = (place: string) =>
  new DatabaseFailure(
    'disk_full',
    `The disk that holds ${place} is full, so the database cannot work.`,
    'Free some space on that disk and start again.',
  )

const homeUnwritable = (place: string) =>
  new DatabaseFailure(
    'home_unwritable',
    `Wheelhouse cannot write to ${place}.`,
    'Give your user write access to that folder, or choose another one with --home.',
  )

export const binariesMissing = (detail: string) =>
  new DatabaseFailure('binaries_missing', `The database program is missing or damaged: ${detail}.`, 'Install Wheelhouse again.')

export const wrongMajor = (folder: string, found: string, wanted: string) =>
  new DatabaseFailure(
    'wrong_postgres_major',
    `The data in ${folder} was written by PostgreSQL ${found}; this version of Wheelhouse works with PostgreSQL ${wanted}.`,
    'Start the version of Wheelhouse that wrote it. Nothing was changed.',
  )

export const foreignFolder = (folder: string, why: string) =>
  new DatabaseFailure(
    'data_folder_foreign',
    `The data folder ${folder} does not belong to this installation: ${why}.`,
    'Move that folder away, or choose another home with --home. Nothing was changed.',
  )

const folderBusy = (folder: string) =>
  new DatabaseFailure(
    'data_folder_busy',
    `Another database server is still using ${folder}.`,
    'Close the other Wheelhouse that works on this home, wait a moment and start again.',
  )

export const noUnprivilegedUser = (why: string) =>
  new DatabaseFailure(
    'no_unprivileged_user',
    `The database cannot run here: ${why}.`,
    'Start Wheelhouse as an ordinary user, or create a system user called wheelhouse.',
  )

export const didNotStart = (detail: string, logFile: string) =>
  new DatabaseFailure('server_did_not_start', `The database did not start: ${detail}.`, `Look into ${logFile}, and start again.`)

/** Turns a file-system error about `place` into a named failure; anything else is passed on as it is. */
export function fileFailure(error: unknown, place: string): unknown {
  if (error instanceof DatabaseFailure) return error
  const { code, syscall = '' } = error as NodeJS.ErrnoException
  if (syscall.startsWith('spawn')) return binariesMissing(`it cannot be run (${code})`)
  if (code === 'ENOSPC' || code === 'EDQUOT') return diskFull(place)
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS' || code === 'ENOTDIR') return homeUnwritable(place)
  return error
}

/** What the last words of a Postgres program mean, or null when they say nothing we know. */
export function failureFromOutput(output: string, folder: string): DatabaseFailure | null {
  if (/No space left on device|Disk quota exceeded/i.test(output)) return diskFull(folder)
  if (/lock file .* already exists|pre-existing shared memory block/i.test(output)) return folderBusy(folder)
  if (/error while loading shared libraries|Library not loaded|image not found/i.test(output))
    return binariesMissing('one of its libraries is not there')
  if (/has wrong ownership/i.test(output)) return foreignFolder(folder, 'it belongs to another user')
  if (/Read-only file system|Permission denied|could not (?:create|write|access) .*: Operation not permitted/i.test(output))
    return homeUnwritable(folder)
  return null
}
