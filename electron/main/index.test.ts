import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { electronDouble } from './electron-double.ts'

const argv = process.argv
let home: string
let booted: unknown[][]

beforeEach(async () => {
  vi.resetModules()
  home = await mkdtemp(join(tmpdir(), 'wheelhouse-index-'))
  process.argv = ['electron', '.', '--home', home]
  booted = []
})
afterEach(async () => {
  process.argv = argv
  vi.doUnmock('electron')
  vi.doUnmock('./boot.ts')
  vi.doUnmock('node:module')
  await rm(home, { recursive: true })
})

/** Runs the entry on a double, with a boot of the test's choice. */
async function run(options: Parameters<typeof electronDouble>[0] = {}, boot: () => Promise<void> = () => Promise.resolve()) {
  const double = electronDouble(options)
  const caches: unknown[] = []
  vi.doMock('electron', () => double.electron)
  vi.doMock('node:module', async (original) => ({ ...(await original<object>()), enableCompileCache: (folder: unknown) => caches.push(folder) }))
  vi.doMock('./boot.ts', () => ({
    boot(...args: unknown[]) {
      double.events.push('boot')
      booted.push(args)
      return boot()
    },
  }))
  await import('./index.ts')
  return { ...double, caches }
}

it('does what must come before Electron is ready, in order, and boots', async () => {
  const { events, caches } = await run()
  await expect.poll(() => booted).toHaveLength(1)
  expect(events).toEqual([
    `path userData ${join(home, 'desktop')}`,
    'crash reports, upload false',
    'lock',
    'sandbox',
    'schemes app',
    'no menu',
    'boot',
  ])
  expect(caches).toEqual([join(home, 'desktop', 'compile-cache', '1.2.3')])
  expect(existsSync(join(home, 'desktop'))).toBe(true)
  expect(booted[0]?.[0]).toMatchObject({ home, devTools: false, devServer: undefined })
})

it('ends at once, before any data is opened, when it is not the first', async () => {
  const { events } = await run({ firstInstance: false })
  expect(events.slice(-2)).toEqual(['lock', 'exit 0'])
  expect(booted).toEqual([])
})

it('says in a box why it cannot start', async () => {
  const { events } = await run({}, () => Promise.reject(new Error('No room.')))
  await expect.poll(() => events.slice(-2)).toEqual(['error box: Wheelhouse cannot start', 'exit 1'])
})
