import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { keptToken, readHostFile, removeHostFile, writeHostFile } from './host-file.ts'

const content = {
  url: 'http://127.0.0.1:1/#token=x',
  wsUrl: 'ws://127.0.0.1:1/rpc',
  token: 'x',
  pid: 1,
  version: '1',
  startedAt: '2026-11-21T03:00:00.000Z',
}
let home: string

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'wheelhouse-host-'))
  await mkdir(join(home, 'run'))
})
afterEach(() => rm(home, { recursive: true }))

describe('host.json', () => {
  it('is read back, replaced and removed, and leaves nothing beside it', async () => {
    await writeHostFile(home, { ...content, pid: 2 })
    await writeHostFile(home, content)
    expect(await readHostFile(home)).toEqual(content)
    expect(await readdir(join(home, 'run'))).toEqual(['host.json'])
    await removeHostFile(home)
    await removeHostFile(home)
    expect(await readHostFile(home)).toBeNull()
  })

  it.skipIf(process.platform === 'win32')('is for its owner only, because it holds the token', async () => {
    await writeHostFile(home, content)
    expect((await stat(join(home, 'run', 'host.json'))).mode & 0o777).toBe(0o600)
  })

  it.each(['', '{"url":', '[]', '{"pid":"1"}'])('reads %j as nothing', async (text) => {
    await writeFile(join(home, 'run', 'host.json'), text)
    expect(await readHostFile(home)).toBeNull()
  })
})

describe('the token of a chosen port', () => {
  it('is made once, kept for its owner only, and made anew when it cannot be read', async () => {
    const file = join(home, 'run', 'token')
    expect(await keptToken(home, () => 'a'.repeat(43))).toBe('a'.repeat(43))
    expect(await keptToken(home, () => 'b'.repeat(43))).toBe('a'.repeat(43))
    if (process.platform !== 'win32') expect((await stat(file)).mode & 0o777).toBe(0o600)
    await writeFile(file, 'cut off')
    expect(await keptToken(home, () => 'b'.repeat(43))).toBe('b'.repeat(43))
    expect(await readdir(join(home, 'run'))).toEqual(['token'])
  })
})
