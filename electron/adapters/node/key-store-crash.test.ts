import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { memoryConfig } from '../memory/memory-config.ts'
import { nodeKeyStore } from './key-store.ts'

const fixture = join(import.meta.dirname, 'key-store.fixture.ts')

/** Lets a process rotate keys and kills it after `lines` lines of what it tells; answers those lines. */
async function killedAfter(folder: string, lines: number): Promise<string[]> {
  const child = spawn(process.execPath, [fixture, folder], { stdio: ['ignore', 'pipe', 'inherit'] })
  let told = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    told += text
    if (told.split('\n').length > lines) child.kill('SIGKILL')
  })
  await once(child, 'close')
  return told.split('\n').filter((line) => line !== '')
}

it('killed anywhere in a rotation, there is a whole key, and the last one that was promoted is not lost', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'key-store-crash-'))
  const store = nodeKeyStore({ folder, config: memoryConfig(), environment: { masterKey: undefined, masterKeyFile: undefined }, keychain: null })
  const known = new Set([(await store.create()).toString('hex')])
  for (let lines = 1; lines <= 12; lines += 1) {
    const before = (await store.load())?.toString('hex') ?? ''
    const told = await killedAfter(folder, lines)
    for (const line of told) if (/^[0-9a-f]{64}$/.test(line)) known.add(line)
    const [present, staged] = [await store.load(), await store.staged()].map((key) => key?.toString('hex') ?? null)
    expect(known).toContain(present)
    // Half-written keys are drafts, and drafts are never read.
    if (staged !== null) expect(known).toContain(staged)
    const keys = told.filter((line) => line.length === 64)
    const [last, promoted] = [keys.at(-1), keys.at(told.at(-1) === 'promoted' ? -1 : -2) ?? before]
    // What was staged can be had still; what was promoted is in its place, or its successor is.
    if (told.at(-1) === 'staged') expect([present, staged]).toContain(last)
    expect([promoted, last]).toContain(present)
    await store.settle()
    expect(await readdir(folder)).toEqual(['master.key'])
  }
  await rm(folder, { recursive: true })
})
