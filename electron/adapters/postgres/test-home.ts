/** A throw-away home with a server of its own, for tests of the supervisor. Everything is stopped and removed at the end of the test. */
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import { onTestFinished } from 'vitest'
import type { Connection, DatabaseServer } from '../../ports/sql.ts'
import { fastFolder } from '../memory/fast-folder.ts'
import { silentLog } from '../memory/silent-log.ts'
import { nodePaths } from '../node/paths.ts'
import { findBinaries } from './binaries.ts'
import { embeddedServer } from './embedded-server.ts'
import type { EmbeddedNeeds } from './prepare.ts'

export const root = resolve(import.meta.dirname, '../../..')
export const binaries = findBinaries({ root })

/** A folder that is removed when the test ends. */
export function temporaryFolder(mode = 0o711): string {
  const folder = mkdtempSync(join(fastFolder(), 'wh-'))
  chmodSync(folder, mode)
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** A home called `name`, with a server on it that is stopped when the test ends. */
export function testHome(name = 'home', options: Partial<EmbeddedNeeds> = {}) {
  const home = join(temporaryFolder(), name)
  mkdirSync(home, { recursive: true })
  return serverOn(home, options)
}

export function serverOn(home: string, options: Partial<EmbeddedNeeds> = {}) {
  const paths = nodePaths(home, root)
  const log = silentLog()
  const server = embeddedServer({ paths, log, binaries, durable: false, settings: { fsync: 'off' }, ...options })
  onTestFinished(() => server.stop(2_000))
  return { home, paths, log, server, start: () => server.start(() => {}) }
}

export async function query<T extends object>(connection: Connection, text: string): Promise<T[]> {
  const client = new Client(connection)
  client.on('error', () => {})
  await client.connect()
  try {
    return (await client.query<T>(text)).rows
  } finally {
    await client.end()
  }
}

export async function postmasterPid(home: string): Promise<number> {
  return Number((await readFile(join(home, 'db', 'postmaster.pid'), 'utf8')).split('\n')[0])
}

/** Waits for something to become true; fails loudly when it does not. */
export async function until(what: string, condition: () => boolean | Promise<boolean>, withinMs = 10_000): Promise<void> {
  const started = performance.now()
  while (!(await condition())) {
    if (performance.now() - started > withinMs) throw new Error(`${what} did not come true within ${withinMs} ms`)
    await sleep(10)
  }
}

/** The failure that `start` ends in. */
export async function failureOf(server: DatabaseServer) {
  return server
    .start(() => {})
    .then(
      () => expectFailure(),
      (error: unknown) => error as Error & { code: string; action: string },
    )
}

function expectFailure(): never {
  throw new Error('the server started, which it should not')
}
