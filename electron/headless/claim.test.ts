import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { takeHomeLock } from '../adapters/node/home-lock.ts'
import { nodePaths } from '../adapters/node/paths.ts'
import { root } from './application.ts'
import { claimHome } from './claim.ts'
import { writeHostFile } from './host-file.ts'

const content = { url: 'http://127.0.0.1:1/', wsUrl: 'ws://127.0.0.1:1/rpc', token: 'x', version: '1', startedAt: '2026-11-21T03:00:00.000Z' }
let home: string
let run: string

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'wheelhouse-claim-'))
  run = nodePaths(home, root).run
})
afterEach(() => rm(home, { recursive: true }))

describe('claimHome', () => {
  it('takes a free home, whatever a dead host left in it', async () => {
    await writeHostFile(home, { ...content, pid: 1 })
    await writeFile(join(run, 'lock.1'), JSON.stringify({ pid: 1, started: 'never', boot: 'another', since: '', shell: 'headless', nonce: '' }))
    expect(await claimHome(home, run)).toHaveProperty('lock')
  })

  it('answers where the holder is', async () => {
    await takeHomeLock(run, 'headless')
    await writeHostFile(home, { ...content, pid: process.pid })
    expect(await claimHome(home, run)).toEqual({ running: { ...content, pid: process.pid } })
  })

  it('waits for a holder that ends, such as a short command', async () => {
    const held = await takeHomeLock(run, 'headless')
    const claim = claimHome(home, run)
    if ('lock' in held) await held.lock.release()
    expect(await claim).toHaveProperty('lock')
  })

  it('says who has the home when the holder cannot be reached, and does not take the word of another', async () => {
    await takeHomeLock(run, 'desktop')
    await writeHostFile(home, { ...content, pid: process.pid + 1 })
    await expect(claimHome(home, run, 0)).rejects.toMatchObject({
      code: 'home_busy',
      message: expect.stringContaining(`desktop window (process ${process.pid})`),
    })
  })
})
