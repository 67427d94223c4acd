/** What electron-builder makes of electron-builder.yml, with a stand-in for Electron's binary and small stand-ins for what is packed. */
import { execFile } from 'node:child_process'
import { cp, lstat, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const root = join(import.meta.dirname, '../..')
const sentinel = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'
/** Electron's defaults: 0 is off, 1 is on. */
const defaults = '101100101'

const program = (wire: string, version = 1) => Buffer.concat([Buffer.from(`MZ${sentinel}`), Buffer.from([version, wire.length]), Buffer.from(wire)])

describe('require-all-fuses', () => {
  const settings = Object.fromEntries(
    [
      'runAsNode',
      'enableCookieEncryption',
      'enableNodeOptionsEnvironmentVariable',
      'enableNodeCliInspectArguments',
      'enableEmbeddedAsarIntegrityValidation',
      'onlyLoadAppFromAsar',
      'loadBrowserProcessSpecificV8Snapshot',
      'grantFileProtocolExtraPrivileges',
    ].map((name) => [name, false]),
  )
  let undecidedFuses: (program: Buffer, settings: object | undefined) => string[]

  beforeAll(async () => {
    const path = join(root, 'scripts/require-all-fuses.mjs')
    undecidedFuses = (await import(path)).undecidedFuses
  })

  it('is content when every fuse is decided', () => {
    expect(undecidedFuses(program(defaults), settings)).toEqual([])
    expect(undecidedFuses(program('10r1001'), settings)).toEqual([])
  })

  it('names what is left to chance', () => {
    expect(undecidedFuses(program(`${defaults}1`), settings)).toEqual(['fuse 9 is new'])
    expect(undecidedFuses(program(defaults), { ...settings, runAsNode: undefined })).toEqual(['runAsNode'])
    expect(undecidedFuses(program(defaults), undefined)).toHaveLength(8)
    expect(undecidedFuses(program(defaults, 2), settings)).toEqual(['unknown fuse version 2'])
    expect(undecidedFuses(Buffer.from('no Electron'), settings)).toEqual(['no fuses found'])
  })
})

interface Entry {
  files?: Record<string, Entry>
  unpacked?: boolean
  integrity?: unknown
}

/** The header of an asar archive: two lengths, a length of the text, the text. */
async function entriesOf(archive: string): Promise<Array<{ path: string; entry: Entry }>> {
  const bytes = await readFile(archive)
  const walk = (entry: Entry, path: string): Array<{ path: string; entry: Entry }> =>
    entry.files ? Object.entries(entry.files).flatMap(([name, child]) => walk(child, `${path}/${name}`)) : [{ path, entry }]
  return walk(JSON.parse(bytes.subarray(16, 16 + bytes.readUInt32LE(12)).toString()), '')
}

// Packing for Windows and macOS needs their real programs, which only their own systems have at hand.
describe.skipIf(process.platform !== 'linux')('the package for Linux', () => {
  let folder: string
  let packed: (...parts: string[]) => string

  async function put(path: string, content: string | Buffer = 'x', mode = 0o644) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), content, { mode })
  }

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'wheelhouse-packaging-'))
    packed = (...parts) => join(folder, 'packed', 'linux-unpacked', ...parts)
    for (const name of ['package.json', 'electron-builder.yml', 'scripts/require-all-fuses.mjs', 'resources/icons', 'resources/sample', 'migrations'])
      await cp(join(root, name), join(folder, name), { recursive: true })
    for (const name of [
      'main/index.js',
      'main/chunks/boot-1.js',
      'main/index.js.map',
      'preload/index.js',
      'renderer/index.html',
      'headless/index.js',
      '.stamp-desktop',
    ])
      await put(`out/${name}`)
    await put('node_modules/left-out/package.json', '{"name":"left-out","version":"1.0.0"}')
    await put('resources/postgres/linux-x64/bin/initdb', '#!/bin/sh', 0o755)
    await put('resources/postgres/linux-x64/lib/libpq.so.5.18')
    await symlink('libpq.so.5.18', join(folder, 'resources/postgres/linux-x64/lib/libpq.so.5'))
    for (const name of ['electron', 'chrome-sandbox', 'chrome_crashpad_handler']) await put(`stub/${name}`, program(defaults), 0o755)
    for (const name of ['version', 'locales/en-US.pak', 'locales/de.pak', 'resources/x']) await put(`stub/${name}`)
    const cli = join(root, 'node_modules/electron-builder/cli.js')
    const options = [`-c.electronDist=${join(folder, 'stub')}`, '-c.directories.output=packed', '-c.electronVersion=45.4.1']
    await promisify(execFile)(process.execPath, [cli, '--dir', '--linux', '--x64', '--publish', 'never', ...options], { cwd: folder })
  }, 90_000)
  afterAll(() => rm(folder, { recursive: true, force: true }))

  it('holds the three bundles and nothing else', async () => {
    const entries = await entriesOf(packed('resources', 'app.asar'))
    expect(entries.map(({ path }) => path).sort()).toEqual([
      '/out/main/chunks/boot-1.js',
      '/out/main/index.js',
      '/out/preload/index.js',
      '/out/renderer/index.html',
      '/package.json',
    ])
    expect(entries.filter(({ entry }) => entry.unpacked || !entry.integrity)).toEqual([])
  })

  it('has migrations, sample and Postgres beside the archive, with links and modes', async () => {
    const resources = packed('resources')
    expect(await readdir(join(resources, 'migrations'))).toEqual(await readdir(join(root, 'migrations')))
    expect(await readdir(join(resources, 'resources', 'sample'))).toEqual(await readdir(join(root, 'resources', 'sample')))
    expect((await lstat(join(resources, 'postgres', 'bin', 'initdb'))).mode & 0o777).toBe(0o755)
    expect((await lstat(join(resources, 'postgres', 'lib', 'libpq.so.5'))).isSymbolicLink()).toBe(true)
  })

  it('speaks the languages the program has', async () => {
    expect(await readdir(packed('locales'))).toEqual(['en-US.pak'])
  })

  it('has its fuses set', async () => {
    const bytes = await readFile(packed('wheelhouse'))
    const at = bytes.indexOf(sentinel) + sentinel.length + 2
    expect(bytes.subarray(at, at + 9).toString()).toBe('010011001')
  })
})
