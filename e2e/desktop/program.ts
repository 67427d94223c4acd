// Playwright reads the fixtures a function needs from its pattern, which is empty where it needs none.
// biome-ignore-all lint/correctness/noEmptyPattern: see above
/* oxlint-disable no-empty-pattern */
/** The desktop program in real Electron, on a home of its own. Without a binary every spec here is skipped, by name. */
import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { test as base, type ElectronApplication, _electron as electron, type Page } from '@playwright/test'

export const root = fileURLToPath(new URL('../..', import.meta.url))

/** The binary, found without running Electron's own look-up, which would download one. */
export function electronBinary(): string | null {
  const folder = dirname(createRequire(import.meta.url).resolve('electron/package.json'))
  const named = join(folder, 'path.txt')
  if (!existsSync(named)) return null
  const binary = join(process.env['ELECTRON_OVERRIDE_DIST_PATH'] ?? join(folder, 'dist'), readFileSync(named, 'utf8'))
  return existsSync(binary) ? binary : null
}

export const whyNot = 'no Electron binary is installed (npx install-electron adds it)'

export interface Program {
  app: ElectronApplication
  page: Page
  home: string
}

/** Starts the program and waits for its page. */
export async function startProgram(home: string): Promise<Program> {
  const app = await electron.launch({ executablePath: electronBinary() ?? '', args: [root, '--home', home], cwd: root })
  return { app, page: await app.firstWindow(), home }
}

export const test = base.extend<{ home: string; program: Program }>({
  home: async ({}, provide) => {
    const home = await mkdtemp(join(tmpdir(), 'wheelhouse-desktop-'))
    await provide(home)
    await rm(home, { recursive: true, force: true, maxRetries: 5 })
  },
  program: async ({ home }, provide) => {
    const program = await startProgram(home)
    await provide(program)
    await program.app.close()
  },
})

export { expect } from '@playwright/test'
