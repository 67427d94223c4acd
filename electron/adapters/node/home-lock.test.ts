import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest'
import { homeLockHolder, takeHomeLock } from './home-lock.ts'
import { processStart } from './process-start.ts'

let run: string
beforeEach(() => {
  run = mkdtempSync(join(tmpdir(), 'wh-lock-'))
})
afterEach(() => rmSync(run, { recursive: true }))

async function take() {
  const outcome = await takeHomeLock(run, 'headless')
  return 'lock' in outcome ? outcome.lock : outcome.heldBy
}

/** A process that takes the lock, says whether it did, and holds it until it is killed. */
async function rival() {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'home-lock.fixture.ts'), run], { stdio: ['pipe', 'pipe', 'inherit'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  const [line] = (await once(child.stdout, 'data')) as [Buffer]
  return { child, taken: line.toString().trim() === 'taken' }
}

async function killed(child: ReturnType<typeof spawn>) {
  child.kill('SIGKILL')
  await once(child, 'exit')
}

test('is held by one, who is named, until it is released', async () => {
  const { child, taken } = await rival()
  expect(taken).toBe(true)
  expect(await take()).toMatchObject({ pid: child.pid, shell: 'headless' })
  expect(await homeLockHolder(run)).toMatchObject({ pid: child.pid })

  child.stdin.end('release')
  await once(child, 'exit')
  expect(await homeLockHolder(run)).toBe(null)
  expect(await take()).toHaveProperty('release')
})

test('is free again when its holder was killed', async () => {
  const { child } = await rival()
  await killed(child)
  expect(await homeLockHolder(run)).toBe(null)
  expect(await take()).toHaveProperty('release')
})

test('is free when its pid belongs to another process by now, or to another boot', async () => {
  const { child } = await rival()
  await killed(child)
  const [file = ''] = readdirSync(run)
  const left = JSON.parse(readFileSync(join(run, file), 'utf8')) as object
  writeFileSync(join(run, file), JSON.stringify({ ...left, pid: process.pid }))
  expect(await homeLockHolder(run)).toBe(null)
  writeFileSync(join(run, file), JSON.stringify({ ...left, pid: process.pid, started: await processStart(process.pid), boot: 'another' }))
  expect(await homeLockHolder(run)).toBe(null)
  expect(await take()).toHaveProperty('release')
})

test('a torn file does not lock anybody out', async () => {
  writeFileSync(join(run, 'lock.7'), '{"pid":')
  expect(await take()).toHaveProperty('release')
})

test('taken and released many times, it leaves one file', async () => {
  for (let round = 0; round < 20; round += 1) {
    const lock = await take()
    if ('release' in lock) await lock.release()
  }
  expect(readdirSync(run)).toHaveLength(1)
})

test('of many takers inside one process, exactly one holds it at any time', async () => {
  let holders = 0
  let most = 0
  async function contend() {
    for (let round = 0; round < 40; round += 1) {
      const lock = await take()
      if (!('release' in lock)) continue
      holders += 1
      most = Math.max(most, holders)
      await new Promise(setImmediate)
      holders -= 1
      await lock.release()
    }
  }
  await Promise.all(Array.from({ length: 8 }, contend))
  expect(most).toBe(1)
})

test('of processes that race for the lock of a killed one, exactly one gets it', async () => {
  for (let round = 0; round < 3; round += 1) {
    const first = await rival()
    expect(first.taken).toBe(true)
    await killed(first.child)
    const rivals = await Promise.all([rival(), rival(), rival(), rival()])
    expect(rivals.filter(({ taken }) => taken)).toHaveLength(1)
    await Promise.all(rivals.map(({ child }) => killed(child)))
  }
})
