// Playwright reads the fixtures a function needs from its pattern, which is empty where it needs none.
// biome-ignore-all lint/correctness/noEmptyPattern: see above
/* oxlint-disable no-empty-pattern */
/**
 * The packaged program, driven over Chromium's own protocol: Playwright's way into Electron needs Node's inspector, which
 * the fuses of a package switch off.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { test as base, chromium, type Page } from '@playwright/test'

const dist = fileURLToPath(new URL('../../dist', import.meta.url))

/** Where electron-builder leaves the unpacked program. */
export function packagedProgram(): string | null {
  const folders = existsSync(dist) ? readdirSync(dist) : []
  const candidates = folders.flatMap((folder) => {
    if (/^mac/.test(folder)) return [join(dist, folder, 'Wheelhouse.app', 'Contents', 'MacOS', 'Wheelhouse')]
    if (/^win.*-unpacked$/.test(folder)) return [join(dist, folder, 'Wheelhouse.exe')]
    if (/^linux.*-unpacked$/.test(folder)) return [join(dist, folder, 'wheelhouse')]
    return []
  })
  return candidates.find((path) => existsSync(path)) ?? null
}

export interface Packaged {
  page: Page
  process: ChildProcess
  home: string
}

async function start(home: string): Promise<Packaged & { end(): Promise<void> }> {
  const child = spawn(packagedProgram() ?? '', ['--home', home, '--remote-debugging-port=0'], { stdio: ['ignore', 'ignore', 'pipe'] })
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const address = await new Promise<string>((resolve, reject) => {
    let heard = ''
    child.stderr.on('data', (chunk: Buffer) => {
      heard += chunk.toString()
      const found = /DevTools listening on (ws:\/\/\S+)/.exec(heard)
      if (found?.[1]) resolve(found[1])
    })
    child.once('exit', (code) => reject(new Error(`The program ended with ${code}:\n${heard}`)))
  })
  const browser = await chromium.connectOverCDP(address)
  const context = browser.contexts()[0]
  if (!context) throw new Error('The program has no window.')
  const page = context.pages()[0] ?? (await context.waitForEvent('page'))
  async function end() {
    // Windows has no signal that asks; there, the end of the window is the end of the program.
    if (process.platform === 'win32') await page.close()
    else child.kill('SIGTERM')
    await exited
    await browser.close()
  }
  return { page, process: child, home, end }
}

export const test = base.extend<{ packaged: Packaged }>({
  packaged: async ({}, provide) => {
    const home = await mkdtemp(join(tmpdir(), 'wheelhouse-packaged-'))
    const program = await start(home)
    await provide(program)
    await program.end()
    await rm(home, { recursive: true, force: true, maxRetries: 5 })
  },
})

export { expect } from '@playwright/test'
