import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { withLock } from './bootstrap-lock.mjs'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wheelhouse-setup-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

/** A process that has ended: its id names nobody. */
async function deadPid() {
  const child = spawn(process.execPath, ['-e', ''])
  await new Promise((resolve) => child.once('exit', resolve))
  return child.pid
}

describe('withLock', () => {
  const silent = () => {}

  it('lets one through at a time, tells the others once, and leaves no file', async () => {
    const file = join(folder, 'out', 'lock')
    let inside = 0
    const said: string[] = []
    const turn = () =>
      withLock(
        file,
        (line: string) => said.push(line),
        async () => {
          inside += 1
          expect(inside).toBe(1)
          await new Promise((resolve) => setImmediate(resolve))
          inside -= 1
        },
      )
    await Promise.all([turn(), turn()])
    expect(said).toEqual([expect.stringContaining(String(process.pid))])
    expect(existsSync(file)).toBe(false)
  })

  it('takes over from a holder that died', async () => {
    const file = join(folder, 'lock')
    writeFileSync(file, String(await deadPid()))
    expect(await withLock(file, silent, async () => 'done')).toBe('done')
    expect(readdirSync(folder)).toEqual([])
  })

  it('gives the lock back when the task fails', async () => {
    const file = join(folder, 'lock')
    await expect(withLock(file, silent, () => Promise.reject(new Error('no network')))).rejects.toThrow('no network')
    expect(existsSync(file)).toBe(false)
  })
})
