/**
 * One host per home, whichever shell it runs in. A lock file names its holder by pid, start time and boot; it counts as
 * held only while that very process lives, so that kill -9 and a reused pid leave nothing to clean up.
 *
 * Files are numbered, and the highest number is the lock. A dead holder is succeeded by making the next number, which
 * only one can do; removing its file instead would let a slow rival remove the successor's. The highest is never removed.
 */
import { randomBytes } from 'node:crypto'
import { link, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as z from 'zod'
import { bootId, processStart } from './process-start.ts'

const shape = z.object({ pid: z.int(), started: z.string(), boot: z.string(), since: z.string(), shell: z.string(), nonce: z.string() })
export type LockHolder = z.infer<typeof shape>

export interface HomeLock {
  /** Gives the home free. Safe to call twice. */
  release(): Promise<void>
}

/** Takes the lock of the home whose `run` folder this is; answers the holder when another process has it. */
export async function takeHomeLock(run: string, shell: 'desktop' | 'headless'): Promise<{ lock: HomeLock } | { heldBy: LockHolder }> {
  const mine = await describeSelf(shell)
  const draft = join(run, `lock-${mine.nonce}`)
  await writeFile(draft, JSON.stringify(mine), { mode: 0o600 })
  try {
    for (;;) {
      const last = await highest(run)
      const holder = await readHolder(run, last)
      if (holder && (await lives(holder))) return { heldBy: holder }
      if (!(await succeed(run, draft, last + 1))) continue
      await removeBelow(run, last + 1)
      return { lock: { release: () => release(run, last + 1, mine) } }
    }
  } finally {
    await rm(draft, { force: true })
  }
}

/** Who holds the home now; null when nobody does. */
export async function homeLockHolder(run: string): Promise<LockHolder | null> {
  const holder = await readHolder(run, await highest(run))
  return holder && (await lives(holder)) ? holder : null
}

async function describeSelf(shell: string): Promise<LockHolder> {
  const started = await processStart(process.pid)
  return {
    pid: process.pid,
    started: started ?? '',
    boot: await bootId(),
    since: new Date().toISOString(),
    shell,
    nonce: randomBytes(8).toString('hex'),
  }
}

async function lives({ pid, started, boot }: LockHolder): Promise<boolean> {
  return boot === (await bootId()) && (await processStart(pid)) === started
}

const fileOf = (run: string, number: number) => join(run, `lock.${number}`)

async function numbers(run: string): Promise<number[]> {
  return (await readdir(run)).flatMap((name) => (/^lock\.\d+$/.test(name) ? [Number(name.slice(5))] : []))
}

async function highest(run: string): Promise<number> {
  return Math.max(0, ...(await numbers(run)))
}

async function readHolder(run: string, number: number): Promise<LockHolder | null> {
  try {
    return shape.parse(JSON.parse(await readFile(fileOf(run, number), 'utf8')))
  } catch {
    // Released, succeeded by a higher one, or torn by a power cut: no living process holds it, because it appears whole.
    return null
  }
}

/** Makes `number` the lock, naming us; false when somebody else was quicker. */
async function succeed(run: string, draft: string, number: number): Promise<boolean> {
  try {
    // A link appears whole or not at all, and never over a file that is there.
    await link(draft, fileOf(run, number))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
  if ((await highest(run)) === number) return true
  // We looked so long ago that this number has come and gone.
  await rm(fileOf(run, number), { force: true })
  return false
}

async function removeBelow(run: string, number: number): Promise<void> {
  for (const each of await numbers(run)) if (each < number) await rm(fileOf(run, each), { force: true })
}

async function release(run: string, number: number, mine: LockHolder): Promise<void> {
  if ((await readHolder(run, number))?.nonce !== mine.nonce) return
  const draft = join(run, `lock-${mine.nonce}`)
  await writeFile(draft, '{}', { mode: 0o600 })
  await rename(draft, fileOf(run, number))
}
