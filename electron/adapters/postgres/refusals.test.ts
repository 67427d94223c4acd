/** Starts that must not succeed: each ends in a state with a name, a sentence and something to do, and changes nothing. */
import { execFileSync } from 'node:child_process'
import { chmodSync, cpSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { nodePaths } from '../node/paths.ts'
import { findBinaries, loadBinaries } from './binaries.ts'
import { failureFromOutput } from './failures.ts'
import { isRoot } from './os-user.ts'
import { binaries, failureOf, query, root, serverOn, temporaryFolder, testHome } from './test-home.ts'

function expectNamed(failure: Error & { code: string; action: string }, code: string) {
  expect(failure).toMatchObject({ name: 'DatabaseFailure', code })
  expect(failure.message).toMatch(/\.$/)
  expect(failure.action).toMatch(/\.$/)
  expect(failure.message).not.toMatch(/ at .*:\d+:\d+|undefined|null/)
}

test('data of another major version', async () => {
  const { paths, server } = testHome()
  await server.start(() => {})
  await server.stop(2_000)
  writeFileSync(join(paths.db, 'PG_VERSION'), '17\n')
  const failure = await failureOf(server)
  expectNamed(failure, 'wrong_postgres_major')
  expect(failure.message).toContain('17')

  writeFileSync(join(paths.db, 'PG_VERSION'), '18\n')
  await server.start(() => {})
})

test('a data folder that holds something else', async () => {
  const { paths, server } = testHome()
  mkdirSync(paths.db)
  writeFileSync(join(paths.db, 'holiday.jpg'), '')
  expectNamed(await failureOf(server), 'data_folder_foreign')
  expect(readdirSync(paths.db)).toEqual(['holiday.jpg'])
})

test('a data folder that is a link to a disk that is not there', async () => {
  const { home, paths, server } = testHome()
  symlinkSync(join(home, 'not-mounted'), paths.db)
  expectNamed(await failureOf(server), 'data_folder_foreign')
})

test('a cluster whose server does not know us', async () => {
  const { server, start } = testHome()
  await query(await start(), 'create role other superuser login; alter role wheelhouse nologin')
  await server.stop(2_000)
  expectNamed(await failureOf(server), 'data_folder_foreign')
})

test('an instance.json that cannot be read', async () => {
  const { home, server } = testHome()
  writeFileSync(join(home, 'instance.json'), 'torn')
  expectNamed(await failureOf(server), 'data_folder_foreign')
})

test('a home that cannot be written', () => {
  const file = join(temporaryFolder(), 'file')
  writeFileSync(file, '')
  expect(() => nodePaths(join(file, 'home'), root)).toThrow(expect.objectContaining({ name: 'DatabaseFailure', code: 'home_unwritable' }))
})

test('a home on a disk that cannot be written any more', async ({ skip }) => {
  const { home, server } = testHome()
  const mounted = mountTmpfs(home, 'size=64k,ro')
  skip(!mounted, 'needs the right to mount a file system')
  expectNamed(await failureOf(server), 'home_unwritable')
})

test('a full disk while the cluster is made, which starts once there is space', async ({ skip }) => {
  const folder = temporaryFolder()
  const mounted = mountTmpfs(folder, 'size=8m,mode=0711')
  skip(!mounted, 'needs the right to mount a file system')
  const { home, server } = serverOn(join(folder, 'home'))
  expectNamed(await failureOf(server), 'disk_full')
  expect(readdirSync(home).filter((name) => name.startsWith('db'))).toEqual([])
  execFileSync('mount', ['-o', 'remount,size=200m', folder])
  await server.start(() => {})
})

test('a full disk when the server starts', async ({ skip }) => {
  const folder = temporaryFolder()
  const mounted = mountTmpfs(folder, 'size=200m,mode=0711')
  skip(!mounted, 'needs the right to mount a file system')
  const { server } = serverOn(join(folder, 'home'))
  await server.start(() => {})
  await server.stop(2_000)
  expect(() => writeFileSync(join(folder, 'ballast'), Buffer.alloc(250 << 20))).toThrow('ENOSPC')
  expectNamed(await failureOf(server), 'disk_full')
  rmSync(join(folder, 'ballast'))
  await server.start(() => {})
})

test('programs that are not there, or not whole', async () => {
  expect(() => findBinaries({ root: temporaryFolder() })).toThrow(expect.objectContaining({ code: 'binaries_missing' }))
  expectNamed(await failureOf(testHome('home', { binaries: temporaryFolder() }).server), 'binaries_missing')

  const copy = temporaryFolder()
  cpSync(binaries, copy, { recursive: true, verbatimSymlinks: true })
  for (const name of readdirSync(join(copy, 'lib'))) if (name.startsWith('libicuuc')) rmSync(join(copy, 'lib', name))
  expectNamed(await failureOf(testHome('home', { binaries: copy }).server), 'binaries_missing')
})

test('links and modes that an installer dropped are put back', async () => {
  const copy = temporaryFolder()
  cpSync(binaries, copy, { recursive: true, verbatimSymlinks: true })
  const links = readdirSync(join(copy, 'lib'), { withFileTypes: true }).filter((entry) => entry.isSymbolicLink())
  for (const { name } of links) rmSync(join(copy, 'lib', name))
  chmodSync(join(copy, 'bin', 'postgres'), 0o644)
  expect((await loadBinaries(copy)).major).toBe('18')
  expect(readdirSync(join(copy, 'lib'), { withFileTypes: true }).filter((entry) => entry.isSymbolicLink())).toHaveLength(links.length)
})

test.each([
  ['FATAL:  could not write lock file "postmaster.pid": No space left on device', 'disk_full'],
  ['PANIC:  could not write to file "pg_wal/xlogtemp.1": Disk quota exceeded', 'disk_full'],
  ['FATAL:  lock file "postmaster.pid" already exists', 'data_folder_busy'],
  ['FATAL:  data directory "/x" has wrong ownership', 'data_folder_foreign'],
  ['initdb: error: could not create directory "/x": Read-only file system', 'home_unwritable'],
])('%s', (output, code) => {
  expect(failureFromOutput(output, '/x')).toMatchObject({ code })
})

/** Mounts a small file system until the test ends; false where this user or this system cannot. */
function mountTmpfs(folder: string, options: string): boolean {
  if (!isRoot() || process.platform !== 'linux') return false
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder], { stdio: 'ignore' })
  } catch {
    return false
  }
  onTestFinished(() => void execFileSync('umount', ['-l', folder]))
  return true
}
