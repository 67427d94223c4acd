/** Which operating-system user runs Postgres. It refuses root, so as root it runs as somebody who owns nothing else. */
import { readFile, realpath, stat } from 'node:fs/promises'
import { userInfo } from 'node:os'
import { dirname } from 'node:path'
import { noUnprivilegedUser } from './failures.ts'

export interface RunAs {
  name: string
  uid: number
  gid: number
}

const candidates = ['wheelhouse', 'postgres', 'nobody']

export const isRoot = () => process.getuid?.() === 0

/** The name of the user this host runs as. Throws DatabaseFailure when the system has no name for it, which Postgres cannot bear. */
export function hostUser(): string {
  try {
    return userInfo().username
  } catch {
    throw noUnprivilegedUser(`the system knows no user with the id ${process.getuid?.()}`)
  }
}

async function users(): Promise<RunAs[]> {
  const passwd = await readFile('/etc/passwd', 'utf8').catch(() => '')
  return passwd
    .split('\n')
    .map((line) => line.split(':'))
    .filter((fields) => fields.length >= 4)
    .map(([name = '', , uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid) }))
}

/** Whom to run as: null for ourselves. As root, the owner of a cluster that is there already, else the first known service user. */
export async function chooseRunAs(data: string): Promise<RunAs | null> {
  if (!isRoot()) return null
  const known = await users()
  const owner = await stat(data).catch(() => null)
  if (owner && owner.uid !== 0) {
    return known.find((user) => user.uid === owner.uid) ?? { name: String(owner.uid), uid: owner.uid, gid: owner.gid }
  }
  for (const name of candidates) {
    const user = known.find((each) => each.name === name && each.uid !== 0)
    if (user) return user
  }
  throw noUnprivilegedUser(`Wheelhouse runs as root, which PostgreSQL refuses, and there is no user called ${candidates.join(', ')}`)
}

/** Whether `user` may pass through every folder from the root down to `path`, itself included when it is a folder. */
export async function canReach(path: string, user: RunAs): Promise<boolean> {
  let place = await realpath(path).catch(() => null)
  if (!place) return false
  for (;;) {
    const { mode, uid, gid } = await stat(place)
    const bits = uid === user.uid ? mode >> 6 : gid === user.gid ? mode >> 3 : mode
    if ((bits & 0o1) === 0) return false
    const above = dirname(place)
    if (above === place) return true
    place = above
  }
}
