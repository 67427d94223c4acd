/** Where this installation keeps its things, and the folders made with modes that keep other users out. */
import { chmodSync, mkdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Paths } from '../../ports/paths.ts'
import { DatabaseFailure } from '../../ports/sql.ts'

/** The home to use when none is asked for: WHEELHOUSE_HOME, else the default instance of this user. */
export function defaultHome(env: NodeJS.ProcessEnv = process.env): string {
  return resolve(env['WHEELHOUSE_HOME'] || join(homedir(), '.wheelhouse', 'instances', 'default'))
}

/**
 * The paths of `home`, with its folders made. `root` is the folder of the application itself, with migrations and
 * resources in it. Throws DatabaseFailure home_unwritable.
 */
export function nodePaths(home: string, root: string): Paths {
  const at = (...parts: string[]) => join(resolve(home), ...parts)
  const paths: Paths = {
    home: at(),
    db: at('db'),
    secrets: at('secrets'),
    logs: at('logs'),
    runs: at('runs'),
    backups: at('backups'),
    run: at('run'),
    configFile: at('config.json'),
    migrations: join(root, 'migrations'),
    sample: join(root, 'resources', 'sample'),
  }
  try {
    // As root, Postgres runs as another user, who must pass through the home to reach its data, and can list nothing.
    makeFolder(paths.home, process.getuid?.() === 0 ? 0o711 : 0o700)
    for (const folder of [paths.secrets, paths.logs, paths.runs, paths.backups, paths.run]) makeFolder(folder, 0o700)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOSPC')
      throw new DatabaseFailure('disk_full', `The disk that holds ${home} is full.`, 'Free some space on that disk and start again.')
    throw new DatabaseFailure(
      'home_unwritable',
      `Wheelhouse cannot write to its home ${paths.home}${code ? ` (${code})` : ''}.`,
      'Give your user write access to that folder, or choose another one with --home.',
    )
  }
  return paths
}

function makeFolder(folder: string, mode: number): void {
  mkdirSync(folder, { recursive: true, mode })
  // The process's umask, or an earlier hand, may have left another mode.
  chmodSync(folder, mode)
}
