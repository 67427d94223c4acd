/**
 * A private folder for the server's socket: short, because the system cuts the whole path at about 104 bytes, and open
 * to one user only, because who can reach the socket can try to enter.
 */
import { createHash, randomBytes } from 'node:crypto'
import { mkdir, realpath, rm, rmdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { SOCKET_PORT } from './configuration.ts'
import { canReach, isRoot, type RunAs } from './os-user.ts'
import { ownFolder } from './private-file.ts'

const LONGEST = 100
const SOCKET = `.s.PGSQL.${SOCKET_PORT}`

const fits = (folder: string) => Buffer.byteLength(join(folder, SOCKET)) <= LONGEST

interface Wishes {
  /** The home's own folder for such things. */
  run: string
  /** The cluster that the socket leads to. */
  data: string
  runAs: RunAs | null
  /** Where it was before, for clients that know that place. */
  previous: string | null
}

/** Finds or makes the socket folder of a cluster. Throws when no place will do. */
export async function socketFolder({ run, data, runAs, previous }: Wishes): Promise<string> {
  if (fits(run) && !runAs) return run
  const refused: string[] = []
  for (const place of previous ? [previous] : await places(data, runAs)) {
    const refusal = await claim(place, runAs)
    if (!refusal) return place
    refused.push(refusal)
  }
  throw new Error(`there is no place for its socket (${refused.join('; ')})`)
}

/** The same for one cluster each time, so that nothing piles up; the last is for when somebody took those. */
async function places(data: string, runAs: RunAs | null): Promise<string[]> {
  const short = createHash('sha256').update(data).digest('hex').slice(0, 12)
  const { XDG_RUNTIME_DIR: runtime } = process.env
  const temporary = [await realpath(tmpdir()), '/tmp']
  return [
    ...(isRoot() ? [join('/run/wheelhouse', short)] : []),
    ...(runtime && !runAs ? [join(runtime, `wheelhouse-${short}`)] : []),
    ...temporary.map((folder) => join(folder, `wheelhouse-${short}`)),
    ...temporary.map((folder) => join(folder, `wheelhouse-${randomBytes(6).toString('hex')}`)),
  ].filter(fits)
}

/** Makes the folder ours alone; answers why it could not be. A link or somebody else's folder is never used. */
async function claim(folder: string, runAs: RunAs | null): Promise<string | null> {
  const owner = runAs ?? { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 }
  try {
    if (dirname(folder) === '/run/wheelhouse') await mkdir('/run/wheelhouse', { mode: 0o755 }).catch(ignoreExisting)
    await mkdir(folder, { mode: 0o700 }).catch(ignoreExisting)
    const ours = await ownFolder(folder, owner, (uid) => uid === owner.uid || uid === process.getuid?.())
    if (!ours) return `${folder} belongs to somebody else`
    return !runAs || (await canReach(folder, runAs)) ? null : `${folder} cannot be reached by ${runAs.name}`
  } catch (error) {
    return `${folder}: ${(error as NodeJS.ErrnoException).code}`
  }
}

function ignoreExisting(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error
}

/** Removes a socket folder outside the home once the server is gone, with what a killed one leaves in it. */
export async function leaveSocketFolder(folder: string, run: string): Promise<void> {
  if (folder === run) return
  for (const name of [SOCKET, `${SOCKET}.lock`]) await rm(join(folder, name), { force: true })
  await rmdir(folder).catch(() => {
    // Not empty or gone already: the next start makes the same folder its own again.
  })
}
