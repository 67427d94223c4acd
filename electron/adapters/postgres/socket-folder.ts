/**
 * A private folder for the server's socket: short, because the system cuts the whole path at about 104 bytes, and open
 * to one user only, because who can reach the socket can try to enter.
 */
import { createHash } from 'node:crypto'
import { chmod, chown, lstat, mkdir, realpath, rmdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { canReach, isRoot, type RunAs } from './os-user.ts'

const LONGEST = 100

const fits = (folder: string) => Buffer.byteLength(join(folder, '.s.PGSQL.5432')) <= LONGEST

/** Finds or makes the socket folder of the cluster in `data`. `run` is the home's own folder for such things. Throws when no place will do. */
export async function socketFolder({ run, data, runAs }: { run: string; data: string; runAs: RunAs | null }): Promise<string> {
  if (fits(run) && !runAs) return run
  const short = createHash('sha256').update(data).digest('hex').slice(0, 12)
  const places = [
    ...(isRoot() ? [join('/run/wheelhouse', short)] : []),
    ...(process.env['XDG_RUNTIME_DIR'] && !runAs ? [join(process.env['XDG_RUNTIME_DIR'], `wheelhouse-${short}`)] : []),
    join(await realpath(tmpdir()), `wheelhouse-${short}`),
    join('/tmp', `wheelhouse-${short}`),
  ]
  const refused: string[] = []
  for (const place of places.filter(fits)) {
    const refusal = await claim(place, runAs)
    if (!refusal) return place
    refused.push(refusal)
  }
  throw new Error(`there is no place for its socket (${refused.join('; ')})`)
}

/** Makes the folder ours alone; answers why it could not be. A link or somebody else's folder is never used. */
async function claim(folder: string, runAs: RunAs | null): Promise<string | null> {
  const owner = runAs ?? { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 }
  try {
    if (dirname(folder) === '/run/wheelhouse') await mkdir('/run/wheelhouse', { mode: 0o755 }).catch(ignoreExisting)
    await mkdir(folder, { mode: 0o700 }).catch(ignoreExisting)
    const found = await lstat(folder)
    const ours = found.uid === owner.uid || found.uid === process.getuid?.()
    if (!found.isDirectory() || !ours) return `${folder} belongs to somebody else`
    await chown(folder, owner.uid, owner.gid)
    await chmod(folder, 0o700)
    return !runAs || (await canReach(folder, runAs)) ? null : `${folder} cannot be reached by ${runAs.name}`
  } catch (error) {
    return `${folder}: ${(error as NodeJS.ErrnoException).code}`
  }
}

function ignoreExisting(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error
}

/** Removes a socket folder outside the home once the server has left it. */
export async function leaveSocketFolder(folder: string, run: string): Promise<void> {
  if (folder === run) return
  await rmdir(folder).catch(() => {
    // Not empty or gone already: the next start makes the same folder its own again.
  })
}
