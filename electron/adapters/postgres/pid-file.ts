/** postmaster.pid: what a running server, or one that was killed, says about itself in its data folder. */
import { lstat, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { SOCKET_PORT } from './configuration.ts'
import { replaceFile } from './private-file.ts'
import { isAlive, isPostmasterOf } from './process-identity.ts'

export interface PidFile {
  pid: number
  port: number
  /** Empty when it listens on no socket. */
  socketFolder: string
}

/** Reads the file; null when there is none or it says nothing sensible. */
export async function readPidFile(data: string): Promise<PidFile | null> {
  const text = await readFile(join(data, 'postmaster.pid'), 'utf8').catch(() => '')
  const [pid = '', , , port = '', socketFolder = ''] = text.split('\n')
  if (!/^\d+$/.test(pid)) return null
  return { pid: Number(pid), port: Number(port) || 0, socketFolder }
}

/**
 * Takes back the number of a dead server that another process of the same user has by now, or that is a zombie still:
 * Postgres would take that process for a rival and not start. The file stays, naming us, whom Postgres knows as its
 * parent; so Postgres still checks by the shared memory recorded in it that no worker of the dead server is left.
 */
export async function disownReusedPid(data: string): Promise<void> {
  const left = await readPidFile(data)
  if (!left || !isAlive(left.pid) || (await isPostmasterOf(left.pid, data))) return
  const file = join(data, 'postmaster.pid')
  const [, ...rest] = (await readFile(file, 'utf8')).split('\n')
  await replaceFile(file, [process.pid, ...rest].join('\n'), await lstat(file))
}

/** The same for the lock beside the socket in `folder`, which is ours alone and guards nothing that the data folder does not. */
export async function dropReusedSocketLock(folder: string, data: string): Promise<void> {
  const file = join(folder, `.s.PGSQL.${SOCKET_PORT}.lock`)
  const pid = Number.parseInt(await readFile(file, 'utf8').catch(() => ''), 10)
  if (pid > 0 && !(await isPostmasterOf(pid, data))) await rm(file, { force: true })
}
