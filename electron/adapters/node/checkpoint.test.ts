import { execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CheckpointFailure, type CheckpointStore } from '../../ports/checkpoint.ts'
import { memoryCheckpoint } from '../memory/memory-checkpoint.ts'
import { fileCheckpoint } from './checkpoint.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wheelhouse-checkpoint-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const one = { companyId: '01a1fd05-2f29-7bd7-9113-f4cc40f9493c', seq: 3, mac: 'bWFj', at: new Date('2026-02-03T04:05:06.789Z'), seal: 'c2VhbA==' }
const two = { ...one, companyId: '01a1fd05-2f33-733c-8123-0f2e3d4c5b6a', seq: 0, mac: '' }

describe.each<[string, () => CheckpointStore]>([
  ['file', () => fileCheckpoint(join(folder, 'secrets'))],
  ['memory', memoryCheckpoint],
])('a %s', (_, make) => {
  it('is empty at first, keeps what was written last, and hands out copies', async () => {
    const store = make()
    expect(await store.read()).toEqual([])
    await store.write([one, two])
    await store.write([two])
    const [kept] = await store.read()
    expect(kept).toEqual(two)
    if (kept) kept.seq = 99
    expect(await store.read()).toEqual([two])
    await store.write([])
    expect(await store.read()).toEqual([])
  })
})

describe('the file', () => {
  it('is there for the next host, for its owner alone, and leaves no draft', async () => {
    const at = join(folder, 'kept')
    await fileCheckpoint(at).write([one])
    expect(await fileCheckpoint(at).read()).toEqual([one])
    expect(await readdir(at)).toEqual(['audit-checkpoint.json'])
    expect((await stat(join(at, 'audit-checkpoint.json'))).mode & 0o777).toBe(0o600)
  })

  it.each([
    '',
    '{',
    '{"version":2,"trails":[]}',
    '{"version":1,"trails":[{"companyId":"a"}]}',
    JSON.stringify({ version: 1, trails: [{ ...one, companyId: 'a' }] }),
  ])('that holds %j is a failure, not a new start', async (text) => {
    const store = fileCheckpoint(folder)
    await writeFile(store.location, text)
    await expect(store.read()).rejects.toThrow(CheckpointFailure)
  })

  it.skipIf(process.platform === 'win32')('that is a pipe is a failure, and is not waited for', async () => {
    const at = join(folder, 'pipe')
    await mkdir(at)
    execFileSync('mkfifo', [join(at, 'audit-checkpoint.json')])
    await expect(fileCheckpoint(at).read()).rejects.toThrow(/cannot be read \(NOT_A_FILE\)/)
  })

  it('that cannot be written says where and why', async () => {
    await writeFile(join(folder, 'file'), '')
    await expect(fileCheckpoint(join(folder, 'file')).write([one])).rejects.toThrow(/audit-checkpoint\.json cannot be written \(E(EXIST|NOTDIR)\)/)
  })
})
