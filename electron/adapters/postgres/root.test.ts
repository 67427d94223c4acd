/** Postgres refuses root. What a host that runs as root does about it, and that an ordinary user needs none of it. */
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { loadBinaries } from './binaries.ts'
import { canReach, chooseRunAs, isRoot } from './os-user.ts'
import { socketFolder } from './socket-folder.ts'
import { reachableBinaries } from './staging.ts'
import { binaries, query, root, serverOn, temporaryFolder, testHome } from './test-home.ts'

const user = isRoot() ? await chooseRunAs('/nonexistent') : null

describe.runIf(user !== null)('as root', () => {
  const runAs = user as NonNullable<typeof user>

  test('the server runs as another user, who alone owns data and socket', async () => {
    const { paths, start } = testHome()
    const connection = (await start()) as { host: string }
    expect(statSync(paths.db).uid).toBe(runAs.uid)
    expect(statSync(connection.host).uid).toBe(runAs.uid)
    expect(statSync(paths.home).mode & 0o777).toBe(0o711)
    for (const folder of [paths.secrets, paths.logs, paths.runs, paths.run]) expect(statSync(folder).mode & 0o777).toBe(0o700)
  })

  test('in a home below a closed folder, the data lie elsewhere and the home leads to them', async () => {
    const closed = temporaryFolder(0o700)
    const { paths, server, start } = serverOn(join(closed, 'home'))
    await query(await start(), 'create table kept as select 42 as answer')
    const data = realpathSync(paths.db)
    onTestFinished(() => rmSync(join(data, '..'), { recursive: true }))
    expect(readlinkSync(paths.db)).toBe(`/var/lib/wheelhouse/instances/${server.instanceId}/db`)
    expect(statSync(data)).toMatchObject({ uid: runAs.uid })
    await server.stop(2_000)
    expect(await query(await start(), 'select answer from kept')).toEqual([{ answer: 42 }])
  })

  test('the owner of a cluster that is there goes on running it', async () => {
    const folder = temporaryFolder()
    const data = join(folder, 'db')
    mkdirSync(data)
    chownSync(data, 65534, 65534)
    expect(await chooseRunAs(data)).toMatchObject({ uid: 65534 })
  })

  test('programs in a closed folder are copied once, whole, to where only root can change them', async () => {
    const closed = temporaryFolder(0o700)
    const shared = temporaryFolder(0o755)
    cpSync(binaries, join(closed, 'native'), { recursive: true, verbatimSymlinks: true })
    const found = await loadBinaries(join(closed, 'native'))
    expect(await canReach(found.postgres, runAs)).toBe(false)

    const staged = await reachableBinaries(found, runAs, shared)
    expect(await canReach(staged.postgres, runAs)).toBe(true)
    expect(statSync(staged.folder)).toMatchObject({ uid: 0 })
    expect(statSync(staged.folder).mode & 0o022).toBe(0)
    const { mtimeMs, ino } = statSync(staged.postgres)
    expect(await reachableBinaries(found, runAs, shared)).toEqual(staged)
    expect(statSync(staged.postgres)).toMatchObject({ mtimeMs, ino })

    rmSync(join(staged.folder, 'lib', 'libpq.so.5.18'))
    expect(existsSync(join((await reachableBinaries(found, runAs, shared)).folder, 'lib', 'libpq.so.5.18'))).toBe(true)

    chmodSync(staged.folder, 0o777)
    await reachableBinaries(found, runAs, shared)
    expect(statSync(staged.folder).mode & 0o022).toBe(0)
    expect(readdirSync(join(shared, 'postgres'))).toHaveLength(1)
  })

  test('programs that an installer under a narrow or a wide umask left are opened to be used, not changed', async () => {
    const closed = temporaryFolder(0o700)
    const shared = temporaryFolder(0o755)
    cpSync(binaries, join(closed, 'native'), { recursive: true, verbatimSymlinks: true })
    execFileSync('chmod', ['-R', 'go-rwx', join(closed, 'native')])
    chmodSync(join(closed, 'native', 'bin', 'initdb'), 0o777)
    const found = await loadBinaries(join(closed, 'native'))
    const umask = process.umask(0o077)
    const staged = await reachableBinaries(found, runAs, join(shared, 'lib')).finally(() => process.umask(umask))
    const output = execFileSync(staged.postgres, ['--version'], { uid: runAs.uid, gid: runAs.gid, env: {}, encoding: 'utf8' })
    expect(output).toContain(found.version)
    expect(statSync(staged.initdb).mode & 0o777).toBe(0o755)
    chmodSync(staged.initdb, 0o777)
    expect(statSync((await reachableBinaries(found, runAs, join(shared, 'lib'))).initdb).mode & 0o777).toBe(0o755)
  })

  test('a link that the server planted in its data folder is never followed', async () => {
    const { paths, server, start } = testHome()
    await start()
    await server.stop(2_000)
    const target = join(temporaryFolder(), 'shadow')
    writeFileSync(target, 'untouched', { mode: 0o600 })
    for (const name of ['postgresql.conf', 'pg_hba.conf', 'pg_ident.conf', 'postgresql.auto.conf', 'postmaster.pid']) {
      symlinkSync(target, join(paths.db, `${name}.new`))
      if (name !== 'postmaster.pid') rmSync(join(paths.db, name))
      if (name !== 'postmaster.pid') symlinkSync(target, join(paths.db, name))
    }
    await start()
    expect(readFileSync(target, 'utf8')).toBe('untouched')
    expect(statSync(target)).toMatchObject({ uid: 0 })
  })

  test('an ordinary user needs no other user, and has the socket in the home', async () => {
    const folder = temporaryFolder()
    const home = join(folder, 'home')
    mkdirSync(home)
    chownSync(home, runAs.uid, runAs.gid)
    const fixture = join(import.meta.dirname, 'abandon.fixture.ts')
    const host = spawn(process.execPath, [fixture, home, root], {
      uid: runAs.uid,
      gid: runAs.gid,
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { PATH: process.env.PATH },
    })
    const [line] = (await once(host.stdout, 'data')) as [Buffer]
    expect(JSON.parse(line.toString())).toMatchObject({ host: join(home, 'run') })
    expect(lstatSync(join(home, 'db')).isSymbolicLink()).toBe(false)
    expect(statSync(home).mode & 0o777).toBe(0o700)
    host.stdin.end()
    await once(host, 'exit')
    expect(readdirSync(join(home, 'db'))).not.toContain('postmaster.pid')
  })
})

test("a socket folder that is a link, or somebody else's, is passed over", async () => {
  const long = join(temporaryFolder(), 'x'.repeat(100))
  const data = `/data/${Math.random()}`
  const first = await socketFolder({ run: long, data, runAs: user, previous: null })
  rmSync(first, { recursive: true })
  execFileSync('ln', ['-s', temporaryFolder(), first])
  onTestFinished(() => rmSync(first))
  await expect(socketFolder({ run: long, data, runAs: user, previous: first })).rejects.toThrow('belongs to somebody else')
  const second = await socketFolder({ run: long, data, runAs: user, previous: null })
  onTestFinished(() => rmSync(second, { recursive: true }))
  expect(second).not.toBe(first)
  expect(lstatSync(second).isDirectory()).toBe(true)
})
