import { randomBytes } from 'node:crypto'
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { KeyStoreFailure } from '../../ports/key-store.ts'
import { fileKeyStore, parseKey } from './key-store.ts'

let home: string
let folder: string
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'key-store-'))
  folder = join(home, 'geheime Schlüssel')
})
afterEach(() => rm(home, { recursive: true }))

const mode = async (path: string) => (await stat(path)).mode & 0o777

describe('fileKeyStore', () => {
  it('makes a key of 32 bytes once, closed to others, and finds it again', async () => {
    const store = fileKeyStore(folder)
    expect(await store.load()).toBeNull()
    const key = await store.create()
    expect(key).toHaveLength(32)
    expect(await fileKeyStore(folder).load()).toEqual(key)
    expect(await store.create()).toEqual(key)
    expect([await mode(folder), await mode(store.location)]).toEqual([0o700, 0o600])
    expect(await readdir(folder)).toEqual(['master.key'])
    expect(await store.warnings()).toEqual([])
  })

  it('ends with one key when many make it at once', async () => {
    const keys = await Promise.all(Array.from({ length: 12 }, () => fileKeyStore(folder).create()))
    expect(new Set(keys.map((key) => key.toString('hex'))).size).toBe(1)
    expect(await fileKeyStore(folder).load()).toEqual(keys[0])
    expect(await readdir(folder)).toEqual(['master.key'])
  })

  it('never replaces a file, whatever is in it', async () => {
    await mkdir(folder)
    await writeFile(join(folder, 'master.key'), 'not a key')
    await expect(fileKeyStore(folder).create()).rejects.toThrow(KeyStoreFailure)
    expect(await readFile(join(folder, 'master.key'), 'utf8')).toBe('not a key')
  })

  it('closes a file that others could read', async () => {
    const store = fileKeyStore(folder)
    await store.create()
    await chmod(store.location, 0o644)
    await chmod(folder, 0o755)
    await store.load()
    expect([await mode(folder), await mode(store.location)]).toEqual([0o700, 0o600])
  })

  it.each([
    ['empty', ''],
    ['short', randomBytes(31).toString('base64')],
    ['long', randomBytes(33).toString('base64')],
    ['text', 'the key is under the mat'],
  ])('refuses %s content with a sentence that names the file and not the content', async (_, content) => {
    await mkdir(folder)
    await writeFile(join(folder, 'master.key'), content)
    const failure = await fileKeyStore(folder)
      .load()
      .catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(KeyStoreFailure)
    expect(String(failure)).toContain(join(folder, 'master.key'))
    if (content) expect(String(failure)).not.toContain(content)
  })

  it('says so when the file cannot be read', async () => {
    await mkdir(join(folder, 'master.key'), { recursive: true })
    await expect(fileKeyStore(folder).load()).rejects.toThrow(/cannot be read \(EISDIR\)/)
  })
})

describe('parseKey', () => {
  const key = Buffer.from(Array.from({ length: 32 }, (_, i) => 250 - i))
  it.each([
    ['base64', key.toString('base64')],
    ['base64 with a line feed', `${key.toString('base64')}\r\n`],
    ['base64url', key.toString('base64url')],
    ['hex', key.toString('hex')],
    ['HEX', `${key.toString('hex').toUpperCase()}\n`],
  ])('reads %s', (_, text) => {
    expect(parseKey(Buffer.from(text))).toEqual(key)
  })

  it('reads raw bytes and raw characters', () => {
    expect(parseKey(key)).toEqual(key)
    const characters = 'thirty-two characters, no more!!'
    expect(parseKey(Buffer.from(`${characters}\n`))).toEqual(Buffer.from(characters))
    const blanks = Buffer.concat([Buffer.from(' \n'), key.subarray(0, 28), Buffer.from('\n ')])
    expect(parseKey(blanks)).toEqual(blanks)
  })
})
